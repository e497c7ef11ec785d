import path from 'node:path';
import { TabInputCustom, TabInputText, Uri, window, workspace, type Tab } from 'vscode';
import { DisposableStore } from '../base/disposables';
import { workspaceFolders, type Folder } from './folders';
import type { RequestLog } from '../log/requestLog';
import type { ServerState } from './server';
import type { Servers } from './servers';
import type { SettingsReader } from '../settings';
import { isHtml, isWithin } from '../base/uris';

/** Starts servers automatically as `porthole.autoStart` says. Nothing opens, and only trusted workspaces count. */
export class AutoStart {
  private readonly disposables = new DisposableStore();

  constructor(
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly log: RequestLog,
  ) {}

  /** Checks every folder now and after each change that may allow a start. */
  begin(): void {
    const { disposables } = this;
    const look = (): void => this.lookAtAll(['stopped']);
    disposables.add(workspace.onDidGrantWorkspaceTrust(look));
    disposables.add(workspace.onDidChangeWorkspaceFolders(look));
    // A server may have failed because of its settings.
    disposables.add(this.settings.onDidChange(() => this.lookAtAll(['stopped', 'failed'])));
    disposables.add(window.tabGroups.onDidChangeTabs(event => this.opened(event.opened)));
    look();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private lookAtAll(idle: readonly ServerState['kind'][]): void {
    for (const folder of workspaceFolders()) {
      const kind = this.servers.find(folder)?.state.kind ?? 'stopped';
      if (workspace.isTrusted && idle.includes(kind)) this.look(folder).catch(error => this.log.error(error));
    }
  }

  /** Tabs are opened by the user. Documents are also opened by extensions that search, so they do not count. */
  private opened(tabs: readonly Tab[]): void {
    if (tabs.some(isPage)) this.lookAtAll(['stopped']);
  }

  private async look(folder: Folder): Promise<void> {
    const { autoStart, root } = this.settings.of(folder.uri);
    if (autoStart === 'never') return;
    if (autoStart === 'always' || (await hasPage(path.resolve(folder.uri.fsPath, root)))) {
      // The status item and the log say why it could not start.
      await this.servers.start(folder, 'itself').catch(() => undefined);
    }
  }
}

function pathOf({ input }: Tab): string | undefined {
  const uri = input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
  return uri?.scheme === 'file' ? uri.fsPath : undefined;
}

function isPage(tab: Tab): boolean {
  return isHtml(pathOf(tab) ?? '');
}

/** Whether there is HTML to serve: an `index.html` or an open page. */
async function hasPage(root: string): Promise<boolean> {
  const open = window.tabGroups.all.flatMap(group => group.tabs).filter(isPage);
  return (
    open.some(tab => isWithin(root, pathOf(tab) ?? '')) || exists(Uri.file(path.join(root, 'index.html')))
  );
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
