import { readFileSync } from 'node:fs';

/** Milliseconds of CPU time that the main thread has used; undefined where the system does not tell. */
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
 * How long this process has answered no other request at a stretch: the most CPU time of its main thread between two turns of
 * its event loop. CPU time, since a machine that is busy with something else stretches every other time.
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

// Preloaded into the command line's server, which then tells it when it is asked.
Object.assign(globalThis, { holds: new Holds() });
