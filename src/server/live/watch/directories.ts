import { type FSWatcher, watch as watchDirectory } from 'node:fs';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/log';

/** The part of `fs.watch` used here; tests put others in its place. */
export type Watch = (
  directory: string,
  listener: (event: string, name: string | null) => void,
) => Pick<FSWatcher, 'close' | 'on'>;

export const systemWatch: Watch = (directory, listener) =>
  watchDirectory(directory, { persistent: false, encoding: 'utf8' }, listener);

/** What the directories tell. */
export interface DirectoryEvents {
  /** Something happened to the entry; `undefined` when the system does not say to which. */
  onEvent(directory: string, file: string | undefined): void;
  /** The system cannot watch this directory (limits, network drives): someone has to look from time to time. */
  onBlind(directory: string): void;
  log(level: LogLevel, text: string): void;
}

interface Watched {
  readonly watcher: Pick<FSWatcher, 'close' | 'on'> | undefined;
  users: number;
}

/** Watched directories, each as long as somebody uses it. Not recursive: a used file costs its own directory only. */
export class Directories {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly events: DirectoryEvents,
    private readonly watch: Watch = systemWatch,
  ) {}

  add(directory: string): void {
    const known = this.watched.get(directory);
    if (known) known.users += 1;
    else this.watched.set(directory, { watcher: this.open(directory), users: 1 });
  }

  drop(directory: string): void {
    const known = this.watched.get(directory);
    if (!known || --known.users > 0) return;
    known.watcher?.close();
    this.watched.delete(directory);
  }

  /** Watches anew: the directory was removed and made again, and the old watch sees the removed one. */
  renew(directory: string): void {
    const known = this.watched.get(directory);
    if (!known) return;
    known.watcher?.close();
    this.watched.set(directory, { watcher: this.open(directory), users: known.users });
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher?.close();
    this.watched.clear();
  }

  private open(directory: string): Watched['watcher'] {
    try {
      const watcher = this.watch(directory, (_event, name) =>
        this.events.onEvent(directory, name === null ? undefined : path.join(directory, name)),
      );
      watcher.on('error', error => this.blind(directory, error));
      return watcher;
    } catch (error) {
      this.blind(directory, error);
      return undefined;
    }
  }

  private blind(directory: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    // A directory that is gone is no news: its files are.
    if (code !== 'ENOENT')
      this.events.log('info', `live: cannot watch ${directory} (${code}), looking at its used files instead`);
    this.events.onBlind(directory);
  }
}
