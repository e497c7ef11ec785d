/** Milliseconds within which changes of one file have one cause: a person takes longer to save again. */
const ONE_CAUSE = 700;
/** Milliseconds after a document was asked for in which a change may come of that: a busy machine hears of it late. */
const BY_LOAD = 500;
/** New causes that the disk may bring for one file before it rests for so many milliseconds: a slow build may answer each load, too. */
const MOST_CAUSES = 20;
const REST = 10_000;
/** Files that are remembered before those are dropped that have not changed for a while. */
const MOST_FILES = 1000;

interface Cause {
  readonly id: number;
  /** When the file changed last. */
  readonly last: number;
  /** Causes since the file rested. */
  readonly count: number;
}

/** A change of a file, as it was heard of. */
export interface Heard {
  /** By `performance.now()`, as all times here. */
  readonly began: number;
  readonly saved: boolean;
  /** Whether an editor told it. */
  readonly isByHand: boolean;
}

/** A change that the disk tells now. */
export const onDisk = (): Heard => ({ began: performance.now(), saved: true, isByHand: false });

/**
 * Tells what pages count their reloads by. A build that writes a file each time it is asked for, or a page that makes it do so, goes on
 * with one cause; a person's next save is another one.
 */
export class Causes {
  private readonly known = new Map<string, Cause>();
  /** Numbers of a restarted server are new ones. */
  private next = Date.now();
  private askedAt = -Infinity;

  /** A document was asked for. */
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
