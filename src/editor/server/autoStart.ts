import path from 'node:path';
import { TabInputCustom, TabInputText, Uri, window, workspace, type Tab } from 'vscode';
import { DisposableStore } from '../base/disposables';
import { workspaceFolders, type Folder } from './folders';
import type { RequestLog } from '../log/requestLog';
import type { ServerState } from './server';
import type { Servers } from './servers';
import type { SettingsReader } from '../settings';
import { isHtml, isWithin } from '../base/uris';

/** Starts servers by itself, as `porthole.autoStart` says: quietly, opening nothing, in trusted workspaces only. */
export class AutoStart {
  private readonly disposables = new DisposableStore();

  constructor(
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly log: RequestLog,
  ) {}

  /** Looks at every folder now, and again whenever something that counts has changed. */
  begin(): void {
    const { disposables } = this;
    const look = (): void => this.lookAtAll(['stopped']);
    disposables.add(workspace.onDidGrantWorkspaceTrust(look));
    disposables.add(workspace.onDidChangeWorkspaceFolders(look));
    // What failed may have failed because of the settings.
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

  /** A tab is what a person opened; documents are opened by any extension that searches. */
  private opened(tabs: readonly Tab[]): void {
    if (tabs.some(isPage)) this.lookAtAll(['stopped']);
  }

  private async look(folder: Folder): Promise<void> {
    const { autoStart, root } = this.settings.of(folder.uri);
    if (autoStart === 'never') return;
    if (autoStart === 'always' || (await hasPage(path.resolve(folder.uri.fsPath, root)))) {
      // Why it could not start is in the status item and in the log.
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

/** Whether there is HTML to serve: an index page, or a page that is open. */
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
