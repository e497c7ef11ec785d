import type { LogEntry } from '../protocol/log';

/** Entries kept while the other side is busy; more are counted, not kept. */
const MOST_KEPT = 1000;

/** What the other side gets. */
export interface Batch {
  readonly entries: readonly LogEntry[];
  /** Entries left out since the last batch. */
  readonly omitted: number;
}

/** Log entries on their way to the editor: at most one batch under way, and a bound on what waits behind it. */
export class Batches {
  private entries: LogEntry[] = [];
  private omitted = 0;
  private state: 'idle' | 'gathering' | 'awaiting' = 'idle';

  constructor(
    private readonly post: (batch: Batch) => void,
    /** Milliseconds that entries are gathered before they travel together. */
    private readonly gather: number,
  ) {}

  add(entry: LogEntry): void {
    if (this.entries.length < MOST_KEPT) this.entries.push(entry);
    else this.omitted++;
    if (this.state === 'idle') this.schedule();
  }

  /** The other side has written the last batch. */
  written(): void {
    if (this.state !== 'awaiting') return;
    this.state = 'idle';
    if (this.entries.length > 0) this.schedule();
  }

  /** Hands over what is left, whatever the other side is at. */
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
    }, this.gather);
  }
}
