import type { FromPage, ToPage } from '../protocol/page';

// Put in by the server when it serves this script; the mark lets a page find it again in the script of the next start.
const MARKED = 'porthole-token:__PORTHOLE_TOKEN__';
const TOKEN = /porthole-token:([\w-]+)/;
/** Milliseconds between two tries; the last one goes on for as long as the page is visible. */
const PAUSES = [50, 100, 250, 500, 1000, 2000] as const;
const PING_EVERY = 30_000;

export interface ConnectionEvents {
  onMessage(message: ToPage): Promise<void>;
  onOpen(): void;
}

/** Stays connected to the live channel while the page is visible. */
export class Connection {
  private socket: WebSocket | undefined;
  private tries = 0;
  private token = MARKED.slice(MARKED.indexOf(':') + 1);
  /** Messages are applied one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly script: HTMLScriptElement,
    private readonly events: ConnectionEvents,
  ) {
    this.connect();
    setInterval(() => {
      if (document.visibilityState === 'visible') this.send({ type: 'ping' });
    }, PING_EVERY);
    document.addEventListener('visibilitychange', () => this.wake());
    addEventListener('pageshow', event => {
      if (event.persisted) this.wake();
    });
    addEventListener('online', () => this.wake());
  }

  send(message: FromPage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private wake(): void {
    const visible = document.visibilityState === 'visible';
    this.send({ type: 'visible', visible });
    const state = this.socket?.readyState ?? WebSocket.CLOSED;
    if (!visible || state === WebSocket.OPEN || state === WebSocket.CONNECTING) return;
    this.tries = 0;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    const socket = this.open();
    if (!socket) return;
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.tries = 0;
      this.events.onOpen();
    });
    socket.addEventListener('message', event => this.receive(String(event.data)));
    socket.addEventListener('close', () => void this.again());
  }

  /** A page's own policy may forbid the connection: then the page works without. */
  private open(): WebSocket | undefined {
    const url = new URL('live', this.script.src);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('token', this.token);
    url.searchParams.set('document', this.script.dataset['document'] ?? '');
    url.searchParams.set('path', location.pathname);
    try {
      return new WebSocket(url);
    } catch {
      return undefined;
    }
  }

  private async again(): Promise<void> {
    const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)] ?? 2000;
    this.tries += 1;
    if (document.visibilityState !== 'visible' && this.tries > PAUSES.length) return;
    await new Promise(resolve => (this.timer = setTimeout(resolve, pause)));
    await this.renewToken();
    this.connect();
  }

  /** Each start of the server has a token of its own: the script that it serves now carries it. */
  private async renewToken(): Promise<void> {
    try {
      const response = await fetch(this.script.src, { cache: 'no-store' });
      const found = TOKEN.exec(await response.text())?.[1];
      if (found !== undefined) this.token = found;
    } catch {
      // The server is not back yet; the next try asks again.
    }
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as ToPage;
    this.queue = this.queue.then(() => this.events.onMessage(message));
  }
}
