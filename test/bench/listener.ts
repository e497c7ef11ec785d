import { WebSocket } from 'ws';
import type { ToPage } from '../../src/protocol/page';

/** A message that makes a page act, and its arrival by `performance.now()`. */
export interface Heard {
  readonly message: ToPage;
  readonly time: number;
}

export const NAVIGATION = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
};

export async function textOf(port: number, path: string, headers: Record<string, string>): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`, { headers, cache: 'no-store' })).text();
}

/** Milliseconds until a page says that it has taken an update. */
const TAKING = 50;

/** A page as a server sees it, without a browser: it asks for its document and its style, connects, and takes every update. */
export class Listener {
  readonly heard: Heard[] = [];
  private wake: (() => void) | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', data => this.receive(JSON.parse((data as Buffer).toString()) as ToPage));
  }

  static async open(port: number, path: string): Promise<Listener> {
    const document = await textOf(port, path, NAVIGATION);
    const id = /data-document="([^"]*)"/.exec(document)?.[1] ?? '';
    const script = await textOf(port, '/__porthole/page.js', {});
    const token = /porthole-token:([\w-]+)/.exec(script)?.[1] ?? '';
    const referer = `http://127.0.0.1:${port}${path}`;
    await textOf(port, '/style.css', { Referer: referer, 'Sec-Fetch-Dest': 'style' });
    const query = new URLSearchParams({ token, document: id, path, age: '0' });
    const listener = new Listener(
      new WebSocket(`ws://127.0.0.1:${port}/__porthole/live?${query.toString()}`, {
        origin: `http://127.0.0.1:${port}`,
      }),
    );
    await new Promise((resolve, reject) => {
      listener.socket.once('message', resolve);
      listener.socket.once('error', reject);
    });
    return listener;
  }

  /** Arrival of the first new message; undefined if none comes in time. */
  async next(limit: number): Promise<number | undefined> {
    if (this.heard.length === 0)
      await new Promise<void>(resolve => {
        this.wake = resolve;
        setTimeout(resolve, limit);
      });
    return this.heard[0]?.time;
  }

  close(): void {
    this.socket.close();
  }

  private receive(message: ToPage): void {
    if (!('seq' in message)) return;
    this.heard.push({ message, time: performance.now() });
    this.wake?.();
    // Waits as a browser would; and in this one process, the first listener must not delay the others.
    const reply = JSON.stringify({ type: 'done', seq: message.seq, outcome: 'applied' });
    setTimeout(() => this.socket.send(reply), TAKING);
  }
}
