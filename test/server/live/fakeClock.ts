import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/server/live/watch/clock';

/** A clock that tests move by hand. */
export class FakeClock implements Clock {
  private time = 0;
  private readonly timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Runs what is due within so many milliseconds, each at its time, and the promises that follow. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await turn();
      const [next] = [...this.timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
    await turn();
  }
}
