/** Least milliseconds between two runs: one frame of a 60 Hz screen. */
const FRAME = 15;
// Runs take at most a twentieth of the time, so that posting a text of several megabytes does not slow down typing.
const COST_SHARE = 20;

/** Runs the first action at once, then the latest one at most once per frame, and more rarely the longer a run takes. */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private pending: (() => void) | undefined;

  run(action: () => void): void {
    if (this.timer) this.pending = action;
    else this.runNow(action);
  }

  /** Drops the action that has not run yet. */
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
