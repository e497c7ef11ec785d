import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type Disposable, type WebviewView } from 'vscode';
import { type FromConsole, isFromConsole } from '../../protocol/consoleMessages';
import type { ConsoleRow, FromConsoleView, ToConsoleView } from '../../protocol/consoleView';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { isServed, servedFile } from '../base/served';
import { consoleTexts } from '../base/translatedTexts';
import { webviewDocument } from '../base/webviewDocument';
import { Shown } from '../bridge/show';
import type { Consoled, Server, Servers } from '../server/servers';
import { readFromConsoleView } from './messages';
import { ConsolePages } from './pages';
import { RecentRows } from './recent';

/** The services of the extension for this view, which is a bundle of its own. */
interface ConsoleViewHost {
  readonly extensionUri: Uri;
  readonly servers: Servers;
  /** Whether lines are kept when their page reloads; remembered for the workspace. */
  keeps(): boolean;
  setKeeps(keep: boolean): void;
  /** Logs an error and shows it to the user. */
  failed(error: unknown): void;
}

type Entries = Extract<FromConsole, { type: 'entries' }>;

/** The consoles of pages. They are listened to only while the view is visible. */
export class ConsoleView {
  private readonly disposables = new DisposableStore();
  private readonly pages = new ConsolePages();
  private readonly recent = new RecentRows();
  private readonly shown = this.disposables.add(new Shown(() => undefined));
  private webview: WebviewView | undefined;
  private listening: Disposable | undefined;
  private lastRow = 0;

  constructor(private readonly host: ConsoleViewHost) {
    this.disposables.add({ dispose: () => this.close() });
    this.disposables.add(
      host.servers.onDidChange(server => {
        if (server.state.kind !== 'running') this.pages.left(server.key);
      }),
    );
  }

  /** Fills the webview that VS Code made for this view. */
  resolve(view: WebviewView): void {
    const { extensionUri } = this.host;
    const [media, dist] = [Uri.joinPath(extensionUri, 'media'), Uri.joinPath(extensionUri, 'dist')];
    this.webview = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
    view.webview.onDidReceiveMessage(value => this.receive(readFromConsoleView(value)));
    view.onDidChangeVisibility(() => this.look());
    view.onDidDispose(() => this.close());
    const parts = {
      script: view.webview.asWebviewUri(Uri.joinPath(dist, 'consolePanel.js')).toString(),
      style: view.webview.asWebviewUri(Uri.joinPath(media, 'console.css')).toString(),
      styleSource: view.webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    };
    view.webview.html = webviewDocument(parts, { title: 'Porthole', words: consoleTexts() });
    this.look();
  }

  clear(): void {
    this.pages.forget();
    this.recent.clear();
    this.send({ type: 'clear' });
    this.sendPages();
    for (const server of this.host.servers.running)
      server.post({ type: 'console', message: { type: 'forget' } });
  }

  copyAll(): void {
    this.send({ type: 'copyAll' });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private close(): void {
    this.webview = undefined;
    this.look();
    this.recent.clear();
  }

  /** Starts or stops listening when the view is shown or hidden. */
  private look(): void {
    if (this.webview?.visible) this.listening ??= this.host.servers.onDidConsole(told => this.hear(told));
    else {
      this.listening?.dispose();
      this.listening = undefined;
      this.pages.leave();
    }
  }

  private hear({ server, message }: Consoled): void {
    if (!isFromConsole(message)) return;
    const { key } = server;
    switch (message.type) {
      case 'page':
        return this.arrived(server, message);
      case 'left':
        return this.pages.left(key, message.page);
      case 'entries': {
        const page = this.pages.pageOf(key, message.page);
        return page === undefined ? undefined : this.entries(page, message);
      }
      case 'opened': {
        const { ask, properties, more } = message;
        return this.send({ type: 'opened', ask, ...(properties ? { properties } : {}), more });
      }
      default:
        message satisfies never;
    }
  }

  private arrived(
    server: Server,
    { page: number, address, again }: Extract<FromConsole, { type: 'page' }>,
  ): void {
    const keeps = this.host.keeps();
    if (!again && !keeps) this.drop(this.pages.forget());
    const page = this.pages.arrived(server.key, number, address, again);
    this.sendPages();
    if (!again && keeps) this.add([{ id: ++this.lastRow, page, kind: 'page', address }]);
  }

  private entries(page: number, { entries, omitted }: Entries): void {
    let rows: ConsoleRow[] = [];
    for (const entry of entries) {
      if (entry.kind === 'again') {
        this.add(rows);
        rows = [];
        this.send({ type: 'again', page, count: entry.count });
        continue;
      }
      if (entry.kind === 'clear' && !this.host.keeps()) {
        rows = [];
        this.drop([page]);
      }
      rows.push({ id: ++this.lastRow, page, kind: 'entry', entry });
    }
    if (omitted > 0) rows.push({ id: ++this.lastRow, page, kind: 'omitted', count: omitted });
    this.add(rows);
  }

  private add(rows: readonly ConsoleRow[]): void {
    if (rows.length === 0) return;
    this.recent.add(rows);
    this.send({ type: 'rows', rows });
  }

  private drop(pages: readonly number[]): void {
    if (pages.length === 0) return;
    this.recent.clear(pages);
    this.send({ type: 'clear', pages });
  }

  private sendPages(): void {
    this.send({ type: 'pages', pages: this.pages.all });
  }

  private receive(message: FromConsoleView | undefined): void {
    switch (message?.type) {
      case undefined:
        return;
      case 'ready':
        this.send({ type: 'settings', keep: this.host.keeps() });
        this.sendPages();
        return this.send({ type: 'rows', rows: this.recent.all });
      case 'keep':
        return this.host.setKeeps(message.keep);
      case 'copy':
        return this.inBackground(this.copy(message.text));
      case 'show':
        return this.inBackground(this.show(message));
      case 'open':
      case 'pick':
        return this.ask(message);
      default:
        message satisfies never;
    }
  }

  private ask(message: Extract<FromConsoleView, { type: 'open' | 'pick' }>): void {
    const known = this.pages.get(message.page);
    const server = this.host.servers.running.find(({ key }) => key === known?.server);
    if (known?.number !== undefined && server)
      server.post({ type: 'console', message: { ...message, page: known.number } });
    else if (message.type === 'open') this.send({ type: 'opened', ask: message.ask, more: false });
    else this.send({ type: 'note', text: l10n.t('The page is no longer open.') });
  }

  private async copy(text: string): Promise<void> {
    await env.clipboard.writeText(text);
    this.send({ type: 'note', text: l10n.t('Copied.') });
  }

  private async show({
    page,
    address,
    line,
    column,
  }: Extract<FromConsoleView, { type: 'show' }>): Promise<void> {
    const server = this.host.servers.running.find(({ key }) => key === this.pages.get(page)?.server);
    if (!server) return this.send({ type: 'note', text: l10n.t('The server of this page is stopped.') });
    const start = { line: Math.max(0, line - 1), column: Math.max(0, column - 1) };
    const { options } = server.state;
    const place = { path: address, start, end: start, text: '', nth: 0 };
    const file = servedFile(options, address);
    // Security rule 12: no file outside the served folders is opened.
    if (isServed(options, file)) await this.shown.show(file, place, options.update === 'typing', false);
  }

  private inBackground(work: Promise<void>): void {
    inBackground(work, { error: error => this.host.failed(error) });
  }

  private send(message: ToConsoleView): void {
    if (this.webview)
      inBackground(this.webview.webview.postMessage(message), { error: error => this.host.failed(error) });
  }
}

export { InlineValues } from './inline';

export function createConsoleView(host: ConsoleViewHost): ConsoleView {
  return new ConsoleView(host);
}
