import path from 'node:path';
import type { LogLevel } from '../../../protocol/logEntry';
import { firstThat } from '../../ask/firstThat';
import { Directories } from './directories';
import { fold } from '../kinds';
import { prefixOf, statOf, type Watch } from './systemWatch';

/** Attempts to watch a path that is being created piece by piece. */
const MOST_TRIES = 8;

interface WatchlistEvents {
  /** A file on the list may have changed, come or gone. */
  onFile(file: string): void;
  /** Something happened to another entry of a watched directory; `isNew`: another one may stand at this path now. */
  onOther(file: string, isNew: boolean): void;
  /** The directory's events do not come; its files have to be polled. */
  onBlind(directory: string, code: string): void;
  /** The last use of the file ended. */
  onDropped(file: string): void;
  /** The one spelling of a path. */
  fileOf(file: string): string;
  log(level: LogLevel, text: string): void;
}

interface Listed {
  /** The nearest directory above the file that existed when it was last placed. */
  directory: string;
  holders: number;
}

/**
 * The files in use. Each one's directory is watched, and each directory above it up to the served folder. A folder that is removed, renamed
 * or recreated causes its event in its parent.
 */
export class Watchlist {
  private readonly files = new Map<string, Listed>();
  /** Files by their folded names: the system may report a name in another letter case or Unicode form. */
  private readonly folded = new Map<string, string>();
  /** Files whose own directory is missing, by the nearest directory that is watched for them. */
  private readonly waiting = new Map<string, Set<string>>();
  private readonly directories: Directories;
  /** Only grows: a file must be released from the same directories that it was placed in. */
  private readonly tops: string[] = [];

  constructor(
    /** The served folders at the moment, the root first. */
    private readonly served: () => readonly string[],
    private readonly events: WatchlistEvents,
    watch?: Watch,
    recursive?: boolean,
  ) {
    this.directories = new Directories(
      directory => this.topOf(directory),
      {
        isFirst: entry => this.files.has(entry) || this.directories.isThere(entry),
        onEvent: (...event) => this.onEvent(...event),
        onReplaced: directory => this.replaced(directory),
        onBlind: (directory, code) => events.onBlind(directory, code),
        log: (level, text) => events.log(level, text),
      },
      watch,
      recursive,
    );
  }

  has(file: string): boolean {
    return this.files.has(file);
  }

  /** The files, each with the nearest directory that is watched for it. */
  *entries(): IterableIterator<readonly [file: string, directory: string]> {
    for (const [file, { directory }] of this.files) yield [file, directory];
  }

  hold(file: string): void {
    const listed = this.files.get(file);
    if (listed) listed.holders += 1;
    else {
      this.learnTops();
      this.files.set(file, { directory: this.place(file), holders: 1 });
      this.folded.set(fold(file), file);
    }
  }

  release(file: string): void {
    const listed = this.files.get(file);
    if (!listed || --listed.holders > 0) return;
    this.files.delete(file);
    this.folded.delete(fold(file));
    this.leave(file, listed.directory);
    this.events.onDropped(file);
  }

  /** Watches a directory itself; events of its unlisted entries go to `onOther`. */
  addDirectory(directory: string): void {
    this.learnTops();
    this.directories.add(directory);
  }

  dropDirectory(directory: string): void {
    this.directories.drop(directory);
  }

  /** Looks for directories that were replaced without an event. */
  async check(): Promise<void> {
    await this.directories.check();
  }

  close(): void {
    this.files.clear();
    this.folded.clear();
    this.waiting.clear();
    this.directories.close();
  }

  private onEvent(directory: string, file: string | undefined, event: string): void {
    if (file === undefined) return this.onUnnamed(directory);
    if (event === 'rename') {
      // A served folder has no watched parent: its own watch reports its end, under its own name.
      const isRoot = directory === this.topOf(directory) && path.basename(file) === path.basename(directory);
      if (isRoot && !statOf(directory)) return this.replaced(directory);
      if (isRoot) this.revisit(directory);
      const named = this.directoryAt(directory, file);
      if (named !== undefined && this.directories.isStill(named)) return this.revisit(named);
      if (named !== undefined) return this.replaced(named);
    }
    const listed = this.listed(file);
    if (listed === undefined) this.events.onOther(file, event === 'rename');
    else this.events.onFile(listed);
  }

  /** The watched or awaited directory of this name. On a disk that distinguishes case, another one may stand beside it. */
  private directoryAt(directory: string, entry: string): string | undefined {
    const named = this.directories.named(entry) ?? this.awaited(directory, entry);
    if (named === undefined || named === entry || !statOf(entry)) return named;
    return this.events.fileOf(entry) === this.events.fileOf(named) ? named : undefined;
  }

  /** The listed file that an event names. If two names differ in case alone, their real paths decide. */
  private listed(file: string): string | undefined {
    if (this.files.has(file)) return file;
    const candidate = this.folded.get(fold(file));
    if (candidate === undefined) return undefined;
    return this.events.fileOf(file) === this.events.fileOf(candidate) ? candidate : undefined;
  }

  private onUnnamed(directory: string): void {
    for (const [file, listed] of this.files) if (listed.directory === directory) this.events.onFile(file);
  }

  /** The directory that a listed file waits for, if this entry is that directory. */
  private awaited(directory: string, entry: string): string | undefined {
    const waiting = this.waiting.get(directory);
    if (!waiting) return undefined;
    const below = fold(entry) + path.sep;
    for (const file of waiting) {
      if (fold(file).startsWith(below))
        return file.split(path.sep).slice(0, entry.split(path.sep).length).join(path.sep);
    }
    return undefined;
  }

  /** `chmod` closes a directory or opens it again; the files in it have no events for that. */
  private revisit(directory: string): void {
    const below = prefixOf(directory);
    for (const [file] of this.files) if (file.startsWith(below)) this.events.onFile(file);
    this.events.onOther(directory, false);
  }

  /** A directory came, went or was replaced: all below it is watched anew and may have changed. */
  private replaced(directory: string): void {
    const below = prefixOf(directory);
    this.directories.renew(directory);
    const concerned = [...this.files].filter(([file]) => file.startsWith(below));
    for (const [file, listed] of concerned) {
      const before = listed.directory;
      listed.directory = this.place(file);
      if (listed.directory !== before) this.leave(file, before);
      else this.dropChain(before);
    }
    for (const [file] of concerned) this.events.onFile(file);
    this.events.onOther(directory, true);
  }

  /** Watches the directories above a file, as far as they exist. @returns the nearest one */
  private place(file: string): string {
    const parent = path.dirname(file);
    let nearest = this.nearest(parent);
    this.addChain(nearest);
    // A directory created between the look and the watch would cause no event.
    for (let tries = 1; nearest !== parent && tries < MOST_TRIES; tries++) {
      const now = this.nearest(parent);
      if (now === nearest) break;
      this.addChain(now);
      this.dropChain(nearest);
      nearest = now;
    }
    if (nearest !== parent) this.wait(file, nearest);
    return nearest;
  }

  private wait(file: string, directory: string): void {
    const known = this.waiting.get(directory);
    if (known) known.add(file);
    else this.waiting.set(directory, new Set([file]));
  }

  private leave(file: string, directory: string): void {
    const known = this.waiting.get(directory);
    if (known?.delete(file) && known.size === 0) this.waiting.delete(directory);
    this.dropChain(directory);
  }

  private nearest(directory: string): string {
    const top = this.topOf(directory);
    const above: string[] = [];
    for (let each = directory; each !== top; each = path.dirname(each)) above.push(each);
    const isThere = (each = ''): boolean =>
      this.directories.isThere(each) || statOf(each)?.isDirectory() === true;
    return above[firstThat(above.length, index => isThere(above[index])) ?? above.length] ?? top;
  }

  private learnTops(): void {
    for (const top of this.served()) if (!this.tops.includes(top)) this.tops.push(top);
  }

  /** The served folder around a directory; the directory itself outside of them all. */
  private topOf(directory: string): string {
    return this.tops.find(top => top === directory || directory.startsWith(prefixOf(top))) ?? directory;
  }

  private isBelow(directory: string): boolean {
    return this.topOf(directory) !== directory;
  }

  private addChain(directory: string): void {
    for (const each of this.chain(directory)) this.directories.add(each);
  }

  private dropChain(directory: string): void {
    for (const each of this.chain(directory)) this.directories.drop(each);
  }

  private *chain(directory: string): IterableIterator<string> {
    let each = directory;
    for (; this.isBelow(each); each = path.dirname(each)) yield each;
    yield each;
  }
}
