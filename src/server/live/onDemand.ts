import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ToBridge } from '../../protocol/bridgeMessages';
import type { ToConsole } from '../../protocol/consoleMessages';
import type { Right } from '../ask/entrance';
import type { FileChange, Overlay } from '../../protocol/thread';
import type { Live, LiveFacts, LiveHost, Posted, Use } from './door';

export function liveOnDemand(host: LiveHost): Live {
  return new LiveOnDemand(
    async () => {
      // Waits for the next turn: the reply that caused this call is written at the end of the current one.
      await nextTurn();
      const { createLive } = await import('./index');
      return createLive(host);
    },
    error => host.log('error', `Live update could not start, so pages follow no changes: ${String(error)}`),
  );
}

/** The live side, loaded with the first use of a file, connection or unsaved text. A start and a first reply do not wait for it. */
export class LiveOnDemand implements Live {
  private live: Live | undefined;
  /** A failed attempt is forgotten: there may have been no free descriptor. */
  private loading: Promise<Live> | undefined;
  private isClosed = false;

  constructor(
    private readonly create: () => Promise<Live>,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  documentServed(file: string, id: string, source: string): void {
    this.tell(live => live.documentServed(file, id, source));
  }

  used(use: Use): void {
    this.tell(live => live.used(use));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, may?: (right: Right) => boolean): void {
    this.tell(
      live => live.upgrade(request, socket, head, may),
      () => socket.destroy(),
    );
  }

  stream(request: IncomingMessage, may: (right: Right) => boolean): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.tell(
        live => resolve(live.stream(request, may)),
        () => reject(new Error('Live update could not start')),
      );
    });
  }

  post(posted: Posted): boolean {
    return this.live?.post(posted) ?? false;
  }

  changed(changes: readonly FileChange[]): void {
    if (this.loading) this.tell(live => live.changed(changes));
  }

  overlaid(overlay: Overlay): void {
    this.tell(live => live.overlaid(overlay));
  }

  revise(concerns: Parameters<Live['revise']>[0]): void {
    if (this.loading) this.tell(live => live.revise(concerns));
  }

  /** Pick mode holds for pages that connect later; carets matter to connected pages only. */
  bridge(message: ToBridge): void {
    if (this.loading || message.type === 'arm') this.tell(live => live.bridge(message));
  }

  console(message: ToConsole): void {
    if (this.loading || message.type === 'arm') this.tell(live => live.console(message));
  }

  configured(): void {
    if (this.loading) this.tell(live => live.configured());
  }

  async judge(...asked: Parameters<Live['judge']>): ReturnType<Live['judge']> {
    return (await this.loading?.catch(() => undefined))?.judge(...asked);
  }

  isUsed(file: string): boolean {
    return this.live?.isUsed(file) ?? false;
  }

  scriptsOf(document: string): readonly string[] {
    return this.live?.scriptsOf(document) ?? [];
  }

  /** A person asks for these facts, so the live side is loaded. */
  async examine(file: string): Promise<LiveFacts | undefined> {
    if (!this.isClosed) this.loading ??= this.load();
    return (await this.loading?.catch(() => undefined))?.examine(file);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const live = await this.loading?.catch(() => undefined);
    await live?.close();
  }

  /** Calls before the live side is loaded are made in their order, once it is. */
  private tell(call: (live: Live) => void, otherwise?: () => void): void {
    if (this.live) {
      call(this.live);
      return;
    }
    if (this.isClosed) {
      otherwise?.();
      return;
    }
    this.loading ??= this.load();
    this.loading.then(call).catch((error: unknown) => {
      this.onFailed(error);
      otherwise?.();
    });
  }

  private async load(): Promise<Live> {
    try {
      const live = await this.create();
      // Set a turn later, after every call that waits has been made.
      setImmediate(() => (this.live = live));
      return live;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }
}
