import { readFileSync } from 'node:fs';

/** Milliseconds of CPU time of the main thread; undefined if the system does not report it. */
function threadTime(): number | undefined {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (threadCpuUsage) {
    const { user, system } = threadCpuUsage();
    return (user + system) / 1000;
  }
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/**
 * Measures how long this process answers no other request: the most CPU time of its main thread between two
 * turns of its event loop. CPU time, because a busy machine stretches all other times.
 */
export class Holds {
  private longest = 0;
  private last = threadTime() ?? 0;

  private timer: NodeJS.Timeout | undefined;

  /** Milliseconds of the longest since the last call; the first one begins to measure. */
  take(): number {
    this.timer ??= setInterval(() => this.look(), 1).unref();
    this.look();
    const { longest } = this;
    this.longest = 0;
    return longest;
  }

  private look(): void {
    const now = threadTime() ?? 0;
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
  }
}

// Preloaded into the command line's server, which reports the value on demand.
Object.assign(globalThis, { holds: new Holds() });
