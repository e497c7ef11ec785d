import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds that pages and observers get of one turn of the event loop: a request waits no longer (security rule 19). */
const MOST = 5;

/**
 * Spreads work for many pages over turns of the event loop. Hundreds may wait for one file or tree, and would all continue in the
 * same turn once it is there.
 */
export class Pace {
  /** When the work of this turn began, by `performance.now()`. */
  private began: number | undefined;
  private last: Promise<void> = Promise.resolve();

  /**
   * Resolves in a turn with time left, for one caller after the other. The work right after it counts before the next caller
   * continues.
   */
  next(): Promise<void> {
    this.last = this.last.then(() => this.turn());
    return this.last;
  }

  private turn(): Promise<void> | undefined {
    if (this.began === undefined) {
      this.began = performance.now();
      setImmediate(() => (this.began = undefined));
      return undefined;
    }
    return performance.now() - this.began > MOST ? nextTurn().then(() => this.turn()) : undefined;
  }
}
