/** Milliseconds between two runs at the least: a frame of a fast screen. */
const FRAME = 15;
// A run may take a twentieth of the time, so that a text of many megabytes does not slow down typing.
const COST_SHARE = 20;

/**
 * Runs at once, then at most once per frame, the last wish always. It slows down by itself when a run costs much.
 */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private pending: (() => void) | undefined;

  run(action: () => void): void {
    if (this.timer) this.pending = action;
    else this.runNow(action);
  }

  /** Forgets what has not run yet. */
  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = undefined;
  }

  private runNow(action: () => void): void {
    const began = performance.now();
    action();
    const cost = performance.now() - began;
    this.timer = setTimeout(() => this.next(), Math.max(FRAME, cost * COST_SHARE));
  }

  private next(): void {
    this.timer = undefined;
    const action = this.pending;
    this.pending = undefined;
    if (action) this.runNow(action);
  }
}
