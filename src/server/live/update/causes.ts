/** Milliseconds within which changes of one file have one cause: you take longer to save again. */
const ONE_CAUSE = 700;
/** Milliseconds after a request for a document in which a change may be its effect: a busy machine reports changes late. */
const BY_LOAD = 500;
/** New causes per file until it has rested for `REST` milliseconds: a slow build may answer every load with a write. */
const MOST_CAUSES = 20;
const REST = 10_000;
/** Files remembered; beyond that, those without a recent change are dropped. */
const MOST_FILES = 1000;

interface Cause {
  readonly id: number;
  /** When the file changed last. */
  readonly last: number;
  /** Causes since the file rested. */
  readonly count: number;
}

/** A change of a file, as it was reported. */
export interface Heard {
  /** By `performance.now()`, as all times here. */
  readonly began: number;
  readonly saved: boolean;
  /** Whether an editor told it. */
  readonly isByHand: boolean;
}

/** A change that the disk reports now. */
export const onDisk = (): Heard => ({ began: performance.now(), saved: true, isByHand: false });

/**
 * Tells the cause by which pages count their reloads. A build that writes a file at each request for it, or a page that makes it do
 * so, keeps one cause. Your next save is another one.
 */
export class Causes {
  private readonly known = new Map<string, Cause>();
  /** Begins with the time, so that a restarted server uses other numbers. */
  private next = Date.now();
  private askedAt = -Infinity;

  /** A document was requested. */
  asked(time: number): void {
    this.askedAt = time;
  }

  /** A file that pages use has changed. */
  note(file: string, { began, saved, isByHand }: Heard): void {
    if (!saved) return;
    const isOfLoad = began - this.askedAt < BY_LOAD;
    const { id, last, count } = this.known.get(file) ?? { id: 0, last: -Infinity, count: 0 };
    const before = began - last < REST ? count : 0;
    const isSame = isOfLoad || began - last < ONE_CAUSE || before >= MOST_CAUSES;
    const isNew = isByHand || !isSame;
    this.known.delete(file);
    this.known.set(file, {
      id: isNew || id === 0 ? this.next++ : id,
      last: began,
      count: isNew ? before + 1 : before,
    });
    if (this.known.size > MOST_FILES) this.drop(began - REST);
  }

  /** The cause of a file's last change, with the path by which a page knows the file. */
  of(file: string, path: string): string {
    return `${path} ${this.known.get(file)?.id ?? 0}`;
  }

  private drop(before: number): void {
    for (const [file, { last }] of this.known) {
      if (last >= before) return;
      this.known.delete(file);
    }
  }
}
