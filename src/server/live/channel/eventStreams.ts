import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Wire, WireEvents } from './wire';

/** Milliseconds between comments: proxies cut connections on which nothing moves. */
const HEARTBEAT = 15_000;

/** One client without a WebSocket: events go down a response that does not end, messages come up by POST. */
class EventStream implements Wire {
  /** Names the stream in a POST. It is secret: a script of the page cannot read messages to the page script. */
  readonly id = randomBytes(16).toString('base64url');
  /** The response's body. */
  readonly body: Readable;
  /** Whether a POST has proved that the page script sends it. */
  isProven = false;
  private events: WireEvents | undefined;
  private readonly heart: NodeJS.Timeout;

  constructor(onClose: () => void) {
    this.body = new Readable({ read: () => undefined });
    this.heart = setInterval(() => this.write(':\n\n'), HEARTBEAT).unref();
    this.body.once('close', () => {
      clearInterval(this.heart);
      onClose();
      this.events?.onClose();
    });
    this.write(`event: channel\ndata: ${this.id}\n\n`);
  }

  get isOpen(): boolean {
    return !this.body.destroyed && !this.body.readableEnded;
  }

  get waiting(): number {
    return this.body.readableLength;
  }

  listen(events: WireEvents): void {
    this.events = events;
  }

  /** @param text JSON, which has no line ends of its own */
  send(text: string): void {
    this.write(`data: ${text}\n\n`);
  }

  sendAll(texts: readonly Buffer[]): void {
    this.write(eventsOf(texts));
  }

  take(text: string): void {
    if (this.isOpen) this.events?.onMessage(text);
  }

  /** An event stream has no close code; its client connects again or does not, as after any end. */
  end(): void {
    if (this.isOpen) this.body.push(null);
  }

  terminate(): void {
    this.body.destroy();
  }

  private write(text: string | Buffer): void {
    if (this.isOpen) this.body.push(text);
  }
}

/** Messages as events, encoded once for all streams: hundreds of slow readers share the same bytes. */
function eventsOf(texts: readonly Buffer[]): Buffer {
  const known = events.get(texts);
  if (known) return known;
  const made = Buffer.concat(texts.flatMap(text => [BEFORE, text, BEHIND]));
  events.set(texts, made);
  return made;
}

const events = new WeakMap<readonly Buffer[], Buffer>();
const BEFORE = Buffer.from('data: ');
const BEHIND = Buffer.from('\n\n');

/** The messages of one POST. */
export interface Posted {
  readonly channel: string;
  /** Whether the sender proved that it is the page script. */
  readonly isProven: boolean;
  readonly messages: readonly string[];
}

/** The clients that cannot open a WebSocket, by the names of their streams. */
export class EventStreams {
  private readonly open = new Map<string, EventStream>();

  add(): EventStream {
    const stream = new EventStream(() => this.open.delete(stream.id));
    this.open.set(stream.id, stream);
    return stream;
  }

  /** Hands messages to the stream that they name; false where there is none. */
  take({ channel, isProven, messages }: Posted): boolean {
    const stream = this.open.get(channel);
    if (!stream) return false;
    if (isProven) stream.isProven = true;
    for (const message of messages) stream.take(message);
    return true;
  }
}
