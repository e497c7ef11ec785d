import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/log';
import type { Ignored } from './ignored';
import { isFolder } from './systemWatch';
import type { Watchlist } from './watchlist';

/** With more directories below the root, observers hear of files in use only. */
const MOST = 512;

export interface FolderEvents {
  /** A file stands in a directory that is new: it may have been written before the directory was watched. */
  onFound(file: string): void;
  log(level: LogLevel, text: string): void;
}

/** The directories below the root, watched while an observer is connected. */
export class WatchedFolders {
  private readonly watched = new Set<string>();
  private state: 'idle' | 'watching' | 'too large' = 'idle';

  constructor(
    private readonly root: string,
    private readonly ignored: Ignored,
    private readonly watchlist: Watchlist,
    private readonly events: FolderEvents,
  ) {}

  /** Watches the whole tree, the root first. */
  async grow(): Promise<void> {
    if (this.state !== 'idle') return;
    this.state = 'watching';
    await this.addTree(this.root, () => undefined);
    if (this.isWatching())
      this.events.log('debug', `live: ${this.watched.size} folders are watched for observers`);
  }

  /** Something happened to an entry. A directory that is new is watched, and the files in it are reported. */
  async see(entry: string): Promise<void> {
    if (!this.isWatching()) return;
    const isDirectory = isFolder(entry);
    if (!isDirectory && this.watched.has(entry)) this.forget(entry);
    if (isDirectory && (entry === this.root || !this.isIgnored(entry)))
      await this.addTree(entry, file => this.events.onFound(file));
  }

  drop(): void {
    for (const directory of this.watched) this.watchlist.dropDirectory(directory);
    this.watched.clear();
    this.state = 'idle';
  }

  /** Breadth first, so that directories near the root are watched first. */
  private async addTree(top: string, onFile: (file: string) => void): Promise<void> {
    const queue = [top];
    for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
      if (!this.isWatching()) return;
      this.add(directory);
      const { directories, files } = await this.entriesOf(directory);
      if (!this.isWatching()) return;
      if (this.watched.size + directories.length > MOST) {
        this.giveUp();
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
  private forget(entry: string): void {
    const below = entry + path.sep;
    for (const directory of this.watched) {
      if (directory !== entry && !directory.startsWith(below)) continue;
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

  private giveUp(): void {
    this.drop();
    this.state = 'too large';
    this.events.log(
      'info',
      `live: more than ${MOST} folders below ${this.root}, observers hear of files in use only`,
    );
  }

  /** `ignore` globs name files: a directory is ignored when a file in it would be. */
  private isIgnored(directory: string): boolean {
    return this.ignored.has(directory) || this.ignored.has(path.join(directory, 'x'));
  }
}
