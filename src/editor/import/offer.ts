import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { workspace, type WorkspaceFolder } from 'vscode';

/** Setting sections of other live servers. */
export const FOREIGN_SECTIONS: readonly string[] = ['liveServer', 'livePreview', 'fiveServer'];

/** Files to read. Five Server uses the last existing one, and prefers the workspace's to the user's. */
export const FOREIGN_FILES: readonly string[] = ['.live-server.json', '.fiveserverrc.json', '.fiveserverrc'];

/** Files of Five Server that are programs: named, but never run. */
export const PROGRAM_FILES: readonly string[] = ['.fiveserverrc', 'fiveserver.config'].flatMap(name =>
  ['js', 'cjs', 'mjs'].map(kind => `${name}.${kind}`),
);

/** Folders with their own settings; in a window with one folder, the workspace's settings are its own. */
export const foldersApart = (): readonly WorkspaceFolder[] =>
  workspace.workspaceFile ? (workspace.workspaceFolders ?? []) : [];

/** Whether there are settings or files of other live servers; reads no file. */
export function hasForeignSettings(home = homedir()): boolean {
  const isSet = [undefined, ...foldersApart()].some(folder => {
    const all = workspace.getConfiguration(undefined, folder);
    return FOREIGN_SECTIONS.some(section => {
      const found = all.inspect(section);
      return (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue) !== undefined;
    });
  });
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return (
    isSet ||
    [home, ...folders.map(({ uri }) => uri.fsPath)].some(folder =>
      FOREIGN_FILES.some(name => existsSync(path.join(folder, name))),
    )
  );
}
