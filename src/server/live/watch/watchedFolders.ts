import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogLevel } from '../../../protocol/logEntry';
import type { Ignored } from './ignored';
import { part } from './poller';
import { SilentFolders } from './silentFolders';
import { KnownFiles } from './knownFiles';
import { prefixOf, statOf } from './systemWatch';
import type { Watchlist } from './watchlist';

/** If a served folder has more directories, observers hear only of its files in use. Linux grants at least 8,192 watches. */
const MOST = 8_000;
/** Directories without events that are looked at in one sweep. */
const MOST_SILENT = 256;
/** Files of one directory that are reported in one turn: requests are answered between the turns. */
const AT_ONCE = 256;
/** Node puts this character where a name is not UTF-8; no path leads to such a file. */
const NO_UTF8 = '\uFFFD';

interface FolderEvents {
  /** A file is in a directory that is new, or was in one that is gone; it may have had no event of its own. */
  onFile(file: string): void;
  /** A file was in a directory that is gone. */
  onLost(file: string): void;
  /** Something happened to an entry of a directory without events. */
  onSilent(entry: string): void;
  /** Whether a directory makes no events. */
  isSilent(directory: string): boolean;
  /** Whether a file, or a link to one, is served at this path. */
  isServed(file: string): boolean;
  /** Whether observers may hear of a path at all. */
  isTold(file: string): boolean;
  log(level: LogLevel, text: string): void;
}

/** The directories below the served folders, watched while an observer is connected. */
export class WatchedFolders {
  private readonly watched = new Set<string>();
  /** By served folder, its watched directories. */
  private readonly counts = new Map<string, number>();
  private readonly known = new KnownFiles();
  private readonly silent: SilentFolders;
  private state: 'idle' | 'watching' = 'idle';
  /** Served folders with too many directories. */
  private readonly tooLarge = new Set<string>();
  private turn = 0;

  constructor(
    /** The served folders at the moment. */
    private readonly tops: () => readonly string[],
    private readonly ignored: Ignored,
    private readonly watchlist: Watchlist,
    private readonly events: FolderEvents,
  ) {
    this.silent = new SilentFolders(entry => events.onSilent(entry));
  }

  /** Watches the whole trees, the root's first. */
  async grow(): Promise<void> {
    if (this.state !== 'idle') return;
    this.state = 'watching';
    for (const top of this.tops()) await this.addTree(top, file => this.known.add(file));
    if (this.isWatching())
      this.events.log('debug', `live: ${this.watched.size} folders are watched for observers`);
  }

  /**
   * Something happened to an entry. A new directory is watched and its files are reported; so are the files of one that is gone.
   * @param isNew whether the entry may be another one than before
   * @param isFolder whether it is a directory, not a link to one
   */
  async see(entry: string, isNew: boolean, isFolder: boolean): Promise<void> {
    if (!this.isWatching()) return;
    // `chmod` may close a directory or open it again; otherwise its entries have events of their own.
    if (!isNew && this.watched.has(entry)) return this.compareBelow(entry);
    const isTop = this.tops().includes(entry);
    // A served folder may be a link; its own watch notices when it is back.
    const isDirectory = isTop ? (statOf(entry)?.isDirectory() ?? false) : isFolder;
    if (!isDirectory) this.lose(entry, isTop);
    else if (isTop || !this.isIgnored(entry)) await this.renew(entry);
  }

  has(directory: string): boolean {
    return this.watched.has(directory);
  }

  /** The files that stand in the watched folders. */
  files(): Iterable<string> {
    return this.known;
  }

  /** Looks at the directories that make no events, and at the names in all of them once events are lost. */
  async look(areLost: boolean): Promise<void> {
    const silent = [...this.watched].filter(directory => this.events.isSilent(directory));
    this.turn += 1;
    for (const directory of part(silent, MOST_SILENT, this.turn)) await this.silent.look(directory);
    if (areLost) for (const directory of this.watched) await this.compare(directory);
  }

  /** A directory makes no events from now on. */
  async learn(directory: string): Promise<void> {
    if (this.watched.has(directory)) await this.silent.look(directory);
  }

  /** Observers hear of this file. @returns whether they have heard of this very change */
  stands(file: string, changed: number): boolean {
    return this.watched.has(path.dirname(file)) && this.known.add(file, changed);
  }

  /** A path is gone. @returns whether it was a file that observers know */
  ended(file: string): boolean {
    return this.known.remove(file);
  }

  /** The known file that a missing path names: the system may report another letter case or Unicode form than the stored one. */
  named(gone: string): string {
    const twin = this.known.twinOf(gone);
    return twin === undefined || statOf(twin) ? gone : twin;
  }

  drop(): void {
    for (const directory of this.watched) this.watchlist.dropDirectory(directory);
    for (const each of [this.watched, this.counts, this.known, this.silent, this.tooLarge]) each.clear();
    this.state = 'idle';
  }

  /** Other folders are served now. */
  async grown(): Promise<void> {
    if (!this.isWatching()) return;
    this.drop();
    await this.grow();
  }

  /** Reports the files of a directory that came, and those of another one that stood in its place. */
  private async renew(top: string): Promise<void> {
    const missing = new Set(this.watched.has(top) ? this.known.below(top) : []);
    await this.addTree(top, file => {
      missing.delete(file);
      this.events.onFile(file);
    });
    for (const file of missing) this.events.onFile(file);
  }

  /** Reports the entries that came or went without an event. */
  private async compare(directory: string): Promise<void> {
    // Noted before the read: files created during it are not in the list.
    const gone = new Set(this.known.in(directory));
    const { directories, files } = await this.entriesOf(directory);
    for (const file of files) if (!gone.delete(file) && !this.known.has(file)) this.events.onFile(file);
    for (const file of gone) this.events.onFile(file);
    for (const each of directories) if (!this.watched.has(each)) await this.renew(each);
  }

  private async compareBelow(top: string): Promise<void> {
    const below = prefixOf(top);
    const all = [...this.watched].filter(directory => directory === top || directory.startsWith(below));
    for (const directory of all) await this.compare(directory);
  }

  /** Breadth first, so that directories near the root are watched first. */
  private async addTree(top: string, onFile: (file: string) => void): Promise<void> {
    const within = this.topOf(top);
    if (this.tooLarge.has(within)) return;
    const queue = [top];
    for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
      if (!this.isWatching()) return;
      this.add(directory);
      if (this.events.isSilent(directory)) await this.silent.look(directory);
      const { directories, files } = await this.entriesOf(directory);
      if (!this.isWatching()) return;
      if ((this.counts.get(within) ?? 0) + directories.length > MOST) {
        this.giveUp(within);
        return;
      }
      queue.push(...directories);
      for (const [at, file] of files.entries()) {
        if (at % AT_ONCE === AT_ONCE - 1) await nextTurn();
        if (!this.isWatching()) return;
        onFile(file);
      }
    }
  }

  private add(directory: string): void {
    if (this.watched.has(directory)) return;
    this.watched.add(directory);
    this.count(directory, 1);
    this.watchlist.addDirectory(directory);
  }

  /** A directory is gone with all below: if it was moved away, its files have no events. */
  private lose(entry: string, exceptItself: boolean): void {
    if (!this.watched.has(entry)) return;
    for (const file of this.known.below(entry)) this.events.onLost(file);
    this.forget(entry, exceptItself);
  }

  private forget(entry: string, exceptItself = false): void {
    const below = prefixOf(entry);
    for (const directory of this.watched) {
      if (directory === entry ? exceptItself : !directory.startsWith(below)) continue;
      this.watched.delete(directory);
      this.silent.drop(directory);
      this.count(directory, -1);
      this.watchlist.dropDirectory(directory);
    }
  }

  private async entriesOf(directory: string): Promise<{ directories: string[]; files: string[] }> {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    const prefix = prefixOf(directory);
    const named = (isWanted: (entry: Dirent, file: string) => boolean): string[] =>
      entries
        .filter(entry => !entry.name.includes(NO_UTF8) && isWanted(entry, prefix + entry.name))
        .map(({ name }) => prefix + name);
    return {
      directories: named((entry, child) => entry.isDirectory() && !this.isIgnored(child)),
      files: named((entry, file) => entry.isFile() || (entry.isSymbolicLink() && this.events.isServed(file))),
    };
  }

  private isWatching(): boolean {
    return this.state === 'watching';
  }

  private topOf(directory: string): string {
    return this.tops().find(top => top === directory || directory.startsWith(prefixOf(top))) ?? directory;
  }

  private count(directory: string, by: 1 | -1): void {
    const top = this.topOf(directory);
    this.counts.set(top, (this.counts.get(top) ?? 0) + by);
  }

  private giveUp(top: string): void {
    this.known.forget(top);
    this.forget(top);
    this.tooLarge.add(top);
    this.events.log(
      'info',
      `live: more than ${MOST} folders below ${top}, observers hear of files in use only`,
    );
  }

  /** `ignore` globs name files: a directory is ignored when a file in it would be. So is one of a hidden name, such as `.git`. */
  private isIgnored(directory: string): boolean {
    const inside = path.join(directory, 'x');
    return !this.events.isTold(directory) || this.ignored.has(directory) || this.ignored.has(inside);
  }
}
