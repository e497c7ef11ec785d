import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/log';
import type { Ignored } from './ignored';
import { isFolder, statOf } from './systemWatch';
import type { Watchlist } from './watchlist';

/** With more directories below a served folder, observers hear of its files in use only. */
const MOST = 512;

export interface FolderEvents {
  /** A file stands in a directory that is new: it may have been written before the directory was watched. */
  onFound(file: string): void;
  log(level: LogLevel, text: string): void;
}

/** The directories below the served folders, watched while an observer is connected. */
export class WatchedFolders {
  private readonly watched = new Set<string>();
  private state: 'idle' | 'watching' = 'idle';
  /** Served folders with too many directories. */
  private readonly tooLarge = new Set<string>();

  constructor(
    /** The served folders at the moment. */
    private readonly tops: () => readonly string[],
    private readonly ignored: Ignored,
    private readonly watchlist: Watchlist,
    private readonly events: FolderEvents,
  ) {}

  /** Watches the whole trees, the root's first. */
  async grow(): Promise<void> {
    if (this.state !== 'idle') return;
    this.state = 'watching';
    for (const top of this.tops()) await this.addTree(top, () => undefined);
    if (this.isWatching())
      this.events.log('debug', `live: ${this.watched.size} folders are watched for observers`);
  }

  /** Something happened to an entry. A directory that is new is watched, and the files in it are reported. */
  async see(entry: string): Promise<void> {
    if (!this.isWatching()) return;
    const isTop = this.tops().includes(entry);
    // A served folder may be a link, and its own watch has to find out when it is back.
    const isDirectory = isTop ? (statOf(entry)?.isDirectory() ?? false) : isFolder(entry);
    if (!isDirectory) this.forget(entry, isTop);
    else if (isTop || !this.isIgnored(entry)) await this.addTree(entry, file => this.events.onFound(file));
  }

  drop(): void {
    for (const directory of this.watched) this.watchlist.dropDirectory(directory);
    this.watched.clear();
    this.tooLarge.clear();
    this.state = 'idle';
  }

  /** Other folders are served now. */
  async grown(): Promise<void> {
    if (!this.isWatching()) return;
    this.drop();
    await this.grow();
  }

  /** Breadth first, so that directories near the root are watched first. */
  private async addTree(top: string, onFile: (file: string) => void): Promise<void> {
    const within = this.topOf(top);
    if (this.tooLarge.has(within)) return;
    const queue = [top];
    for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
      if (!this.isWatching()) return;
      this.add(directory);
      const { directories, files } = await this.entriesOf(directory);
      if (!this.isWatching()) return;
      if (this.countIn(within) + directories.length > MOST) {
        this.giveUp(within);
        return;
      }
      files.forEach(onFile);
      queue.push(...directories);
    }
  }

  private add(directory: string): void {
    if (this.watched.has(directory)) return;
    this.watched.add(directory);
    this.watchlist.addDirectory(directory);
  }

  /** A directory is gone, and with it all below. */
  private forget(entry: string, exceptItself = false): void {
    if (!this.watched.has(entry)) return;
    const below = entry + path.sep;
    for (const directory of this.watched) {
      if (directory === entry ? exceptItself : !directory.startsWith(below)) continue;
      this.watched.delete(directory);
      this.watchlist.dropDirectory(directory);
    }
  }

  private async entriesOf(directory: string): Promise<{ directories: string[]; files: string[] }> {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    const named = (isWanted: (entry: (typeof entries)[number]) => boolean): string[] =>
      entries.filter(isWanted).map(({ name }) => path.join(directory, name));
    return {
      directories: named(entry => entry.isDirectory()).filter(child => !this.isIgnored(child)),
      files: named(entry => entry.isFile()),
    };
  }

  private isWatching(): boolean {
    return this.state === 'watching';
  }

  private topOf(directory: string): string {
    return this.tops().find(top => top === directory || directory.startsWith(top + path.sep)) ?? directory;
  }

  private countIn(top: string): number {
    return [...this.watched].filter(each => this.topOf(each) === top).length;
  }

  private giveUp(top: string): void {
    this.forget(top);
    this.tooLarge.add(top);
    this.events.log(
      'info',
      `live: more than ${MOST} folders below ${top}, observers hear of files in use only`,
    );
  }

  /** `ignore` globs name files: a directory is ignored when a file in it would be. */
  private isIgnored(directory: string): boolean {
    return this.ignored.has(directory) || this.ignored.has(path.join(directory, 'x'));
  }
}
