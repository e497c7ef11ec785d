import { commands, env, l10n, ViewColumn, window, type Uri, type WebviewPanel } from 'vscode';
import { addressOf, isForwarded } from './addresses';
import { openNamedBrowser } from './browsers';
import { inBackground } from '../base/background';
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

/** Opens pages in VS Code's browser tab, in the preview panel, or in an external browser. */
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

  /** Restores panels after a window reload. VS Code holds restored panels until this is called. */
  register(): void {
    this.disposables.add(
      window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => this.restore(panel, state),
      }),
    );
  }

  /** Shows a page beside the editor, in the one tab of its server. */
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

  /** Opens a page in the browser of `porthole.browser`, or in the system's default browser. */
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

  /** Adopts a panel after a window reload; its server may not run yet. */
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

  /** The state of a webview is untrusted: it never starts a server for a folder that was not served here before. */
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
    return {
      extensionUri: this.extensionUri,
      openInBrowser: (server, page) => inBackground(this.showInBrowser(server, page), this.log),
      start: server => inBackground(this.servers.start(server.folder, 'person'), this.log),
      error: error => this.log.error(error),
    };
  }
}
