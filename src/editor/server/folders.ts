import path from 'node:path';
import { workspace, type Uri, type WorkspaceFolder } from 'vscode';

/** What a server is made for. */
export interface Folder {
  readonly uri: Uri;
  readonly name: string;
  /** A folder of the workspace follows `porthole.root`; any other is served just as it was asked for. */
  readonly kind: 'workspace' | 'asked';
}

/** One name per folder, whatever its spelling in the workspace file. */
export function keyOf(folder: Folder): string {
  return folder.uri.toString();
}

export function fromWorkspace(folder: WorkspaceFolder): Folder {
  return { uri: folder.uri, name: folder.name, kind: 'workspace' };
}

/** The folders of the workspace that are on a disk. */
export function workspaceFolders(): readonly Folder[] {
  return (workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === 'file').map(fromWorkspace);
}

/** Exactly this folder, as a folder of the workspace when it is one. */
export function exactly(uri: Uri): Folder {
  const found = workspaceFolders().find(folder => path.relative(folder.uri.fsPath, uri.fsPath) === '');
  return found ?? { uri, name: path.basename(uri.fsPath), kind: 'asked' };
}

/** The folder of the workspace that this file is in. */
export function around(uri: Uri): Folder | undefined {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder && folder.uri.scheme === 'file' ? fromWorkspace(folder) : undefined;
}
