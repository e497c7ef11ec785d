import type { UseKind } from '../../../protocol/page';
import type { Watchlist } from './watchlist';

/** Files kept for pages that have asked but are not connected yet. */
const MOST = 512;
const MOST_USERS = 32;
/** Milliseconds that a request is remembered while nobody is connected. */
const MEMORY = 30_000;

interface Asked {
  time: number;
  /** Files of the documents and styles that asked, by `Referer`. */
  readonly by: Map<string, UseKind>;
}

/**
 * What was asked for lately and by whom: a page misses nothing between its requests and its connection, and a plain HTTP client
 * with an observer beside it hears of the files it fetched.
 */
export class Recent {
  private readonly files = new Map<string, Asked>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly watchlist: Watchlist,
    /** Whether somebody hears of every file, so that none may be let go for its age. */
    private readonly isObserved: () => boolean,
  ) {}

  /** Notes a request; true when the file was not on the list. */
  note(file: string, by: string | undefined, kind: UseKind | undefined): boolean {
    const now = performance.now();
    const known = this.files.get(file);
    const asked = known ?? { time: now, by: new Map<string, UseKind>() };
    // Moving an entry to the end costs more than a request may; once a second keeps the order well enough.
    if (!known || now - known.time > 1_000) {
      this.files.delete(file);
      this.files.set(file, asked);
    }
    asked.time = now;
    if (by !== undefined && kind && (asked.by.size < MOST_USERS || asked.by.has(by))) asked.by.set(by, kind);
    if (!known) this.added(file);
    return !known;
  }

  /** What the document or style asked for, as far as it is remembered. */
  *askedBy(user: string): IterableIterator<[file: string, kind: UseKind]> {
    for (const [file, { by }] of this.files) {
      const kind = by.get(user);
      if (kind) yield [file, kind];
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.files.clear();
  }

  private added(file: string): void {
    this.watchlist.hold(file);
    for (const [oldest] of this.files) {
      if (this.files.size <= MOST) break;
      this.drop(oldest);
    }
    this.timer ??= setTimeout(() => this.sweep(), MEMORY / 2).unref();
  }

  private sweep(): void {
    const oldest = performance.now() - MEMORY;
    this.timer = undefined;
    if (!this.isObserved()) for (const [file, { time }] of this.files) if (time < oldest) this.drop(file);
    if (this.files.size > 0) this.timer = setTimeout(() => this.sweep(), MEMORY / 2).unref();
  }

  private drop(file: string): void {
    this.files.delete(file);
    this.watchlist.release(file);
  }
}
