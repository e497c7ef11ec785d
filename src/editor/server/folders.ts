import path from 'node:path';
import { Uri, workspace, type WorkspaceFolder } from 'vscode';

/** A folder that a server is made for. */
export interface Folder {
  readonly uri: Uri;
  readonly name: string;
  /** A workspace folder follows `porthole.root`; an explicitly chosen folder is served as it is. */
  readonly kind: 'workspace' | 'asked';
}

/** Identifies the folder in maps and in the workspace state. */
export function keyOf(folder: Folder): string {
  return folder.uri.toString();
}

export function fromWorkspace(folder: WorkspaceFolder): Folder {
  return { uri: folder.uri, name: folder.name, kind: 'workspace' };
}

/** The workspace folders that are on a disk. */
export function workspaceFolders(): readonly Folder[] {
  return (workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === 'file').map(fromWorkspace);
}

/** This folder itself: as a workspace folder if it is one. */
export function exactly(uri: Uri): Folder {
  const found = workspaceFolders().find(folder => path.relative(folder.uri.fsPath, uri.fsPath) === '');
  return found ?? { uri, name: path.basename(uri.fsPath), kind: 'asked' };
}

/** The workspace folder that contains this file. */
export function around(uri: Uri): Folder | undefined {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder && folder.uri.scheme === 'file' ? fromWorkspace(folder) : undefined;
}

/** The folder of a key; undefined when the key is not a file URI. */
export function folderOfKey(key: string): Folder | undefined {
  const uri = Uri.parse(key);
  return uri.scheme === 'file' ? exactly(uri) : undefined;
}
