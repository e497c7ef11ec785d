import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { inBackground } from '../background';
import type { LiveHost } from '../door';
import { isDocument, isResource } from '../kinds';
import { type Clock, systemClock } from './clock';
import { GONE, judge, type Seen, seenOf } from './settle';
import { Slots } from './slots';

/** Bytes above which a file is known by its stamp alone: reading it would cost more than it tells. */
const LARGEST_READ = 2 * 1024 * 1024;
/** Milliseconds after which a file that is written without a pause is announced all the same. */
const LONGEST_WAIT = 1_000;
/** Files read at a time that no page uses: a checkout may change thousands. */
const MOST_READ = 16;
/** Contents remembered of files that no page uses, for observers. */
const MOST_REMEMBERED = 20_000;

/** A file's content as it is now; `fresh` unless it was announced last. */
export interface Content {
  readonly file: string;
  readonly gone: boolean;
  readonly fresh: boolean;
}

interface Look {
  /** Undefined for a missing file, and for one that is not read. */
  readonly bytes: Buffer | undefined;
  readonly seen: Seen;
}

/** The state of a file after an event, see the drawing in docs/live.md. A file without an entry is at rest. */
type Activity =
  /** It is being read; `again`: an event came meanwhile. */
  | { readonly kind: 'looking'; again: boolean }
  /** It looked unfinished; `wake` ends the wait early. */
  | { readonly kind: 'waiting'; readonly wake: () => void };

export interface ContentsHost extends Pick<LiveHost, 'read' | 'log'> {
  /** The text in an editor that stands before the file. */
  unsavedOf(file: string): string | undefined;
  /** Whether a page uses the file: it is read at once, before others. */
  isUsed(file: string): boolean;
}

/** Turns events into changes: one for each save, once the writer has finished. */
export class Contents {
  /** By file, the content that was announced last. */
  private readonly known = new Map<string, Seen>();
  /** Of documents, the bytes that were announced last. */
  private readonly announced = new Map<string, Buffer>();
  private readonly active = new Map<string, Activity>();
  /** By file, the last call of `accept` that is under way. */
  private readonly accepting = new Map<string, Promise<Content | undefined>>();
  private readonly slots = new Slots(MOST_READ);
  private closed = false;

  constructor(
    private readonly host: ContentsHost,
    private readonly onContent: (content: Content) => void,
    private readonly clock: Clock = systemClock,
  ) {}

  /** The system reported an event of the file. */
  hear(file: string): void {
    const activity = this.active.get(file);
    if (activity?.kind === 'waiting') activity.wake();
    else if (activity) activity.again = true;
    else inBackground(this.observe(file), this.host, `live: reading ${file}`);
  }

  /**
   * Accepts the content that the editor says the file has, without waiting for the disk to rest. Calls for one file run in order, so
   * that an earlier text never replaces a later one.
   */
  async accept(file: string): Promise<Content | undefined> {
    const before = this.accepting.get(file) ?? Promise.resolve(undefined);
    const accepted = before.then(
      () => this.acceptNow(file),
      () => this.acceptNow(file),
    );
    this.accepting.set(file, accepted);
    try {
      return await accepted;
    } finally {
      if (this.accepting.get(file) === accepted) this.accepting.delete(file);
    }
  }

  /** The bytes of a document that were announced last, if any were: a read of the file now may meet the next save half written. */
  lastOf(file: string): Buffer | undefined {
    return this.announced.get(file);
  }

  /** An editor's text stands before the file from now on. */
  overlaid(file: string): void {
    this.announced.delete(file);
  }

  /** Remembers the current content, so that a save that changes nothing is told from a change. */
  async learn(file: string): Promise<void> {
    if (this.known.has(file)) return;
    const { seen } = await this.look(file);
    // An event meanwhile: this look may have seen the new content, which is still to be announced.
    if (!this.active.has(file) && !this.known.has(file) && !this.closed) this.remember(file, seen);
  }

  forget(file: string): void {
    this.known.delete(file);
    this.announced.delete(file);
  }

  close(): void {
    this.closed = true;
    this.known.clear();
    this.announced.clear();
    for (const activity of this.active.values()) if (activity.kind === 'waiting') activity.wake();
  }

  private async acceptNow(file: string): Promise<Content | undefined> {
    const look = await this.look(file);
    // Empty: the next save has begun already, and is announced when it has ended.
    if (look.bytes?.length !== 0 || this.known.get(file)?.size === 0) return this.believe(file, look);
    this.hear(file);
    return undefined;
  }

  private async observe(file: string): Promise<void> {
    const since = this.clock.now();
    let before: Look | undefined;
    while (!this.closed) {
      const looking: Activity = { kind: 'looking', again: false };
      this.active.set(file, looking);
      const look = await this.lookOrGone(file);
      const isLate = this.clock.now() - since >= LONGEST_WAIT;
      // An event during the look: these bytes may be half of two contents.
      if (looking.again && !isLate) continue;
      const wait = judge(this.known.get(file), look.seen, before?.seen);
      if (wait === 'believe' || (isLate && look.seen.size > 0)) {
        this.active.delete(file);
        if (!this.closed) this.onContent(this.believe(file, look));
        return;
      }
      // After an event the file has not rested, even if it is as empty as before: the next save has begun.
      before = (await this.rested(file, wait)) ? look : undefined;
    }
    this.active.delete(file);
  }

  /** A failing read must not leave the file `looking` for ever. */
  private async lookOrGone(file: string): Promise<Look> {
    try {
      return this.host.isUsed(file) ? await this.look(file) : await this.slots.run(() => this.look(file));
    } catch {
      return { bytes: undefined, seen: GONE };
    }
  }

  private believe(file: string, { bytes, seen }: Look): Content {
    const fresh = this.known.get(file)?.mark !== seen.mark;
    this.remember(file, seen);
    if (bytes && isDocument(file)) this.announced.set(file, bytes);
    else this.announced.delete(file);
    return { file, gone: seen.mark === GONE.mark, fresh };
  }

  private remember(file: string, seen: Seen): void {
    this.known.delete(file);
    this.known.set(file, seen);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_REMEMBERED) return;
      this.forget(oldest);
    }
  }

  private async look(file: string): Promise<Look> {
    const text = this.host.unsavedOf(file);
    if (text !== undefined) return hashed(Buffer.from(text), file);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return { bytes: undefined, seen: GONE };
    if (found.size <= LARGEST_READ && !isResource(file)) {
      const bytes = await this.host.read(file);
      if (bytes) return hashed(bytes, file);
    }
    const mark = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
    return { bytes: undefined, seen: { mark, size: found.size, tail: '', finished: false } };
  }

  /** Waits for the next event, at most `ms` milliseconds. @returns whether there was none */
  private rested(file: string, ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const cancel = this.clock.after(ms, () => resolve(true));
      const wake = (): void => {
        cancel();
        resolve(false);
      };
      this.active.set(file, { kind: 'waiting', wake });
    });
  }
}

const hashed = (bytes: Buffer, file: string): Look => ({
  bytes,
  seen: seenOf(bytes, createHash('sha1').update(bytes).digest('base64url'), file),
});
