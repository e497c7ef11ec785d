/** Time as `watch/` sees it; tests move it by hand. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Runs once after so many milliseconds; after none, in the next turn of the event loop. Never keeps the process alive. @returns a function that cancels it */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    // `setTimeout(0)` waits for at least 1 ms, in which a busy machine may run other processes for many milliseconds.
    if (ms === 0) {
      const turn = setImmediate(run).unref();
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
