import { existsSync } from 'node:fs';
import path from 'node:path';
import { workspace } from 'vscode';
import { FOREIGN_FILES, FOREIGN_SETTINGS } from './foreign';

/** Whether settings or files of another live server are there to be imported; reads no file. */
export function hasForeignSettings(): boolean {
  const all = workspace.getConfiguration();
  const isSet = FOREIGN_SETTINGS.some(name => {
    const found = all.inspect(name);
    return (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue) !== undefined;
  });
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return (
    isSet || folders.some(({ uri }) => FOREIGN_FILES.some(name => existsSync(path.join(uri.fsPath, name))))
  );
}
