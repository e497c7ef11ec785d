/** Time as `watch/` sees it; tests move it by hand. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Runs once after so many milliseconds. Never keeps the process alive. @returns a function that cancels it */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
