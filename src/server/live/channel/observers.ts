import type { ToPage } from '../../../protocol/page';
import { Connection } from './connection';
import type { Wire } from './wire';

export interface ObserverEvents {
  /** The first observer connected. */
  onFirst(): void;
  /** The last observer left. */
  onNone(): void;
  /** An observer broke the rules of the channel and was dropped. */
  onRefused(reason: string): void;
}

/** Clients that are no pages: they use nothing and hear of every change below the root. */
export class Observers {
  private readonly observers = new Set<Connection>();
  /** Clients of a shared address: they are connected and hear nothing. */
  private readonly deaf = new Set<Connection>();

  constructor(private readonly events: ObserverEvents) {}

  get size(): number {
    return this.observers.size;
  }

  *[Symbol.iterator](): IterableIterator<Connection> {
    yield* this.observers;
    yield* this.deaf;
  }

  add(client: Wire, hello: ToPage, hears: boolean): void {
    const connection = new Connection(client, {
      onMessage: () => undefined,
      onClose: () => {
        this.deaf.delete(connection);
        if (this.observers.delete(connection) && this.observers.size === 0) this.events.onNone();
      },
      onRefused: reason => this.events.onRefused(reason),
    });
    (hears ? this.observers : this.deaf).add(connection);
    connection.send(hello);
    if (hears && this.observers.size === 1) this.events.onFirst();
  }

  tell(message: ToPage): void {
    if (this.observers.size === 0) return;
    const text = JSON.stringify(message);
    for (const observer of this.observers) observer.sendText(text);
  }
}
