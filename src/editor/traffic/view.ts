import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type Disposable, type WebviewView } from 'vscode';
import type { FromTraffic, ToTraffic, TrafficRow } from '../../protocol/trafficView';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { Recorded, Server, Servers } from '../server/servers';
import { toCurl } from './curl';
import { detailOf, rowOf } from './describe';
import { exportHar } from './exportHar';
import { toFetch } from './fetchCode';
import { trafficHtml } from './html';
import { readFromTraffic } from './messages';
import { makeMock } from './makeMock';
import { openSource, sourceName } from './opening';
import { replayOf, type ReplayFault } from './replay';
import { sentRequest, type SentRequest } from './sent';
import { shellOf } from './shells';
import { TrafficStore, type Kept } from './store';

/** The services of the extension for this view, which is a bundle of its own. */
export interface TrafficHost {
  readonly extensionUri: Uri;
  readonly version: string;
  readonly servers: Servers;
  /** Whether the list is kept when a server restarts; remembered for the workspace. */
  keeps(): boolean;
  setKeeps(keep: boolean): void;
  /** Logs an error and shows it to the user. */
  failed(error: unknown): void;
}

/** A message about one request. */
type AboutOne = Extract<FromTraffic, { id: number }>;

/** Milliseconds during which rows are collected for one message. */
const GATHER = 80;
/** Most rows in one message: a larger one would block the window. */
const MOST_AT_ONCE = 2000;

/** The list of requests. It records from its first showing until it is paused or closed, also while hidden. */
export class TrafficView {
  private readonly disposables = new DisposableStore();
  private readonly store = new TrafficStore();
  private webview: WebviewView | undefined;
  private recording: Disposable | undefined;
  private revealed = false;
  /** Rows that were not sent yet; undefined while no webview is ready. */
  private waiting: TrafficRow[] | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: TrafficHost) {
    this.disposables.add(host.servers.onDidChange(server => this.serverChanged(server)));
    this.disposables.add({ dispose: () => this.close() });
    this.record();
  }

  get isPaused(): boolean {
    return this.recording === undefined;
  }

  /** Fills the webview that VS Code made for this view. */
  resolve(view: WebviewView): void {
    const { extensionUri } = this.host;
    const [media, dist] = [Uri.joinPath(extensionUri, 'media'), Uri.joinPath(extensionUri, 'dist')];
    this.webview = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
    view.webview.onDidReceiveMessage(value => this.receive(readFromTraffic(value)));
    view.onDidChangeVisibility(() => this.visibilityChanged());
    view.onDidDispose(() => this.close());
    view.webview.html = trafficHtml({
      script: view.webview.asWebviewUri(Uri.joinPath(dist, 'traffic.js')).toString(),
      style: view.webview.asWebviewUri(Uri.joinPath(media, 'traffic.css')).toString(),
      styleSource: view.webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
    if (!this.recording) this.record();
  }

  clear(): void {
    this.store.clear();
    this.sendAll();
  }

  setPaused(paused: boolean): void {
    if (paused) this.stopRecording();
    else if (!this.recording) this.record();
    this.sendSettings();
  }

  /** Writes the stored requests into a file that the user chooses. */
  async exportHar(): Promise<void> {
    await exportHar(this.store, { version: this.host.version, revealed: this.revealed });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private record(): void {
    this.recording = this.host.servers.onDidRecord(recorded => this.take(recorded));
  }

  private stopRecording(): void {
    this.recording?.dispose();
    this.recording = undefined;
  }

  /** The user has closed the view: recording ends and the store is emptied. */
  private close(): void {
    this.stopRecording();
    this.webview = undefined;
    this.waiting = undefined;
    clearTimeout(this.timer);
    this.store.clear();
  }

  private visibilityChanged(): void {
    // VS Code discards a hidden webview; when shown, it sends `ready` again and gets all rows.
    if (!this.webview?.visible) this.waiting = undefined;
  }

  private take({ server, entries }: Recorded): void {
    const base = server.state.kind === 'running' ? server.state.url : '';
    for (const entry of entries) {
      // Requests of the page script are not the user's.
      if (entry.rule === 'reserved') continue;
      const row = rowOf(this.store.add(server.key, base, entry));
      this.waiting?.push(row);
    }
    if (this.waiting) this.timer ??= setTimeout(() => this.flush(), GATHER);
  }

  private flush(): void {
    this.timer = undefined;
    if (!this.waiting) return;
    this.send({
      type: 'rows',
      rows: this.waiting.splice(0, MOST_AT_ONCE),
      reset: false,
      first: this.store.first,
    });
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.flush(), GATHER);
  }

  private sendAll(): void {
    if (!this.webview?.visible) return;
    this.send({ type: 'rows', rows: [], reset: true, first: this.store.first });
    this.waiting = [...this.store].map(rowOf);
    clearTimeout(this.timer);
    this.flush();
  }

  /** A restarted server begins a new list, unless the user keeps the log. */
  private serverChanged(server: Server): void {
    if (server.state.kind !== 'starting' || this.host.keeps()) return;
    if (this.store.forget(server.key)) this.sendAll();
  }

  private receive(message: FromTraffic | undefined): void {
    if (!message) return;
    switch (message.type) {
      case 'ready':
        this.sendSettings();
        return this.sendAll();
      case 'keep':
        return this.host.setKeeps(message.keep);
      case 'reveal':
        this.revealed = message.revealed;
        return;
      case 'detail':
      case 'open':
      case 'copy':
      case 'replay':
      case 'mock':
        return this.receiveAbout(message);
      default:
        message satisfies never;
    }
  }

  private receiveAbout(message: AboutOne): void {
    const kept = this.store.get(message.id);
    if (kept) inBackground(this.act(message, kept), { error: error => this.host.failed(error) });
    else this.send({ type: 'gone', id: message.id });
  }

  private async act(message: AboutOne, kept: Kept): Promise<void> {
    switch (message.type) {
      case 'detail':
        return this.send({
          type: 'detail',
          detail: detailOf(kept, sourceName(kept, this.serverOf(kept)), this.revealed),
        });
      case 'open':
        return openSource(kept, this.serverOf(kept));
      case 'copy':
        return this.copy(kept, message.as);
      case 'replay':
        return this.replay(kept, message);
      case 'mock':
        return makeMock(kept, this.serverOf(kept));
      default:
        message satisfies never;
    }
  }

  private async copy(kept: Kept, as: 'curl' | 'fetch'): Promise<void> {
    const sent = sentRequest(kept, this.revealed);
    await env.clipboard.writeText(as === 'curl' ? curlFor(sent) : toFetch(sent));
    this.note(this.revealed ? l10n.t('Copied.') : l10n.t('Copied, without cookies and credentials.'));
  }

  private replay(kept: Kept, { edited }: Extract<FromTraffic, { type: 'replay' }>): void {
    const server = this.serverOf(kept);
    const request = replayOf(kept, edited);
    if (typeof request === 'string') return this.note(whyNot(request));
    if (server?.state.kind !== 'running') return this.note(l10n.t('The server of this request is stopped.'));
    server.post({ type: 'replay', request });
    this.note(l10n.t('Sent again.'));
  }

  private serverOf(kept: Kept): Server | undefined {
    return this.host.servers.all.find(server => server.key === kept.server);
  }

  private sendSettings(): void {
    const { isPaused: paused, revealed } = this;
    this.send({ type: 'settings', paused, keep: this.host.keeps(), revealed });
  }

  private note(text: string): void {
    this.send({ type: 'note', text });
  }

  private send(message: ToTraffic): void {
    if (this.webview)
      inBackground(this.webview.webview.postMessage(message), { error: error => this.host.failed(error) });
  }
}

/** For the shell of the editor's terminal, on the server's machine. */
function curlFor(sent: SentRequest): string {
  const { platform } = process;
  return toCurl(sent, shellOf(env.shell, platform), platform === 'win32');
}

export function createTrafficView(host: TrafficHost): TrafficView {
  return new TrafficView(host);
}

function whyNot(reason: ReplayFault): string {
  const sentences: Readonly<Record<ReplayFault, string>> = {
    body: l10n.t('The body was too large to record in full, so it cannot be sent again.'),
    method: l10n.t('This is not an HTTP method.'),
    target: l10n.t('The path must begin with a slash and contain no spaces.'),
    headers: l10n.t('A header contains a character that is not allowed.'),
  };
  return sentences[reason];
}
