import type { Clock } from './clock';

/** Milliseconds between two looks at which files rest. */
const PACE = 50;
/** Files handled in one turn: requests are answered between the turns. */
const MOST = 256;

/**
 * Files of a flood: thousands that change at once and that no page uses. All share one timer; any other file has promises and timers
 * of its own.
 */
export class Flood {
  /** By file, the times of its first and its last event; ordered by the last one. */
  private readonly files = new Map<string, readonly [first: number, last: number]>();
  private cancel: (() => void) | undefined;
  /** The position between two turns: a new iterator would first skip all entries that were removed. */
  private rested: IterableIterator<[file: string, times: readonly [first: number, last: number]]> | undefined;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds without an event after which a file rests. */
    private readonly wait: number,
    private readonly longest: number,
    /** A file has rested, or is written without a pause for longer than `longest`. */
    private readonly onRest: (file: string) => void,
  ) {}

  has(file: string): boolean {
    return this.files.has(file);
  }

  hear(file: string): void {
    const now = this.clock.now();
    const first = this.files.get(file)?.[0] ?? now;
    // A file that never rests keeps its place.
    if (now - first < this.longest) this.files.delete(file);
    this.files.set(file, [first, now]);
    this.cancel ??= this.clock.after(PACE, () => this.look());
  }

  delete(file: string): void {
    this.files.delete(file);
  }

  close(): void {
    this.cancel?.();
    this.rested = undefined;
    this.files.clear();
  }

  private look(): void {
    this.cancel = undefined;
    const now = this.clock.now();
    this.rested ??= this.files.entries();
    for (let left = MOST; left > 0 && this.rested; left--) this.next(this.rested, now);
    if (this.files.size > 0) this.cancel = this.clock.after(this.rested ? 0 : PACE, () => this.look());
  }

  private next(rested: NonNullable<Flood['rested']>, now: number): void {
    const next = rested.next();
    const [file, [first, last]] = next.done === true ? ['', [now, now]] : next.value;
    if (now - last < this.wait && now - first < this.longest) {
      this.rested = undefined;
      return;
    }
    this.files.delete(file);
    this.onRest(file);
  }
}
