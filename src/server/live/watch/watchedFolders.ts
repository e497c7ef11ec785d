import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/log';
import type { Ignored } from './ignored';
import type { Watchlist } from './watchlist';

/** Above this many directories a tree is too large to be watched for observers: they hear of files in use only. */
const MOST = 512;

/** The directories below the root, watched while somebody wants to hear of every change. */
export class Tree {
  private readonly watched = new Set<string>();
  private state: 'idle' | 'grown' | 'too large' = 'idle';

  constructor(
    private readonly root: string,
    private readonly ignored: Ignored,
    private readonly watchlist: Watchlist,
    private readonly log: (level: LogLevel, text: string) => void,
  ) {}

  /** Watches breadth first, so that what lies near the root is heard first; gives all up when there is too much. */
  async grow(): Promise<void> {
    if (this.state !== 'idle') return;
    this.state = 'grown';
    const queue = [this.root];
    for (
      let directory = queue.shift();
      directory !== undefined && this.isGrown();
      directory = queue.shift()
    ) {
      if (this.watched.size >= MOST) {
        this.giveUp();
        return;
      }
      this.add(directory);
      queue.push(...(await this.below(directory)));
      if (queue.length > MOST) queue.length = MOST + 1;
    }
  }

  /** A new entry: a directory is watched too. */
  see(entry: string): void {
    if (!this.isGrown() || this.watched.has(entry) || this.watched.size >= MOST) return;
    const isDirectory = statSync(entry, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isDirectory && !this.isIgnored(entry)) this.add(entry);
  }

  drop(): void {
    for (const directory of this.watched) this.watchlist.dropDirectory(directory);
    this.watched.clear();
    this.state = 'idle';
  }

  private isGrown(): boolean {
    return this.state === 'grown';
  }

  private giveUp(): void {
    this.drop();
    this.state = 'too large';
    this.log(
      'info',
      `live: more than ${MOST} folders below ${this.root}, observers hear of files in use only`,
    );
  }

  private add(directory: string): void {
    if (this.watched.has(directory)) return;
    this.watched.add(directory);
    this.watchlist.addDirectory(directory);
  }

  private async below(directory: string): Promise<string[]> {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    return entries
      .filter(entry => entry.isDirectory())
      .map(entry => path.join(directory, entry.name))
      .filter(child => !this.isIgnored(child));
  }

  /** `ignore` globs name files: a directory is ignored when a file in it would be. */
  private isIgnored(directory: string): boolean {
    return this.ignored.has(directory) || this.ignored.has(path.join(directory, 'x'));
  }
}
