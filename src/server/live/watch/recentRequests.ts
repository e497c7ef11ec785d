import type { UseKind } from '../../../protocol/page';
import { type Clock, systemClock } from './clock';

/** Files remembered. */
const MOST = 512;
/** Documents and styles remembered per file. */
const MOST_USERS = 32;
/** Milliseconds that a request is remembered. */
const MEMORY = 30_000;

/** The part of the watchlist that holds files. */
interface Holder {
  hold(file: string): void;
  release(file: string): void;
}

interface Asked {
  time: number;
  /** Files of the documents and styles that asked, by `Referer`. */
  readonly by: Map<string, UseKind>;
}

/**
 * The latest requests and the documents that made them. A page thus misses no change between its requests and its connection, and an
 * observer hears of the files that it fetched.
 */
export class RecentRequests {
  private readonly files = new Map<string, Asked>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly holder: Holder,
    /** Whether an observer is connected, which keeps files of any age. */
    private readonly isObserved: () => boolean,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Notes a request; true when the file was not remembered. */
  note(file: string, by: string | undefined, kind: UseKind | undefined): boolean {
    const now = this.clock.now();
    const known = this.files.get(file);
    const asked = known ?? { time: now, by: new Map<string, UseKind>() };
    // Moving an entry to the end at every request would cost more than the order is worth.
    if (!known || now - known.time > 1_000) {
      this.files.delete(file);
      this.files.set(file, asked);
    }
    asked.time = now;
    if (by !== undefined && kind && (asked.by.size < MOST_USERS || asked.by.has(by))) asked.by.set(by, kind);
    if (!known) this.added(file);
    return !known;
  }

  /** The remembered requests of a document or style. */
  *askedBy(user: string): IterableIterator<[file: string, kind: UseKind]> {
    for (const [file, { by }] of this.files) {
      const kind = by.get(user);
      if (kind) yield [file, kind];
    }
  }

  close(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.files.clear();
  }

  private added(file: string): void {
    this.holder.hold(file);
    for (const [oldest] of this.files) {
      if (this.files.size <= MOST) break;
      this.drop(oldest);
    }
    this.cancel ??= this.clock.after(MEMORY / 2, () => this.sweep());
  }

  private sweep(): void {
    const oldest = this.clock.now() - MEMORY;
    if (!this.isObserved()) for (const [file, { time }] of this.files) if (time < oldest) this.drop(file);
    this.cancel = this.files.size > 0 ? this.clock.after(MEMORY / 2, () => this.sweep()) : undefined;
  }

  private drop(file: string): void {
    this.files.delete(file);
    this.holder.release(file);
  }
}
