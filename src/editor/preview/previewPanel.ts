import { randomBytes } from 'node:crypto';
import { EventEmitter, l10n, Uri, type WebviewPanel } from 'vscode';
import type { FromPanel, ToPanel } from '../../protocol/previewMessages';
import { addressOf } from '../server/addresses';
import { inBackground, type ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { panelHtml } from './panelHtml';
import { readFromPanel } from './panelMessages';
import { whyUnseen } from './unseen';
import type { Server, ServerState } from '../server/server';

export interface PanelHost extends ErrorLog {
  readonly extensionUri: Uri;
  openInBrowser(server: Server, page: string): void;
  /** Opens a page of this server in another preview. */
  openAside(server: Server, page: string): void;
  /** Opens another site or program. */
  openOutside(url: string): void;
  /** Returns the focus to the editor after a page took it. */
  giveBackFocus(): void;
  /** Begins or ends pick mode. */
  pick(): void;
  start(server: Server): void;
}

/** The webview's document: made for one base address (undefined while the server does not run), loading or ready. */
type View = { readonly kind: 'loading' | 'ready'; readonly base: string | undefined };

/** The preview panel of one server; it stays until the user closes it, also while the server is stopped. */
export class PreviewPanel {
  private readonly disposables = new DisposableStore();
  private readonly closed = this.disposables.add(new EventEmitter<void>());
  readonly onDidClose = this.closed.event;
  private view: View | undefined;
  /** The page to show next; undefined shows the page that the panel remembers. */
  private wanted: { readonly page: string; readonly replaces: boolean } | undefined;
  private shown: string | undefined;
  /** The last followed URL or state: a server also fires when its number of pages changes. */
  private followed: string | undefined;

  constructor(
    private readonly panel: WebviewPanel,
    readonly server: Server,
    private readonly host: PanelHost,
    private isFollowing = false,
  ) {
    const { disposables } = this;
    panel.webview.options = { enableScripts: true, localResourceRoots: Object.values(this.folders()) };
    panel.iconPath = Uri.joinPath(host.extensionUri, 'media', 'preview.svg');
    disposables.add(panel.webview.onDidReceiveMessage(value => this.receive(readFromPanel(value))));
    disposables.add(panel.onDidChangeViewState(() => this.viewChanged()));
    disposables.add(panel.onDidDispose(() => this.dispose()));
    disposables.add(server.onDidChange(state => this.serverChanged(state)));
    this.serverChanged(server.state);
  }

  /** The page that the panel shows, relative to the root; undefined before it has reported one. */
  get page(): string | undefined {
    return this.wanted?.page ?? this.shown;
  }

  /** Whether the panel shows the HTML file of the active editor. */
  get follows(): boolean {
    return this.isFollowing;
  }

  /** Whether its tab is the active one. */
  get isActive(): boolean {
    return this.panel.active;
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  /** Shows a page; with `replaces`, without a new history entry. */
  show(page: string, replaces = false): void {
    this.wanted = { page, replaces };
    inBackground(this.follow(), this.host);
  }

  /** Brings the panel to the front without moving the focus. */
  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.closed.fire();
    this.disposables.dispose();
  }

  private serverChanged(state: ServerState): void {
    const now = state.kind === 'running' ? state.url : state.kind;
    if (now === this.followed) return;
    this.followed = now;
    inBackground(this.follow(), this.host);
  }

  /** Brings the panel to the state of the server. */
  private async follow(): Promise<void> {
    const { kind } = this.server.state;
    if (kind === 'starting' && this.view) return;
    const base = kind === 'running' ? (await addressOf(this.server, '')).toString() : this.view?.base;
    if (!this.view || this.view.base !== base) this.draw(base);
    else this.tell();
  }

  /** Rewrites the document for each address: its policy names the only origin that the frame may show. */
  private draw(base: string | undefined): void {
    const { webview } = this.panel;
    const { media, dist } = this.folders();
    this.view = { kind: 'loading', base };
    webview.html = panelHtml({
      origin: base === undefined ? undefined : new URL(base).origin,
      script: webview.asWebviewUri(Uri.joinPath(dist, 'panel.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(media, 'panel.css')).toString(),
      styleSource: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
  }

  private folders(): { media: Uri; dist: Uri } {
    const { extensionUri } = this.host;
    return { media: Uri.joinPath(extensionUri, 'media'), dist: Uri.joinPath(extensionUri, 'dist') };
  }

  /** VS Code discards a hidden webview; it says `ready` again when it is shown. */
  private viewChanged(): void {
    if (!this.panel.visible && this.view) this.view = { kind: 'loading', base: this.view.base };
  }

  private receive(message: FromPanel | undefined): void {
    switch (message?.type) {
      case undefined:
        return;
      case 'ready':
        return this.ready(message.ancestors);
      case 'navigated':
        this.shown = message.page;
        this.panel.title = titleOf(message.title || message.page || this.server.folder.name);
        return;
      case 'openInBrowser':
        return this.host.openInBrowser(this.server, message.page);
      case 'openAside':
        return this.host.openAside(this.server, message.page);
      case 'openOutside':
        return this.host.openOutside(message.url);
      case 'silent':
        return inBackground(this.explain(message.page), this.host);
      case 'follow':
        this.isFollowing = message.on;
        return;
      case 'focusTaken':
        return this.host.giveBackFocus();
      case 'pick':
        return this.host.pick();
      case 'start':
        return this.host.start(this.server);
      default:
        message satisfies never;
    }
  }

  private ready(ancestors: readonly string[]): void {
    if (!this.view) return;
    this.view = { kind: 'ready', base: this.view.base };
    this.server.allow({ frameAncestors: ancestors });
    this.tell();
  }

  /** Sends the state that the panel shows. */
  private tell(): void {
    if (this.view?.kind !== 'ready') return;
    const { base } = this.view;
    const { state } = this.server;
    if (state.kind !== 'running' || base === undefined)
      return this.send({ type: 'stopped', reason: this.reason(state) });
    const { page, replaces = false } = this.wanted ?? {};
    this.send({ type: 'show', folder: this.server.key, base, page, replaces });
    this.shown = page ?? this.shown;
    this.wanted = undefined;
  }

  /** Tells the panel why a page cannot be seen. */
  private async explain(page: string): Promise<void> {
    const { state } = this.server;
    if (state.kind !== 'running') return;
    const { href, origin } = new URL(page, state.url);
    const why = origin === new URL(state.url).origin ? await whyUnseen(href) : undefined;
    if (why) this.send({ type: 'unseen', page, why });
  }

  private reason(state: ServerState): string {
    return state.kind === 'failed'
      ? state.failure.message
      : l10n.t('The server for {0} is stopped.', this.server.folder.name);
  }

  private send(message: ToPanel): void {
    inBackground(this.panel.webview.postMessage(message), this.host);
  }
}

/** The most characters of a tab's name: VS Code makes the tab as wide as needed. */
const LONGEST_NAME = 80;

/** The title of a preview's tab. */
export function titleOf(shown: string): string {
  const characters = Array.from(shown);
  const isLong = characters.length > LONGEST_NAME;
  return l10n.t('Preview: {0}', isLong ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…` : shown);
}
