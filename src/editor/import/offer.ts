import { existsSync } from 'node:fs';
import path from 'node:path';
import { workspace } from 'vscode';

/** Sections of the settings of other live servers. */
export const FOREIGN_SECTIONS: readonly string[] = ['liveServer', 'livePreview', 'fiveServer'];

/** Files that are read. */
export const FOREIGN_FILES: readonly string[] = ['.fiveserverrc', '.fiveserverrc.json', '.live-server.json'];

/** Files of Five Server that are programs: they are named and not run. */
export const PROGRAM_FILES: readonly string[] = ['.fiveserverrc', 'fiveserver.config'].flatMap(name =>
  ['js', 'cjs', 'mjs'].map(kind => `${name}.${kind}`),
);

/** Whether settings or files of another live server are there to be imported; reads no file. */
export function hasForeignSettings(): boolean {
  const all = workspace.getConfiguration();
  const isSet = FOREIGN_SECTIONS.some(section => {
    const found = all.inspect(section);
    return (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue) !== undefined;
  });
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return (
    isSet || folders.some(({ uri }) => FOREIGN_FILES.some(name => existsSync(path.join(uri.fsPath, name))))
  );
}
