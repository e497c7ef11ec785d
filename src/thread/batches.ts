/** Entries that travel together. */
export interface Batch<T> {
  readonly entries: readonly T[];
  /** Entries left out since the last batch. */
  readonly omitted: number;
}

export interface BatchLimits {
  /** Milliseconds that entries are gathered before they travel together. */
  readonly gather: number;
  /** Entries kept while the other side is busy; more are counted, not kept. */
  readonly most: number;
}

/** Entries on their way to the editor: at most one batch under way, and a bound on what waits behind it. */
export class Batches<T> {
  private entries: T[] = [];
  private omitted = 0;
  private state: 'idle' | 'gathering' | 'awaiting' = 'idle';

  constructor(
    private readonly post: (batch: Batch<T>) => void,
    private readonly limits: BatchLimits,
  ) {}

  /** Counts an entry for which there is no room, before it is made; false when there is room. */
  omit(): boolean {
    if (this.entries.length < this.limits.most) return false;
    this.omitted++;
    return true;
  }

  add(entry: T): void {
    if (!this.omit()) this.entries.push(entry);
    if (this.state === 'idle') this.schedule();
  }

  /** The other side has taken the last batch. */
  taken(): void {
    if (this.state !== 'awaiting') return;
    this.state = 'idle';
    if (this.entries.length > 0) this.schedule();
  }

  /** Sends all waiting entries at once, without waiting for the other side. */
  flush(): void {
    if (this.entries.length === 0) return;
    this.post({ entries: this.entries, omitted: this.omitted });
    this.entries = [];
    this.omitted = 0;
  }

  private schedule(): void {
    this.state = 'gathering';
    setTimeout(() => {
      this.state = 'awaiting';
      this.flush();
    }, this.limits.gather);
  }
}
