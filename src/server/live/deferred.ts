import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FileChange, Overlay } from '../../protocol/thread';
import type { Live, Use } from './door';

/**
 * The live side before there is anybody to tell: the first answers do not wait for its code. What they were made of is kept and noted
 * once they are out.
 */
export class DeferredLive implements Live {
  private live: Live | undefined;
  private waiting: ((live: Live) => void)[] = [];
  private closed = false;

  /** @param onFailed what is created may want a descriptor when there is none: with the next answer it is tried again */
  constructor(
    private readonly create: () => Live,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  documentServed(file: string, id: string, source: string): void {
    if (this.live) this.live.documentServed(file, id, source);
    else this.note(live => live.documentServed(file, id, source));
  }

  used(use: Use): void {
    if (this.live) this.live.used(use);
    else this.note(live => live.used(use));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const live = this.open();
    if (live) live.upgrade(request, socket, head);
    else socket.destroy();
  }

  /** As long as nothing was served, no change matters to anybody. */
  changed(changes: readonly FileChange[]): void {
    this.awake()?.changed(changes);
  }

  overlaid(overlay: Overlay): void {
    this.open()?.overlaid(overlay);
  }

  revise(concerns: (path: string) => boolean): void {
    this.awake()?.revise(concerns);
  }

  configured(): void {
    this.awake()?.configured();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiting = [];
    await this.live?.close();
  }

  private note(what: (live: Live) => void): void {
    if (!this.closed && this.waiting.push(what) === 1) setImmediate(() => this.awake());
  }

  /** Undefined as long as there is nothing to know. */
  private awake(): Live | undefined {
    return this.waiting.length > 0 ? this.open() : this.live;
  }

  private open(): Live | undefined {
    const { waiting } = this;
    this.waiting = [];
    try {
      if (!this.closed) this.live ??= this.create();
    } catch (error) {
      this.onFailed(error);
    }
    for (const tell of waiting) if (this.live) tell(this.live);
    return this.live;
  }
}
