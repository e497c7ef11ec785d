import { commands, env, l10n, Uri, ViewColumn, window, workspace, type WebviewPanel } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { openSetting } from '../base/report';
import { servedPage } from '../base/served';
import { isHtmlLike } from '../base/uris';
import type { RequestLog } from '../log/requestLog';
import { folderOfKey, keyOf, type Folder } from '../server/folders';
import type { Memory } from '../server/memory';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { addressOf, isForwarded } from '../server/addresses';
import type { BrowserChoice } from './browserChoice';
import type { lacksOptions, openNamedBrowser } from './browsers';
import { Keyboard } from './keyboard';
import { isSameFile, movedPage, type Moved } from './moved';
import type { pickBrowser } from './openIn';
import { folderOfState, followOfState } from './panelMessages';
import { PreviewPanel, titleOf, type PanelHost } from './previewPanel';

const VIEW_TYPE = 'porthole.preview';
const INTEGRATED_BROWSER = 'workbench.action.browser.open';

/** The code of other browsers. */
interface Code {
  readonly lacksOptions: typeof lacksOptions;
  readonly openNamedBrowser: typeof openNamedBrowser;
  readonly pickBrowser: typeof pickBrowser;
}

/** Opens pages in VS Code's browser tab, in the preview panel, or in an external browser. */
export class Preview {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Set<PreviewPanel>();
  private readonly keyboard = this.disposables.add(new Keyboard());

  constructor(
    private readonly extensionUri: Uri,
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
    private readonly load: () => Code,
  ) {}

  /** Restores panels after a window reload. VS Code holds restored panels until this is called. */
  register(): void {
    const { disposables } = this;
    disposables.add(
      window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => this.restore(panel, state),
      }),
    );
    disposables.add(window.onDidChangeActiveTextEditor(editor => this.editorActivated(editor?.document.uri)));
    disposables.add(
      workspace.onDidRenameFiles(({ files }) =>
        this.filesMoved(files.map(file => ({ from: file.oldUri.fsPath, to: file.newUri.fsPath }))),
      ),
    );
  }

  /** Shows a page beside the editor: in VS Code's browser tab, or in the panel of this page. */
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
  async showInBrowser(server: Server, page: string, chosen?: BrowserChoice): Promise<void> {
    const url = await addressOf(server, page);
    const browser = chosen ?? this.settings.of(server.folder.uri).browser;
    if (browser.name === '' || isForwarded()) {
      await env.openExternal(url);
      return;
    }
    const code = this.load();
    if (code.lacksOptions(browser)) {
      const message = l10n.t('{0} cannot open a private window or profile on request.', browser.name);
      throw new HumanError(message, { wayOut: openSetting('porthole.browser') });
    }
    if (!(await code.openNamedBrowser(browser, url.toString()))) {
      const message = l10n.t('The browser "{0}" was not found on this machine.', browser.name);
      throw new HumanError(message, { wayOut: openSetting('porthole.browser') });
    }
  }

  /** Asks for one of the installed browsers and opens a page in it. */
  async openIn(server: Server, page: string): Promise<void> {
    const choice = await this.load().pickBrowser();
    if (choice) await this.showInBrowser(server, page, choice);
  }

  /** The active panel, else a visible one, else any; undefined if none shows a page of a running server. */
  get shown(): Pick<PreviewPanel, 'server' | 'page'> | undefined {
    const panels = [...this.panels].filter(({ server }) => server.state.kind === 'running');
    return panels.find(panel => panel.isActive) ?? panels.find(panel => panel.isVisible) ?? panels[0];
  }

  dispose(): void {
    this.disposables.dispose();
    for (const panel of this.panels) panel.dispose();
  }

  private showPanel(server: Server, page: string): void {
    this.keyboard.used();
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const known = this.panelOf(server, page);
    const panel =
      known ?? this.adopt(window.createWebviewPanel(VIEW_TYPE, titleOf(server.folder.name), place), server);
    if (known) known.reveal();
    // Without a named file, any panel of the server is used, with the page that it shows.
    const isThere = known && known.page !== page && isAtFile(known, page) && !page.includes('#');
    if (!known || (page !== '' && !isThere)) panel.show(page);
  }

  /** One panel per file. A panel that follows the editor accepts every page, and any panel accepts the root. */
  private panelOf(server: Server, page: string): PreviewPanel | undefined {
    const panels = [...this.panels].filter(panel => panel.server === server);
    return (
      panels.find(panel => panel.page === page) ??
      panels.find(panel => isAtFile(panel, page)) ??
      panels.find(panel => panel.follows) ??
      (page === '' ? panels[0] : undefined)
    );
  }

  private editorActivated(file: Uri | undefined): void {
    if (file?.scheme !== 'file' || !isHtmlLike(file.fsPath)) return;
    for (const panel of this.panels) {
      const { served } = panel.server;
      const page = served && servedPage(served, file.fsPath);
      // A page with its own query or fragment stays as it is.
      if (panel.follows && page !== undefined && !isAtFile(panel, page)) panel.show(page);
    }
  }

  /** Panels whose file was renamed or moved show it at its new address. */
  private filesMoved(moves: readonly Moved[]): void {
    for (const panel of this.panels) {
      const { server, page } = panel;
      const { served } = server;
      const moved = served && page !== undefined ? movedPage(page, served, moves) : undefined;
      if (moved !== undefined) panel.show(moved, true);
    }
  }

  /** Adopts a panel after a window reload; its server may not run yet. */
  private async restore(webview: WebviewPanel, state: unknown): Promise<void> {
    const folder = this.rememberedFolder(state);
    const server = folder && this.servers.obtain(folder);
    if (!server) {
      webview.dispose();
      return;
    }
    this.adopt(webview, server, followOfState(state));
    await this.servers.start(folder, 'itself').catch(() => undefined);
  }

  /** The state of a webview is untrusted: it never starts a server for a folder that was not served here before. */
  private rememberedFolder(state: unknown): Folder | undefined {
    const key = folderOfState(state);
    if (key === undefined) return undefined;
    const folder = folderOfKey(key);
    return folder && (folder.kind === 'workspace' || this.memory.knows(keyOf(folder))) ? folder : undefined;
  }

  private adopt(webview: WebviewPanel, server: Server, follows = false): PreviewPanel {
    const panel = new PreviewPanel(webview, server, this.panelHost(), follows);
    this.panels.add(panel);
    panel.onDidClose(() => this.panels.delete(panel));
    return panel;
  }

  private panelHost(): PanelHost {
    return {
      extensionUri: this.extensionUri,
      openInBrowser: (server, page) => inBackground(this.showInBrowser(server, page), this.log),
      openAside: (server, page) => this.openAside(server, page),
      openOutside: url => inBackground(env.openExternal(Uri.parse(url)), this.log),
      giveBackFocus: () => inBackground(this.keyboard.giveBack(), this.log),
      pick: () => inBackground(commands.executeCommand('porthole.pickElement'), this.log),
      start: server => inBackground(this.servers.start(server.folder, 'person'), this.log),
      error: error => this.log.error(error),
    };
  }

  /** Opens a page in another preview. The panel cannot show a PDF. */
  private openAside(server: Server, page: string): void {
    if (/\.pdf(?:[?#]|$)/i.test(page)) inBackground(this.showInBrowser(server, page), this.log);
    else this.showPanel(server, page);
  }
}

/** Whether a panel shows the file of this page. An address with a query counts as a different one. */
const isAtFile = (panel: PreviewPanel, page: string): boolean =>
  panel.page !== undefined && !page.includes('?') && isSameFile(panel.page, page);
