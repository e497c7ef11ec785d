import { stat } from 'node:fs/promises';

/** Files whose last change is remembered. */
const MOST = 4096;
/** Entries removed in one batch: a new iterator of a `Map` first skips all entries that were removed. */
const FORGOTTEN_AT_ONCE = 512;
/** Milliseconds before the page's last sign of the server in which it may have missed a change: clocks and sockets are inexact. */
const SLACK = 1_000;
const LONGEST_AGE = 30 * 24 * 60 * 60 * 1000;

/** The time in which a page has not heard of its files. */
export interface Absence {
  /** Milliseconds since the epoch, by our clock. */
  readonly since: number;
  /** Whether the page was connected before, perhaps to another server: then only the disk knows what changed. */
  readonly isBack: boolean;
}

/** Reads the absence from the address of a live channel. */
export function absenceOf(query: URLSearchParams): Absence {
  const age = Math.min(Math.max(Number(query.get('age') ?? 0) || 0, 0), LONGEST_AGE);
  const isBack = query.has('again');
  return { since: Date.now() - age - (isBack ? SLACK : 0), isBack };
}

/** When files changed, for pages that were asleep, offline or not connected yet. */
export class Missed {
  private readonly changed = new Map<string, number>();

  note(file: string): void {
    this.changed.delete(file);
    this.changed.set(file, Date.now());
    if (this.changed.size <= MOST + FORGOTTEN_AT_ONCE) return;
    for (const oldest of this.changed.keys()) {
      if (this.changed.size <= MOST) return;
      this.changed.delete(oldest);
    }
  }

  /** When the file changed last; 0 for never. */
  timeOf(file: string): number {
    return this.changed.get(file) ?? 0;
  }

  /** Whether the file changed while the page did not listen. */
  async has(file: string, { since, isBack }: Absence): Promise<boolean> {
    if ((this.changed.get(file) ?? 0) > since) return true;
    if (!isBack) return false;
    // ctime also changes when the file is replaced by rename.
    const found = await stat(file).catch(() => undefined);
    return found !== undefined && found.ctimeMs > since;
  }
}
