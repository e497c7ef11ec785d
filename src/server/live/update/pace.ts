import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds that pages and observers get of one turn of the event loop: a request waits no longer (security rule 19). */
const MOST = 5;

/**
 * Spreads work for many pages over turns of the event loop. A change may reach hundreds, and all of them wait for the same file or tree:
 * once it is there, they would go on in one turn.
 */
export class Pace {
  /** When the work of this turn began, by `performance.now()`. */
  private began: number | undefined;
  private last: Promise<void> = Promise.resolve();

  /** Resolves in a turn with time left, for one caller after the other. Work directly behind it counts before the next one is let on. */
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
