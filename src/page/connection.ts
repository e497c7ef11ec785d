import type { FromPage, ToPage } from '../protocol/page';
import { TOKEN, tokenOfStart } from './token';

/** Milliseconds between attempts to connect; the last one repeats while the page is visible. */
const PAUSES = [50, 100, 250, 500, 1000, 2000] as const;
const PING_EVERY = 30_000;
/** Milliseconds to wait for a pong: after the machine slept, a dead socket still reports `OPEN`. */
const LONGEST_PONG = 5_000;

/** Whether this is a back or forward navigation: browsers then reuse cached files of any age without a request. */
const isRevisit = (): boolean =>
  performance
    .getEntriesByType('navigation')
    .some(entry => (entry as PerformanceNavigationTiming).type === 'back_forward');

export interface ConnectionEvents {
  onMessage(message: ToPage): Promise<void>;
  onOpen(): void;
}

/** Keeps the page connected to the live channel while it is visible. */
export class Connection {
  /** The id of the source that the page shows. */
  shown: string;
  private socket: WebSocket | undefined;
  private tries = 0;
  private token = tokenOfStart;
  /** Time of the last message from the server, in milliseconds since the epoch; the server resends later changes. */
  private heard = isRevisit() ? 0 : performance.timeOrigin;
  private isAgain = false;
  /** Messages are applied in order, one at a time. */
  private queue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pong: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly script: HTMLScriptElement,
    private readonly events: ConnectionEvents,
  ) {
    this.shown = script.dataset['document'] ?? '';
    this.connect();
    setInterval(() => this.ping(), PING_EVERY);
    document.addEventListener('visibilitychange', () => this.wake());
    // An open WebSocket makes a page ineligible for the back/forward cache.
    addEventListener('pagehide', () => this.rest());
    addEventListener('pageshow', event => {
      if (event.persisted) this.wake();
    });
    addEventListener('online', () => this.wake());
    // The content security policy of the page forbids the connection; further attempts would only fill its console.
    document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
      if (/^wss?:/.test(blockedURI) && blockedURI.split('/')[2] === location.host) this.rest();
    });
  }

  send(message: FromPage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private ping(): void {
    if (document.visibilityState !== 'visible' || this.socket?.readyState !== WebSocket.OPEN) return;
    this.send({ type: 'ping' });
    this.pong ??= setTimeout(() => {
      this.rest();
      this.connect();
    }, LONGEST_PONG);
  }

  private wake(): void {
    const visible = document.visibilityState === 'visible';
    this.send({ type: 'visible', visible });
    if (!visible || this.isUnderWay()) return this.ping();
    this.tries = 0;
    this.connect();
  }

  private isUnderWay(): boolean {
    const state = this.socket?.readyState;
    return state === WebSocket.OPEN || state === WebSocket.CONNECTING;
  }

  private rest(): void {
    const { socket } = this;
    this.socket = undefined;
    clearTimeout(this.timer);
    this.answered();
    socket?.close();
  }

  private answered(): void {
    clearTimeout(this.pong);
    this.pong = undefined;
  }

  private address(): string {
    const url = new URL('live', this.script.src);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url.href;
  }

  private connect(): void {
    clearTimeout(this.timer);
    const socket = this.open();
    this.socket = socket;
    if (!socket) return;
    socket.addEventListener('open', () => {
      this.tries = 0;
      this.isAgain = true;
      this.events.onOpen();
    });
    socket.addEventListener('message', event => this.receive(String(event.data)));
    socket.addEventListener('close', () => {
      if (socket === this.socket) void this.again(socket);
    });
  }

  /** `new WebSocket` may throw if a content security policy forbids the connection. */
  private open(): WebSocket | undefined {
    const url = new URL(this.address());
    url.searchParams.set('token', this.token);
    url.searchParams.set('document', this.script.dataset['document'] ?? '');
    url.searchParams.set('shown', this.shown);
    url.searchParams.set('path', location.pathname);
    url.searchParams.set('age', String(Math.max(0, Math.round(Date.now() - this.heard))));
    if (this.isAgain) url.searchParams.set('again', '');
    try {
      return new WebSocket(url);
    } catch {
      return undefined;
    }
  }

  private async again(lost: WebSocket): Promise<void> {
    let isBack = false;
    while (!isBack) {
      const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)] ?? 2000;
      this.tries += 1;
      if (document.visibilityState !== 'visible' && this.tries > PAUSES.length) return;
      await new Promise(resolve => (this.timer = setTimeout(resolve, pause)));
      isBack = await this.renewToken();
      // Disconnected or connected again in the meantime.
      if (this.socket !== lost) return;
    }
    this.connect();
  }

  /** Every start of the server makes a new token; the page script that it serves contains it. */
  private async renewToken(): Promise<boolean> {
    try {
      const response = await fetch(this.script.src, { cache: 'no-store' });
      this.token = TOKEN.exec(await response.text())?.[1] ?? this.token;
      return true;
    } catch {
      return false;
    }
  }

  private receive(text: string): void {
    this.heard = Date.now();
    this.answered();
    const message = JSON.parse(text) as ToPage;
    this.queue = this.queue.then(() => this.events.onMessage(message));
  }
}
