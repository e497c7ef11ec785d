import { stat } from 'node:fs/promises';
import path from 'node:path';
import { l10n, TabInputCustom, TabInputText, Uri, window, type QuickPickItem } from 'vscode';
import { around, exactly, keyOf, workspaceFolders, type Folder } from './server/folders';
import { HumanError } from '../protocol/humanError';
import type { Server } from './server/server';
import type { Servers } from './server/servers';
import { stateText } from './status/statusText';
import { isHtmlLike, isWithin, pageOf } from './base/uris';

/** What a command is about: a folder to serve and, where there is one, the file that was asked for. */
export interface Target {
  readonly folder: Folder;
  readonly file: Uri | undefined;
}

/** The file in front of the person, whatever kind of editor shows it. */
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
    // It is on disk: VS Code's own `stat` would ask the window first which extension provides such files.
    return (await stat(uri.fsPath)).isDirectory();
  } catch {
    throw new HumanError(l10n.t('{0} no longer exists.', path.basename(uri.fsPath)));
  }
}

/** What a file or folder that was asked for is served by: a server that has it, its workspace folder, or its own folder. */
export async function targetOf(uri: Uri, servers: Servers): Promise<Target> {
  requireOnDisk(uri);
  const folder = (await isFolder(uri)) ? uri : undefined;
  const own = folder ?? Uri.joinPath(uri, '..');
  const found = servers.find(exactly(own))?.folder ?? servers.serving(uri)?.folder ?? around(uri);
  return { folder: found ?? exactly(own), file: folder ? undefined : uri };
}

/** What a command without a file is about; undefined when the person chose nothing. */
export async function currentTarget(servers: Servers): Promise<Target | undefined> {
  const active = activeFile();
  if (active && (around(active) ?? servers.serving(active) ?? isHtmlLike(active.fsPath)))
    return targetOf(active, servers);
  const choice = choices(servers);
  if (choice.length === 0) throw nothingToServe();
  const folder = choice.length === 1 ? choice[0] : await pickFolder(choice, servers);
  return folder && { folder, file: undefined };
}

/** Every folder that a person could mean: those of the workspace, and those that are served besides. */
function choices(servers: Servers): readonly Folder[] {
  const besides = servers.running.map(server => server.folder);
  return [...new Map([...workspaceFolders(), ...besides].map(folder => [keyOf(folder), folder])).values()];
}

function nothingToServe(): HumanError {
  return new HumanError(l10n.t('There is nothing to serve. Open a folder or an HTML file first.'), {
    wayOut: { title: l10n.t('Open Folder'), command: 'vscode.openFolder' },
  });
}

/** Asks which folder is meant, and shows what each of them is doing. */
async function pickFolder(folders: readonly Folder[], servers: Servers): Promise<Folder | undefined> {
  const items = folders.map((folder): QuickPickItem & { folder: Folder } => {
    const state = servers.find(folder)?.state ?? { kind: 'stopped' };
    return { label: folder.name, description: stateText(state), detail: folder.uri.fsPath, folder };
  });
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Which folder?') });
  return picked?.folder;
}

/** The page that opens for a target: the file that was asked for, else the server's root. */
export function pageFor(server: Server, file: Uri | undefined): string {
  const root = server.root ?? server.folder.uri.fsPath;
  if (!file) return '';
  const page = pageOf(root, file.fsPath);
  if (page !== undefined) return page;
  throw new HumanError(l10n.t('{0} is outside the served folder.', path.basename(file.fsPath)), {
    wayOut: {
      title: l10n.t('Serve Its Folder'),
      command: 'porthole.serveFolder',
      args: [Uri.joinPath(file, '..')],
    },
  });
}

/** The page that opens beside a server that nobody asked a file of: the active one where a browser shows it. */
export function likelyPage(server: Server): string {
  const file = activeFile();
  const root = server.root;
  return file && root !== undefined && isHtmlLike(file.fsPath) && isWithin(root, file.fsPath)
    ? pageFor(server, file)
    : '';
}
