import { setImmediate as nextTurn } from 'node:timers/promises';
import { inBackground } from '../background';
import type { LiveHost } from '../door';
import { isDocument } from '../kinds';
import { type Clock, systemClock } from './clock';
import { HardLinks } from './hardLinks';
import { glanceAt, hasRested, hashed, type Look, mayBeRead } from './look';
import { GONE, HALF_WAIT, isSame, judge, mayBeTouched, NEW_WAIT, type Seen } from './settle';
import { Flood } from './flood';
import { Slots } from './slots';

/** Milliseconds after which a file is announced although it is still being written. */
const LONGEST_WAIT = 1_000;
/** Files read at a time that no page uses: a checkout may change thousands. */
const MOST_READ = 16;
/** Files that may wait to be read; of others that no page uses, `stat` alone tells when they rest. */
const MOST_QUEUED = 256;
/** Milliseconds after the queue was last full in which further files belong to the same flood. */
const FLOOD_GAP = 500;
/** Turns of the event loop until `systemWatch` has delivered an event that is queued now. */
const QUEUED_TURNS = 3;
/** Contents remembered. Files that no page uses are forgotten first. */
const MOST_REMEMBERED = 20_000;
/** Entries removed in one batch: a new iterator of a `Map` first skips all entries that were removed. */
const FORGOTTEN_AT_ONCE = 1_000;

/** A file's current content; `fresh` if it is not the one that was announced last. */
export interface Content {
  readonly file: string;
  readonly gone: boolean;
  readonly fresh: boolean;
  /** When the file changed, as its disk says; 0 for a missing file, and for a text in an editor. */
  readonly changed: number;
  /** Whether its last content is remembered. */
  readonly isKnown: boolean;
}

/** The state of a file after an event; docs/live.md has the drawing. A file without an entry is at rest. */
type Activity =
  /** Being read; `again`: another event came during the read. */
  | { readonly kind: 'looking'; again: boolean }
  /** The content looked unfinished; `wake` ends the wait early. */
  | { readonly kind: 'waiting'; readonly wake: () => void };

interface ContentsHost extends Pick<LiveHost, 'read' | 'log'> {
  /** The text in an editor that replaces the file. */
  unsavedOf(file: string): string | undefined;
  /** Whether a page uses the file: it is read at once, before others. */
  isUsed(file: string): boolean;
  /** This file is a hard link of one that changed: the system reported the write under the other name only. */
  onTwin(file: string): void;
}

/** Turns events into changes: one change for each save, once the writer has finished. */
export class Contents {
  /** By file, the content that was announced last. */
  private readonly known = new Map<string, Seen>();
  /** Of documents, the bytes that were announced last. */
  private readonly announced = new Map<string, Buffer>();
  private readonly active = new Map<string, Activity>();
  /** By file, the latest call of `accept` that has not finished. */
  private readonly accepting = new Map<string, Promise<Content | undefined>>();
  private readonly slots = new Slots(MOST_READ);
  private readonly hardLinks = new HardLinks();
  /** Files of a flood that have a content. */
  private readonly flood: Flood;
  /** Files of a flood that are empty or missing. */
  private readonly emptied: Flood;
  /** When the queue of files to read was last full. */
  private floodedAt = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(
    private readonly host: ContentsHost,
    private readonly onContent: (content: Content) => void,
    private readonly clock: Clock = systemClock,
  ) {
    this.flood = new Flood(clock, NEW_WAIT, LONGEST_WAIT, file => this.onRest(file));
    this.emptied = new Flood(clock, HALF_WAIT, LONGEST_WAIT, file => this.onEmpty(file));
  }

  /** The system reported an event of the file. */
  hear(file: string): void {
    const activity = this.active.get(file);
    if (activity?.kind === 'waiting') activity.wake();
    else if (activity) activity.again = true;
    else if (this.joinsFlood(file)) this.defer(file);
    else inBackground(this.observe(file), this.host, `live: reading ${file}`);
  }

  /** A file exists where none was known. In a flood, a file older than any wait came with its folder, so it is not being written. */
  found(file: string): void {
    if (this.active.has(file) || this.isInFlood(file) || !this.joinsFlood(file)) return this.hear(file);
    const look = glanceAt(file);
    if (hasRested(look) && !mayBeTouched(this.known.get(file), look.seen))
      this.onContent(this.believe(file, look));
    else this.defer(file);
  }

  /** The folder of a file has gone. In a flood, each file is looked at once, later: the folder may be back by then. */
  lost(file: string): void {
    if (this.active.has(file) || !this.joinsFlood(file)) return this.hear(file);
    this.flood.delete(file);
    this.emptied.hear(file);
  }

  /**
   * Accepts the content that the editor reports, without waiting for the disk to rest. Calls for one file run in order, so that an
   * earlier text never replaces a later one.
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

  /** The bytes of a document that were announced last. A read of the file now could catch the next save half written. */
  lastOf(file: string): Buffer | undefined {
    return this.announced.get(file);
  }

  /** An editor's text replaces the file from now on. */
  overlaid(file: string): void {
    this.announced.delete(file);
  }

  /** Remembers the current content, so that a save that changes nothing is told from a change. */
  async learn(file: string): Promise<void> {
    if (this.known.has(file)) return;
    const look = await this.look(file);
    // This look may have seen a content whose event is still queued. That content must be announced, not learned.
    for (let turns = 0; turns < QUEUED_TURNS; turns++) await nextTurn();
    if (!this.active.has(file) && !this.known.has(file) && !this.closed) this.remember(file, look);
  }

  forget(file: string): void {
    this.known.delete(file);
    this.hardLinks.forget(file);
    this.announced.delete(file);
  }

  close(): void {
    this.closed = true;
    this.known.clear();
    this.hardLinks.clear();
    this.flood.close();
    this.emptied.close();
    this.announced.clear();
    for (const activity of this.active.values()) if (activity.kind === 'waiting') activity.wake();
  }

  /** Whether the file belongs to a flood and waits until it rests. */
  isInFlood(file: string): boolean {
    return this.flood.has(file);
  }

  private joinsFlood(file: string): boolean {
    if (this.flood.has(file) || this.emptied.has(file)) return true;
    const now = this.clock.now();
    if (this.slots.waiting < MOST_QUEUED && now - this.floodedAt >= FLOOD_GAP) return false;
    if (this.host.isUsed(file)) return false;
    this.floodedAt = now;
    return true;
  }

  private defer(file: string): void {
    this.emptied.delete(file);
    this.flood.hear(file);
  }

  /** A file of a flood has rested. */
  private onRest(file: string): void {
    const look = glanceAt(file);
    if (look.seen.size === 0) this.emptied.hear(file);
    else if (mayBeTouched(this.known.get(file), look.seen))
      inBackground(this.compare(file), this.host, `live: reading ${file}`);
    else this.onContent(this.believe(file, look));
  }

  private async compare(file: string): Promise<void> {
    const look = await this.slots.run(() => this.look(file)).catch(() => glanceAt(file));
    // An event during the read has started another one.
    if (!this.closed && !this.active.has(file) && !this.isInFlood(file))
      this.onContent(this.believe(file, look));
  }

  private onEmpty(file: string): void {
    this.onContent(this.believe(file, glanceAt(file)));
  }

  private async acceptNow(file: string): Promise<Content | undefined> {
    const look = await this.look(file);
    // An empty file means that the next save has begun; it is announced once it is complete.
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
      // After an event during the read, these bytes may mix two contents.
      if (looking.again && !isLate) continue;
      const wait = judge(this.known.get(file), look.seen, before?.seen);
      if (wait === 'believe' || (isLate && look.seen.size > 0)) {
        this.active.delete(file);
        if (!this.closed) this.onContent(this.believe(file, look));
        // These bytes are older than the last event.
        if (looking.again) this.hear(file);
        return;
      }
      // An event means a write, so a file that is as empty as before has not rested.
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

  private believe(file: string, look: Look): Content {
    const { bytes, seen, stats } = look;
    const isKnown = this.known.has(file);
    const fresh = !isSame(this.known.get(file), seen);
    this.remember(file, look);
    if (fresh && stats) for (const other of this.hardLinks.others(file, stats)) this.host.onTwin(other);
    if (bytes && isDocument(file)) this.announced.set(file, bytes);
    else this.announced.delete(file);
    return { file, gone: seen.mark === GONE.mark, fresh, changed: stats?.ctimeMs ?? 0, isKnown };
  }

  private remember(file: string, { seen, stats }: Look): void {
    this.known.delete(file);
    this.known.set(file, seen);
    if (stats) this.hardLinks.note(file, stats);
    if (this.known.size <= MOST_REMEMBERED + FORGOTTEN_AT_ONCE) return;
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_REMEMBERED) return;
      if (!this.host.isUsed(oldest)) this.forget(oldest);
    }
  }

  private async look(file: string): Promise<Look> {
    const text = this.host.unsavedOf(file);
    if (text !== undefined) return hashed(Buffer.from(text), file, '');
    const glance = glanceAt(file);
    const { seen, stats } = glance;
    if (!mayBeRead(file, seen)) return glance;
    const bytes = await this.host.read(file);
    // Gone meanwhile, or refused, as behind a link that leads out of the root: a later change there is none of this file.
    return bytes ? { ...hashed(bytes, file, seen.stamp), stats } : { bytes, seen: GONE };
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
