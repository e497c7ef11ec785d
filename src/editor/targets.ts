import { stat } from 'node:fs/promises';
import path from 'node:path';
import { l10n, TabInputCustom, TabInputText, Uri, window, type QuickPickItem } from 'vscode';
import { around, exactly, keyOf, workspaceFolders, type Folder } from './server/folders';
import { HumanError } from '../protocol/humanError';
import type { Server } from './server/server';
import type { Servers } from './server/servers';
import { stateText } from './status/statusText';
import { isServed, servedPage } from './base/served';
import { isHtmlLike, pageOf } from './base/uris';

/** The folder that a command serves and the file to show, if any. */
export interface Target {
  readonly folder: Folder;
  readonly file: Uri | undefined;
}

/** The file of the active editor: a text editor or a custom editor. */
export function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const shown = input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
  const uri = window.activeTextEditor?.document.uri ?? shown;
  return uri?.scheme === 'file' ? uri : undefined;
}

function requireOnDisk(uri: Uri): void {
  if (uri.scheme === 'file') return;
  throw new HumanError(
    l10n.t('Porthole can only serve files on disk. Save {0} first.', path.posix.basename(uri.path)),
  );
}

async function isFolder(uri: Uri): Promise<boolean> {
  try {
    // Node's `stat`, since the file is on disk: `workspace.fs.stat` would go through the window first.
    return (await stat(uri.fsPath)).isDirectory();
  } catch {
    throw new HumanError(l10n.t('{0} no longer exists.', path.basename(uri.fsPath)));
  }
}

/** The target of a file or folder: a server that already serves it, else its workspace folder, else its own folder. */
export async function targetOf(uri: Uri, servers: Servers): Promise<Target> {
  requireOnDisk(uri);
  const folder = (await isFolder(uri)) ? uri : undefined;
  const own = folder ?? Uri.joinPath(uri, '..');
  const found =
    servers.find(exactly(own))?.folder ??
    servers.serving(uri)?.folder ??
    around(uri) ??
    servers.mounting(uri)?.folder;
  return { folder: found ?? exactly(own), file: folder ? undefined : uri };
}

/** The target of a command without an argument; undefined when the user cancelled the question. */
export async function currentTarget(servers: Servers): Promise<Target | undefined> {
  const active = activeFile();
  if (
    active &&
    (around(active) ?? servers.serving(active) ?? servers.mounting(active) ?? isHtmlLike(active.fsPath))
  )
    return targetOf(active, servers);
  const choice = choices(servers);
  if (choice.length === 0) throw nothingToServe();
  const folder = choice.length === 1 ? choice[0] : await pickFolder(choice, servers);
  return folder && { folder, file: undefined };
}

/** The workspace folders and every other folder that has a running server. */
function choices(servers: Servers): readonly Folder[] {
  const besides = servers.running.map(server => server.folder);
  return [...new Map([...workspaceFolders(), ...besides].map(folder => [keyOf(folder), folder])).values()];
}

function nothingToServe(): HumanError {
  return new HumanError(l10n.t('There is nothing to serve. Open a folder or an HTML file first.'), {
    wayOut: { title: l10n.t('Open Folder'), command: 'vscode.openFolder' },
  });
}

/** Asks which folder is meant and shows the state of each. */
async function pickFolder(folders: readonly Folder[], servers: Servers): Promise<Folder | undefined> {
  const items = folders.map((folder): QuickPickItem & { folder: Folder } => {
    const state = servers.find(folder)?.state ?? { kind: 'stopped' };
    return { label: folder.name, description: stateText(state), detail: folder.uri.fsPath, folder };
  });
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Which folder?') });
  return picked?.folder;
}

/** The page of a file, or the server's root without one. */
export function pageFor(server: Server, file: Uri | undefined): string {
  if (!file) return '';
  const { served, folder } = server;
  const page = served ? servedPage(served, file.fsPath) : pageOf(folder.uri.fsPath, file.fsPath);
  if (page !== undefined) return page;
  throw new HumanError(l10n.t('{0} is outside the served folder.', path.basename(file.fsPath)), {
    wayOut: {
      title: l10n.t('Serve Its Folder'),
      command: 'porthole.serveFolder',
      args: [Uri.joinPath(file, '..')],
    },
  });
}

/** The page to open when no file was named: the active file if browsers show it, else the server's root. */
export function likelyPage(server: Server): string {
  const file = activeFile();
  const { served } = server;
  return file && served && isHtmlLike(file.fsPath) && isServed(served, file.fsPath)
    ? pageFor(server, file)
    : '';
}
