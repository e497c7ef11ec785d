import {
  type ConsoleEntry,
  type ConsoleFromPage,
  GATHER_MESSAGES,
  MOST_A_SECOND,
  MOST_OF_BATCH,
} from '../../protocol/consoleMessages';
import { cancel, later, max, now, type Timer, toJson } from '../own/language';
import { push } from '../own/lists';

/** Messages that wait for the connection: a page may log before it is connected. */
const MOST_WAITING = 1_000;
const SECOND = 1_000;

interface Waiting {
  entry: ConsoleEntry;
  readonly weight: number;
}

/** The page's messages on their way: collected, counted if repeated, and limited in number and size. */
export class Outbox {
  private waiting: Waiting[] = [];
  private omitted = 0;
  private lastKey = '';
  /** The entry of the last call, while it waits. */
  private last: Waiting | undefined;
  private window = 0;
  private inWindow = 0;
  private flushed = 0;
  private timer: Timer | undefined;
  private send: ((message: ConsoleFromPage) => void) | undefined;

  to(send: (message: ConsoleFromPage) => void): void {
    this.send = send;
    if (this.waiting.length > 0) this.schedule();
  }

  /** @param key equal for calls that are counted instead of repeated; empty for a call that never is */
  add(key: string, make: () => ConsoleEntry): void {
    if (key !== '' && key === this.lastKey) return this.again();
    this.lastKey = '';
    this.last = undefined;
    if (this.isFull()) this.omitted += 1;
    else {
      this.lastKey = key;
      this.put(make());
    }
    this.schedule();
  }

  clear(): void {
    this.waiting = [];
    this.omitted = 0;
    this.lastKey = '';
    this.last = undefined;
    cancel(this.timer);
    this.timer = undefined;
  }

  /** Sends a batch now. */
  flush(): void {
    cancel(this.timer);
    this.timer = undefined;
    if (!this.send || (this.waiting.length === 0 && this.omitted === 0)) return;
    this.flushed = now();
    const entries: ConsoleEntry[] = [];
    let weight = 0;
    let at = 0;
    for (; at < this.waiting.length && (at === 0 || weight < MOST_OF_BATCH); at++) {
      const next = this.waiting[at];
      if (!next || (at > 0 && weight + next.weight > MOST_OF_BATCH)) break;
      weight += next.weight;
      push(entries, next.entry);
    }
    const rest: Waiting[] = [];
    for (let behind = at; behind < this.waiting.length; behind++) push(rest, this.waiting[behind] as Waiting);
    this.waiting = rest;
    if (rest.length === 0) this.last = undefined;
    const omitted = rest.length === 0 ? this.omitted : 0;
    this.omitted -= omitted;
    this.send({ type: 'console', what: 'entries', entries, omitted });
    if (rest.length > 0) this.schedule();
  }

  private again(): void {
    if (this.last) this.last.entry = { ...this.last.entry, count: this.last.entry.count + 1 };
    else this.put({ kind: 'again', level: 'info', time: now(), values: [], depth: 0, frames: [], count: 1 });
    this.schedule();
  }

  private put(entry: ConsoleEntry): void {
    this.last = { entry, weight: toJson(entry).length };
    push(this.waiting, this.last);
  }

  private isFull(): boolean {
    const time = now();
    if (time - this.window >= SECOND || time < this.window) {
      this.window = time;
      this.inWindow = 0;
    }
    this.inWindow += 1;
    return this.inWindow > MOST_A_SECOND || this.waiting.length >= MOST_WAITING;
  }

  private schedule(): void {
    if (!this.send) return;
    this.timer ??= later(() => this.flush(), max(0, this.flushed + GATHER_MESSAGES - now()));
  }
}
