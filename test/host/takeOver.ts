import { cp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, forgetLog } from '../editor/helpers';
import type { HostedSuite } from './suites';

const OURS = 'porthole.';

/** Prepares the window that one suite has left for the next one. */
export async function takeOver({ files, settings }: HostedSuite): Promise<void> {
  await closeEditors();
  await vscode.commands.executeCommand('porthole.stopSharing');
  await vscode.commands.executeCommand('porthole.stop');
  if (files !== undefined) await replaceFiles(folder().fsPath, files);
  await setAll(settings);
  await forgetLog();
  // The extension starts a server for a folder with HTML only when it is activated, which was earlier.
  if (files !== undefined && settings['porthole.autoStart'] !== 'never')
    await vscode.commands.executeCommand('porthole.start', folder());
}

async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function replaceFiles(place: string, files: string): Promise<void> {
  for (const name of await readdir(place)) await rm(path.join(place, name), { recursive: true });
  await cp(files, place, { recursive: true });
}

/** The user settings; Porthole's settings that are not among these get their defaults. */
async function setAll(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const target = vscode.ConfigurationTarget.Global;
  for (const name of declared()) {
    const now = configuration.inspect(name)?.globalValue;
    if (now !== undefined && !(name in settings)) await configuration.update(name, undefined, target);
  }
  for (const [name, value] of Object.entries(settings)) await configuration.update(name, value, target);
}

/** Names of all settings of the extension. */
function declared(): string[] {
  const manifest: unknown = vscode.extensions.getExtension('porthole.porthole')?.packageJSON;
  const { contributes } = manifest as { contributes: { configuration: Configuration | Configuration[] } };
  return [contributes.configuration]
    .flat()
    .flatMap(({ properties }) => Object.keys(properties))
    .filter(name => name.startsWith(OURS));
}

interface Configuration {
  readonly properties: Readonly<Record<string, unknown>>;
}
