import { commands, l10n, QuickPickItemKind, window, type QuickPickItem, type Uri } from 'vscode';
import { keyOf, workspaceFolders } from '../server/folders';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import { stateText } from './statusText';

interface Action extends QuickPickItem {
  readonly command: string;
  readonly folder?: Uri;
}

/** Shows all actions for the servers of this window. */
export async function showMenu(servers: Servers): Promise<void> {
  const picked = await window.showQuickPick(menuItems(servers), { placeHolder: 'Porthole' });
  if (picked && 'command' in picked)
    await commands.executeCommand(picked.command, ...(picked.folder ? [picked.folder] : []));
}

/** Asks which of several running servers to stop; undefined when the user cancelled, `all` for every one. */
export async function pickServerToStop(running: readonly Server[]): Promise<Server | 'all' | undefined> {
  const items = running.map((server): QuickPickItem & { server: Server | 'all' } => ({
    label: server.folder.name,
    description: stateText(server.state),
    detail: server.folder.uri.fsPath,
    server,
  }));
  const all = { label: l10n.t('All Servers'), server: 'all' as const };
  const picked = await window.showQuickPick([...items, all], { placeHolder: l10n.t('Stop which server?') });
  return picked?.server;
}

function menuItems(servers: Servers): readonly (Action | QuickPickItem)[] {
  const active = servers.all.filter(server => server.state.kind !== 'stopped');
  const keys = new Set(active.map(server => server.key));
  const idle = workspaceFolders().filter(folder => !keys.has(keyOf(folder)));
  return [
    ...active.flatMap(serverItems),
    ...separator(l10n.t('Start')),
    ...idle.map(folder =>
      action('broadcast', l10n.t('Start {0}', folder.name), 'porthole.start', folder.uri),
    ),
    action('folder-opened', l10n.t('Serve a Folder…'), 'porthole.serveFolder'),
    ...separator('Porthole'),
    action('list-unordered', l10n.t('Show Traffic'), 'porthole.showTraffic'),
    action('terminal', l10n.t('Show Console'), 'porthole.showConsole'),
    action('question', l10n.t('Why Does My Page Not Update?'), 'porthole.doctor'),
    action('output', l10n.t('Show Log'), 'porthole.showLog'),
  ];
}

function serverItems(server: Server): readonly (Action | QuickPickItem)[] {
  const { folder, state } = server;
  const running = [
    action('open-preview', l10n.t('Show Preview'), 'porthole.showPreview', folder.uri),
    action('link-external', l10n.t('Open in Browser'), 'porthole.openInBrowser', folder.uri),
    action('inspect', l10n.t('Pick Element'), 'porthole.pickElement'),
    action('copy', l10n.t('Copy URL'), 'porthole.copyUrl', folder.uri),
    action('device-mobile', l10n.t('Show on Phone'), 'porthole.share', folder.uri),
  ];
  return [
    ...separator(`${folder.name} · ${stateText(state)}`),
    ...(state.kind === 'running' ? running : []),
    action('debug-restart', l10n.t('Restart'), 'porthole.restart', folder.uri),
    action('debug-stop', l10n.t('Stop'), 'porthole.stop', folder.uri),
  ];
}

function separator(label: string): readonly QuickPickItem[] {
  return [{ label, kind: QuickPickItemKind.Separator }];
}

function action(icon: string, title: string, command: string, folder?: Uri): Action {
  return { label: `$(${icon}) ${title}`, command, ...(folder ? { folder } : {}) };
}
