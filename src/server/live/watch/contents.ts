import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { LiveHost } from '../door';
import { isDocument } from '../kinds';
import { type Look, type Seen, judge, lookAt } from './settle';

/** Larger files are known by their size and time alone. */
const LARGEST_HASHED = 2 * 1024 * 1024;
/** Milliseconds after which a file that never rests is announced all the same. */
const LONGEST_WAIT = 1_000;

interface Looking {
  again: boolean;
  readonly since: number;
  /** What the last look saw, when it was not yet believed. */
  pending: Look | undefined;
  /** Ends a wait early. */
  wake: (() => void) | undefined;
}

/** A file's content as it is now; `fresh` unless it was the last that was announced. */
export interface Content {
  readonly file: string;
  /** Undefined when the file is gone, or too large to be kept. */
  readonly bytes: Buffer | undefined;
  readonly gone: boolean;
  readonly fresh: boolean;
}

/** What files held when they were last announced, so that events become changes: one for each save, with the final bytes. */
export class Contents {
  private readonly known = new Map<string, Seen>();
  /** Of documents, the bytes that were last announced. */
  private readonly believed = new Map<string, Buffer>();
  private readonly looking = new Map<string, Looking>();
  /** Of each file what is being settled last. */
  private readonly settling = new Map<string, Promise<Content | undefined>>();
  private closed = false;

  constructor(
    private readonly host: Pick<LiveHost, 'read'>,
    private readonly onContent: (content: Content) => void,
  ) {}

  /** The system says that something happened to the file. */
  hear(file: string): void {
    const looking = this.looking.get(file);
    if (looking) {
      looking.again = true;
      looking.wake?.();
    } else {
      const started: Looking = {
        again: false,
        since: performance.now(),
        pending: undefined,
        wake: undefined,
      };
      this.looking.set(file, started);
      void this.lookUntilBelieved(file, started);
    }
  }

  /**
   * The editor says that the file has this content now: nothing to wait for, but for what it said before. A text on its way to the
   * disk must not be believed after what the disk then has.
   */
  async settle(file: string): Promise<Content | undefined> {
    const before = this.settling.get(file);
    const settled = before ? before.then(() => this.settleNow(file)) : this.settleNow(file);
    this.settling.set(file, settled);
    const content = await settled;
    if (this.settling.get(file) === settled) this.settling.delete(file);
    return content;
  }

  private async settleNow(file: string): Promise<Content | undefined> {
    const look = await this.look(file);
    // Undefined when the next save has begun already by emptying the file; it is announced on its own.
    if (look.bytes?.length !== 0 || this.known.get(file)?.size === 0) return this.believe(file, look);
    this.hear(file);
    return undefined;
  }

  /**
   * The bytes of a document that were last announced, if any were: whoever reads the file instead may meet it half written. They are
   * of the past once somebody types.
   */
  lastOf(file: string): Buffer | undefined {
    return this.believed.get(file);
  }

  /** An editor's text stands before the file from now on. */
  overlaid(file: string): void {
    this.believed.delete(file);
  }

  /** Remembers what the file holds, so that a save without a change can be told from a change. */
  async learn(file: string): Promise<void> {
    if (this.known.has(file)) return;
    const look = await this.look(file);
    // An event meanwhile: the look may have seen the new content, which is still to be announced.
    if (!this.looking.has(file) && !this.known.has(file) && !this.closed) this.known.set(file, look.seen);
  }

  forget(file: string): void {
    this.known.delete(file);
    this.believed.delete(file);
  }

  close(): void {
    this.closed = true;
    this.known.clear();
    this.believed.clear();
  }

  private async lookUntilBelieved(file: string, looking: Looking): Promise<void> {
    for (;;) {
      looking.again = false;
      const look = await this.look(file);
      if (this.closed) return;
      // Something happened while we looked: these bytes may be half of two contents.
      const isLate = performance.now() - looking.since >= LONGEST_WAIT;
      if (looking.again && !isLate) continue;
      const wait = judge(this.known.get(file), look.seen, looking.pending?.seen);
      if (wait === 'believe' || (isLate && look.seen.size > 0)) {
        this.looking.delete(file);
        this.onContent(this.believe(file, look));
        return;
      }
      // Who is woken by an event has not seen the file at rest, even if it is empty again: of the next save.
      looking.pending = (await rest(looking, wait)) ? look : undefined;
    }
  }

  private believe(file: string, look: Look): Content {
    const fresh = this.known.get(file)?.mark !== look.seen.mark;
    this.known.set(file, look.seen);
    if (look.bytes && isDocument(file)) this.believed.set(file, look.bytes);
    else this.believed.delete(file);
    return { file, bytes: look.bytes, gone: look.seen.mark === 'gone', fresh };
  }

  private async look(file: string): Promise<Look> {
    const bytes = await this.host.read(file);
    if (bytes && bytes.length <= LARGEST_HASHED) {
      return lookAt(bytes, createHash('sha1').update(bytes).digest('base64url'), file);
    }
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile())
      return { bytes: undefined, seen: { mark: 'gone', size: 0, tail: '', finished: false } };
    return {
      bytes,
      seen: { mark: `${found.size}-${found.mtimeMs}`, size: found.size, tail: '', finished: false },
    };
  }
}

/** Waits for the next event, at most `ms` milliseconds; whether there was none. */
async function rest(looking: Looking, ms: number): Promise<boolean> {
  const rested = await new Promise<boolean>(resolve => {
    const timer = setTimeout(() => resolve(true), ms);
    looking.wake = () => {
      clearTimeout(timer);
      resolve(false);
    };
  });
  looking.wake = undefined;
  return rested;
}
