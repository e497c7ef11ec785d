import { commands, env, l10n, ViewColumn, window, type Uri, type WebviewPanel } from 'vscode';
import { addressOf, isForwarded } from './addresses';
import { openNamedBrowser } from './browsers';
import { DisposableStore } from '../base/disposables';
import { keyOf, type Folder } from '../server/folders';
import type { Memory } from '../server/memory';
import { folderOfState } from './panelMessages';
import { PreviewPanel, titleOf, type PanelHost } from './previewPanel';
import { HumanError } from '../../protocol/humanError';
import { openSetting } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import type { Server } from '../server/server';
import { folderOfKey, type Servers } from '../server/servers';
import type { SettingsReader } from '../settings';

const VIEW_TYPE = 'porthole.preview';
const INTEGRATED_BROWSER = 'workbench.action.browser.open';

/** Where a page opens: VS Code's own browser, our panel, or a browser outside. */
export class Preview {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<Server, PreviewPanel>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {}

  /** From now on a panel comes back with its page after a window reload. VS Code keeps those that come before this. */
  register(): void {
    this.disposables.add(
      window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => this.restore(panel, state),
      }),
    );
  }

  /** Shows a page beside the editor; one tab per server, which comes back for the next page. */
  async showInEditor(server: Server, page: string): Promise<void> {
    const all = await commands.getCommands(true);
    if (!all.includes(INTEGRATED_BROWSER)) return this.showPanel(server, page);
    const url = await addressOf(server, page);
    const reuseUrlFilter = `${url.scheme}://${url.authority}/**`;
    await commands.executeCommand(INTEGRATED_BROWSER, {
      url: url.toString(),
      openToSide: true,
      reuseUrlFilter,
    });
  }

  /** Opens a page in the browser that the settings name, else in the system's own. */
  async showInBrowser(server: Server, page: string): Promise<void> {
    const url = await addressOf(server, page);
    const { browser } = this.settings.of(server.folder.uri);
    if (browser === '' || isForwarded()) {
      await env.openExternal(url);
    } else if (!(await openNamedBrowser(browser, url.toString()))) {
      const message = l10n.t('The browser "{0}" was not found on this machine.', browser);
      throw new HumanError(message, { wayOut: openSetting('porthole.browser') });
    }
  }

  dispose(): void {
    this.disposables.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private showPanel(server: Server, page: string): void {
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel =
      this.panels.get(server) ??
      this.adopt(window.createWebviewPanel(VIEW_TYPE, titleOf(server.folder.name), place), server);
    panel.show(page);
  }

  /** After a window reload: the panel is there, its server may not be. */
  private async restore(webview: WebviewPanel, state: unknown): Promise<void> {
    const folder = this.rememberedFolder(state);
    const server = folder && this.servers.obtain(folder);
    if (!server || this.panels.has(server)) {
      webview.dispose();
      return;
    }
    this.adopt(webview, server);
    await this.servers.start(folder, 'itself').catch(() => undefined);
  }

  /** State is only as good as whoever wrote it: a folder that was never served here is not served because of it. */
  private rememberedFolder(state: unknown): Folder | undefined {
    const key = folderOfState(state);
    if (key === undefined) return undefined;
    const folder = folderOfKey(key);
    return folder && (folder.kind === 'workspace' || this.memory.knows(keyOf(folder))) ? folder : undefined;
  }

  private adopt(webview: WebviewPanel, server: Server): PreviewPanel {
    const panel = new PreviewPanel(webview, server, this.panelHost());
    this.panels.set(server, panel);
    panel.onDidClose(() => this.panels.delete(server));
    return panel;
  }

  private panelHost(): PanelHost {
    const log = (error: unknown): void => this.log.error(error);
    return {
      extensionUri: this.extensionUri,
      openInBrowser: (server, page) => void this.showInBrowser(server, page).catch(log),
      start: server => void this.servers.start(server.folder, 'person').catch(log),
      failed: log,
    };
  }
}
