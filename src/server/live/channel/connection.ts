import type { RawData, WebSocket } from 'ws';
import { type FromPage, isFromPage, type ToPage } from '../../../protocol/page';

/** The largest message a page may send, in bytes. */
export const LARGEST_MESSAGE = 256 * 1024;
/** Messages a second, on average over `WINDOW`, after which a page is taken for broken. */
const RATE = 50;
const WINDOW = 4_000;
/** Bytes that may wait for a page that does not read; more ends it. */
const MOST_WAITING = 32 * 1024 * 1024;

/** Events of a connection. */
export interface ConnectionEvents {
  onMessage(message: FromPage): void;
  onClose(): void;
  /** Why a connection was ended by us. */
  onRefused(reason: string): void;
}

/** One client of the live channel: bounded in size, rate and memory (security rule 5). */
export class Connection {
  private windowStart = 0;
  private messages = 0;
  /** Resolves when the client is gone. */
  readonly closed: Promise<void>;

  constructor(
    private readonly socket: WebSocket,
    private readonly events: ConnectionEvents,
  ) {
    socket.on('message', (data, binary) => this.receive(data, binary));
    this.closed = new Promise(resolve => {
      socket.on('close', () => {
        events.onClose();
        resolve();
      });
    });
    // 'close' follows each error; without a listener the error would end the process.
    socket.on('error', () => undefined);
  }

  send(message: ToPage): void {
    this.sendText(JSON.stringify(message));
  }

  /** For one message to many, made into text once. */
  sendText(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_WAITING) this.refuse('it does not read what it is sent');
    else this.socket.send(text);
  }

  /** Says goodbye; a client that does not answer is dropped by `terminate`. */
  end(): void {
    this.socket.close(1001, 'the server stops');
  }

  terminate(): void {
    this.socket.terminate();
  }

  private receive(data: RawData, binary: boolean): void {
    if (this.tooMany()) return this.refuse('too many messages');
    const message = binary ? undefined : parse(data);
    if (message === undefined) this.refuse('an unknown message');
    else this.events.onMessage(message);
  }

  private tooMany(): boolean {
    const now = performance.now();
    if (now - this.windowStart > WINDOW) {
      this.windowStart = now;
      this.messages = 0;
    }
    this.messages += 1;
    return this.messages > (RATE * WINDOW) / 1000;
  }

  private refuse(reason: string): void {
    this.events.onRefused(reason);
    this.socket.close(1008, reason);
    this.socket.terminate();
  }
}

function parse(data: RawData): FromPage | undefined {
  try {
    // Without `binaryType` set, ws gives text as one Buffer.
    const value: unknown = JSON.parse((data as Buffer).toString('utf8'));
    return isFromPage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
