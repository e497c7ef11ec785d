import type { FSWatcher, Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogLevel } from '../../../protocol/logEntry';
import { fold } from '../kinds';
import { isRecursive, prefixOf, statOf, systemWatch, type Watch } from './systemWatch';

/** Directories per check whose identity is compared, besides the served folders. After a change of the mounts, all are compared. */
const MOST_CHECKED = 16;

interface DirectoryEvents {
  /** Whether events of this entry are delivered before others. */
  isFirst(entry: string): boolean;
  /** Something happened to an entry of a watched directory; `file` is undefined when the system does not name it. */
  onEvent(directory: string, file: string | undefined, event: string): void;
  /** Another directory stands at this path now, or none, without an event for it: a mount, or a lost event. */
  onReplaced(directory: string): void;
  /** The system cannot watch this directory: limits are used up, or the file system has no events. */
  onBlind(directory: string, code: string): void;
  log(level: LogLevel, text: string): void;
}

interface Watched {
  /** Undefined while the directory is missing or cannot be watched. */
  watcher: Pick<FSWatcher, 'close' | 'on'> | undefined;
  /** The directory that `watcher` is on; undefined for none. */
  identity: Identity | undefined;
  users: number;
}

/** Directories that are watched as long as they are used. A used file costs its own directories only, never the whole tree. */
export class Directories {
  private readonly watched = new Map<string, Watched>();
  /** Watched directories by their folded paths: the system may report a name in another letter case or Unicode form. */
  private readonly folded = new Map<string, string>();
  /** By served folder, its one watch where the system watches whole trees. */
  private readonly wholes = new Map<string, Watched['watcher']>();
  private next = 0;
  /** The mounts at the last check. */
  private mounts = '';
  /** Why there is no such watch. */
  private wholeCode = '';
  /** Reasons that were already logged: one may concern thousands of directories. */
  private readonly told = new Set<string>();

  constructor(
    /** The served folder that a directory lies in. */
    private readonly topOf: (directory: string) => string,
    private readonly events: DirectoryEvents,
    private readonly watch: Watch = systemWatch,
    private readonly recursive = isRecursive,
  ) {}

  /** The watched directory that a path names. */
  named(directory: string): string | undefined {
    return this.watched.has(directory) ? directory : this.folded.get(fold(directory));
  }

  /** Whether the directory is watched and was there when its watch began. */
  isThere(directory: string): boolean {
    return this.watched.get(directory)?.identity !== undefined;
  }

  /** Whether the directory is the one that is watched: a change of its mode is a `rename`, too (libuv, inotify's `IN_ISDIR`). */
  isStill(directory: string): boolean {
    const known = this.watched.get(directory);
    if (!known?.identity || !(known.watcher ?? this.recursive)) return false;
    return isSame(known.identity, identityOf(statOf(directory)));
  }

  add(directory: string): void {
    const known = this.watched.get(directory);
    if (known) known.users += 1;
    else {
      this.watched.set(directory, { users: 1, ...this.open(directory) });
      this.folded.set(fold(directory), directory);
    }
  }

  drop(directory: string): void {
    const known = this.watched.get(directory);
    if (!known || --known.users > 0) return;
    this.watched.delete(directory);
    this.folded.delete(fold(directory));
    known.watcher?.close();
    if (this.watched.size === 0) this.closeWholes();
  }

  /** Renews the watches of a directory and of all below. A watch stays on the old directory when another one takes its path. */
  renew(directory: string): void {
    const below = prefixOf(directory);
    if (this.isTop(directory)) {
      this.wholes.get(directory)?.close();
      this.wholes.delete(directory);
    }
    for (const [each, known] of this.watched) {
      if (each !== directory && !each.startsWith(below)) continue;
      known.watcher?.close();
      Object.assign(known, this.open(each));
    }
  }

  /** Compares the served folders and some other directories with those that were there when their watch began. */
  async check(): Promise<void> {
    const tops = [...this.watched.keys()].filter(directory => this.isTop(directory));
    const others = [...this.watched.keys()].filter(directory => !this.isTop(directory));
    const mounts = await mountsNow();
    const some = mounts === this.mounts ? this.turnOf(others) : others;
    this.mounts = mounts;
    for (const directory of [...tops, ...some]) {
      const identity = identityOf(await stat(directory).catch(() => undefined));
      const known = this.watched.get(directory);
      if (known && !isSame(known.identity, identity)) this.events.onReplaced(directory);
    }
  }

  /** The directories whose turn it is to be checked. */
  private turnOf(others: readonly string[]): readonly string[] {
    const first = this.next;
    const count = Math.min(MOST_CHECKED, others.length);
    this.next = others.length === 0 ? 0 : (first + count) % others.length;
    return Array.from({ length: count }, (_, at) => others[(first + at) % others.length] ?? '');
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher?.close();
    this.watched.clear();
    this.folded.clear();
    this.closeWholes();
  }

  private open(directory: string): Pick<Watched, 'watcher' | 'identity'> {
    const identity = identityOf(statOf(directory));
    if (!this.recursive) return { identity, watcher: identity && this.begin(directory) };
    const top = this.topOf(directory);
    const whole = this.wholes.get(top) ?? this.begin(top);
    this.wholes.set(top, whole);
    if (!whole) this.events.onBlind(directory, this.wholeCode);
    return { identity, watcher: undefined };
  }

  private begin(directory: string): Watched['watcher'] {
    try {
      const watcher = this.watch(
        directory,
        (event, name) => this.hearSafely(directory, event, name),
        this.recursive,
        name => this.events.isFirst(this.entryOf(directory, name)),
      );
      watcher.on('error', error => this.blind(directory, error));
      return watcher;
    } catch (error) {
      this.blind(directory, error);
      return undefined;
    }
  }

  /** Called by Node: an error thrown here would end the process. */
  private hearSafely(directory: string, event: string, name: string | null): void {
    try {
      this.hear(directory, event, name);
    } catch (error) {
      this.events.log('error', `live: an event of ${directory} failed: ${String(error)}`);
    }
  }

  private hear(directory: string, event: string, name: string | null): void {
    if (name === null) return this.hearUnnamed(directory);
    const file = this.entryOf(directory, name);
    const folder = this.recursive ? path.dirname(file) : directory;
    const parent = this.named(folder);
    if (parent === undefined) return;
    const entry = parent === folder ? file : path.join(parent, path.basename(file));
    this.events.onEvent(parent, entry, event);
  }

  /** Two calls of `path.join` take 0.7 µs, and thousands of names may come at once. */
  private entryOf(directory: string, name: string): string {
    return this.recursive ? path.join(directory, name) : prefixOf(directory) + name;
  }

  private hearUnnamed(directory: string): void {
    for (const each of this.heardBy(directory)) this.events.onEvent(each, undefined, 'change');
  }

  private blind(directory: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    // The directory went meanwhile: its files are reported as gone, and it is watched again once it is back.
    if (code === 'ENOENT') return;
    const level = this.told.has(code) ? 'debug' : 'info';
    this.told.add(code);
    const way = code === 'ENOSPC' ? ' A larger fs.inotify.max_user_watches helps.' : '';
    this.events.log(level, `live: cannot watch ${directory} (${code}), looking at its files instead.${way}`);
    if (this.recursive) this.wholeCode = code;
    for (const each of this.heardBy(directory)) this.events.onBlind(each, code);
  }

  /** The directories that the watch of this one covers. */
  private heardBy(directory: string): readonly string[] {
    if (!this.recursive) return [directory];
    return [...this.watched.keys()].filter(each => this.topOf(each) === directory);
  }

  private isTop(directory: string): boolean {
    return this.topOf(directory) === directory;
  }

  private closeWholes(): void {
    for (const whole of this.wholes.values()) whole?.close();
    this.wholes.clear();
  }
}

/** The mounts of this process, from a file that only Linux has; empty elsewhere. */
const mountsNow = (): Promise<string> => readFile('/proc/self/mountinfo', 'utf8').catch(() => '');

type Identity = Pick<Stats, 'dev' | 'ino' | 'birthtimeMs' | 'ctimeMs'>;

const identityOf = (found: Stats | undefined): Identity | undefined =>
  found?.isDirectory() ? found : undefined;

/** A new directory often gets the inode of the one just removed; only the birth time tells them apart. */
function isSame(one: Identity | undefined, other: Identity | undefined): boolean {
  if (!one || !other) return one === other;
  // If a file system keeps no birth time, libuv reports `ctime`, which every new entry changes.
  const isUnknown = one.birthtimeMs === one.ctimeMs && other.birthtimeMs === other.ctimeMs;
  const isBorn = isUnknown || one.birthtimeMs === other.birthtimeMs;
  return one.dev === other.dev && one.ino === other.ino && isBorn;
}
