import type { ToPage } from '../../../protocol/page';
import { Queue } from '../../log';
import { Connection } from './connection';
import type { Wire } from './wire';

interface ObserverEvents {
  /** The first observer connected. */
  onFirst(): void;
  /** The last observer left. */
  onNone(): void;
  /** An observer broke the rules of the channel and was dropped. */
  onRefused(reason: string): void;
  /** Resolves when an observer may be told; there may be hundreds. */
  turn(): Promise<void>;
  /** Takes a promise that nothing waits for. */
  inBackground(work: Promise<void>): void;
}

/** A change of a file, as observers hear of it. */
interface Told {
  readonly type: 'style' | 'resource' | 'reload';
  readonly seq: number;
  readonly path: string;
}

/** Clients that are not pages: they use no file and hear of every change below the root. */
export class Observers {
  private readonly observers = new Set<Connection>();
  /** Clients at a shared address: they stay connected and are told nothing. */
  private readonly deaf = new Set<Connection>();
  /** Messages of this turn. */
  private texts: string[] = [];
  /** Sends the messages of one turn before those of the next. */
  private readonly turns = new Queue();

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

  /** The messages of one turn leave together: a system call costs more than everything else about a changed file. */
  tell(message: Told): void {
    if (this.observers.size === 0) return;
    if (this.texts.length === 0) setImmediate(() => this.sendTexts());
    this.texts.push(JSON.stringify(message));
  }

  private sendTexts(): void {
    const texts = this.texts.map(text => Buffer.from(text));
    this.texts = [];
    this.events.inBackground(this.turns.add(() => this.sendAll(texts)));
  }

  private async sendAll(texts: readonly Buffer[]): Promise<void> {
    for (const observer of this.observers) {
      await this.events.turn();
      observer.sendTexts(texts);
    }
  }
}
