import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/log';
import { Directories, type Watch } from './directories';

/** What the watchlist tells. */
export interface WatchlistEvents {
  /** A file on the list may have changed, come or gone. */
  onFile(file: string): void;
  /** Something else in a watched directory. */
  onOther(file: string): void;
  /** The directory's events do not come; its files have to be looked at. */
  onBlind(directory: string): void;
  /** Nobody uses the file any more. */
  onDropped(file: string): void;
  log(level: LogLevel, text: string): void;
}

interface Listed {
  /** The nearest directory that existed when it was last placed. */
  directory: string;
  holders: number;
}

/** The files that somebody uses, and the directories that are watched for their sake. */
export class Watchlist {
  private readonly files = new Map<string, Listed>();
  private readonly directories: Directories;

  constructor(
    private readonly root: string,
    private readonly events: WatchlistEvents,
    watch: Watch | undefined,
  ) {
    this.directories = new Directories(
      {
        onEvent: (...event) => this.onEvent(...event),
        onBlind: directory => events.onBlind(directory),
        log: (level, text) => events.log(level, text),
      },
      watch,
    );
  }

  has(file: string): boolean {
    return this.files.has(file);
  }

  /** The files, each with the directory that is watched for its sake. */
  *entries(): IterableIterator<readonly [file: string, directory: string]> {
    for (const [file, { directory }] of this.files) yield [file, directory];
  }

  hold(file: string): void {
    const listed = this.files.get(file);
    if (listed) {
      listed.holders += 1;
      return;
    }
    const directory = this.nearest(path.dirname(file));
    this.files.set(file, { directory, holders: 1 });
    this.directories.add(directory);
  }

  release(file: string): void {
    const listed = this.files.get(file);
    if (!listed || --listed.holders > 0) return;
    this.files.delete(file);
    this.directories.drop(listed.directory);
    this.events.onDropped(file);
  }

  /** Watches a directory for its own sake, besides those of files; its events come as `onOther`. */
  addDirectory(directory: string): void {
    this.directories.add(directory);
  }

  dropDirectory(directory: string): void {
    this.directories.drop(directory);
  }

  /** The directory was made again: the system's watch is on the removed one. */
  renew(directory: string): void {
    this.directories.renew(directory);
  }

  close(): void {
    this.files.clear();
    this.directories.close();
  }

  private onEvent(directory: string, file: string | undefined): void {
    if (file === undefined) return this.onUnnamed(directory);
    // A watched directory that goes announces itself under its own name.
    if (path.basename(file) === path.basename(directory) && !existsSync(directory)) this.replace(directory);
    this.replaceBelow(file);
    if (this.files.has(file)) this.events.onFile(file);
    else this.events.onOther(file);
  }

  private onUnnamed(directory: string): void {
    for (const [file, listed] of this.files) if (listed.directory === directory) this.events.onFile(file);
  }

  /** Files that wait for a directory to come (or whose directory went) move to the nearest one there is. */
  private replace(directory: string): void {
    for (const [file, listed] of this.files) if (listed.directory === directory) this.place(file, listed);
  }

  private replaceBelow(entry: string): void {
    const below = entry + path.sep;
    for (const [file, listed] of this.files) {
      const waits = file.startsWith(below) && listed.directory !== path.dirname(file);
      if (waits && this.place(file, listed)) this.events.onFile(file);
    }
  }

  private place(file: string, listed: Listed): boolean {
    const directory = this.nearest(path.dirname(file));
    if (directory === listed.directory) return false;
    this.directories.add(directory);
    this.directories.drop(listed.directory);
    listed.directory = directory;
    return true;
  }

  private nearest(directory: string): string {
    let nearest = directory;
    while (nearest !== this.root && nearest.startsWith(this.root) && !existsSync(nearest))
      nearest = path.dirname(nearest);
    return nearest;
  }
}
