import { type FromPage, isFromPage, type ToPage } from '../../../protocol/page';
import type { Wire } from './wire';

/** The largest message a page may send, in bytes. */
export const LARGEST_MESSAGE = 256 * 1024;
/** Messages a second, on average over `WINDOW`, above which a page counts as broken. */
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
    private readonly wire: Wire,
    private readonly events: ConnectionEvents,
  ) {
    this.closed = new Promise(resolve => {
      wire.listen({
        onMessage: text => this.receive(text),
        onClose: () => {
          events.onClose();
          resolve();
        },
      });
    });
  }

  send(message: ToPage): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends a text that was made once for many clients. */
  sendText(text: string): void {
    if (this.takes()) this.wire.send(text);
  }

  /** Sends bytes that were made once for many clients. */
  sendTexts(texts: readonly Buffer[]): void {
    if (this.takes()) this.wire.sendAll(texts);
  }

  /** Says goodbye; a client that does not answer is dropped by `terminate`. */
  end(): void {
    this.wire.end(1001, 'the server stops');
  }

  terminate(): void {
    this.wire.terminate();
  }

  private takes(): boolean {
    if (!this.wire.isOpen) return false;
    if (this.wire.waiting <= MOST_WAITING) return true;
    this.refuse('it does not read what it is sent');
    return false;
  }

  private receive(text: string | undefined): void {
    if (this.tooMany()) return this.refuse('too many messages');
    const message = text === undefined ? undefined : parse(text);
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
    this.wire.end(1008, reason);
    this.wire.terminate();
  }
}

function parse(text: string): FromPage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFromPage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds that clients get to answer the close frame. */
const GOODBYE = 200;

/** Says goodbye to clients; resolves when they are gone. */
export async function endAll(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) connection.end();
  const deadline = setTimeout(() => connections.forEach(connection => connection.terminate()), GOODBYE);
  await Promise.all(connections.map(connection => connection.closed));
  clearTimeout(deadline);
}
