import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { Entry, type Reading } from './entry';
import { byName, type FolderItem, type Found, foundByError, type Listed, missing } from './lookup';
import { staysInside } from '../ask/locate';
import { READ_FLAGS, realPathOf } from './realPath';
import { firstThat } from '../ask/firstThat';
import type { Folders } from './folders';
import { agrees, stampOf } from './stamp';
import { statQuietly, TurnStats } from './turnStats';
import { readAndClose, readWhole } from './wholeFile';
import { typeOf } from '../types/mime';

interface FilesOptions {
  readonly folders: Folders;
  /** Whether names that begin with a dot are served; asked each time. */
  readonly dotfiles: () => boolean;
  /** Whether a path is spelt as the disk lists it; asked before the file is kept in memory. */
  readonly isSpelt: (file: string) => boolean | Promise<boolean>;
  /** Larger files are not kept in memory, in bytes. */
  readonly cachedFile: number;
  readonly cacheSize: number;
}

/** A regular file below the root, open, with the stats and the one spelling of its descriptor. */
interface Opened {
  readonly handle: FileHandle;
  readonly canonical: string;
  readonly stats: Stats;
}

/** `stat` calls of one listing at the same time. */
const AT_ONCE = 32;

/** lru-cache takes no size of 0, which an empty file has. */
const sizeOf = ({ bytes }: Entry): number => bytes.length || 1;

/** The only file that reads the disk to serve: every byte leaves through a descriptor that was checked here. */
export class Files {
  private readonly cache: LRUCache<string, Entry>;
  /** Unsaved texts by the one spelling of their files. */
  private readonly overlays = new Map<string, string>();
  private readonly turnStats = new TurnStats();

  constructor(private readonly options: FilesOptions) {
    this.cache = new LRUCache({ maxSize: options.cacheSize, sizeCalculation: sizeOf });
  }

  /** The path of segments below the root, for workspace files that no address names. */
  pathOf(segments: readonly string[]): string {
    return path.join(this.options.folders.path, ...segments);
  }

  /** The path that the decoded segments of an address name; the root itself for no segments. */
  at(segments: readonly string[]): string {
    return this.options.folders.at(segments);
  }

  /** The file in memory if `stat` says that it has not changed; undefined to go on with `find`. */
  unchanged(file: string, connection: object): Entry | undefined {
    if (!this.cache.get(file)?.hasReliableStamp) return undefined;
    const now = this.turnStats.at(file, connection);
    return now && this.known(file, now);
  }

  /** A small file in its current state; undefined for anything else. Costs one synchronous `stat` if there is no file. */
  async entry(file: string): Promise<Entry | undefined> {
    if (!statQuietly(file)) return undefined;
    const found = await this.find(file);
    if (found.kind === 'open') await found.file.handle.close();
    return found.kind === 'entry' ? found.entry : undefined;
  }

  /** Opens and checks the file or folder at a path. Never throws for an error of the file system. */
  async find(file: string): Promise<Found> {
    try {
      const before = await stat(file);
      const known = this.known(file, before);
      if (known) return { kind: 'entry', entry: known };
      if (!(await this.options.isSpelt(file))) return missing;
      if (before.isDirectory())
        return this.isInside(file, await realpath(file)) ? { kind: 'folder' } : missing;
      return before.isFile() ? await this.openChecked(file) : missing;
    } catch (error) {
      return foundByError(error);
    }
  }

  /** The bytes that a request for this file would get, the editor's unsaved text first; undefined when there are none. */
  async read(file: string, most: number): Promise<Buffer | undefined> {
    if (!this.isReadable(file)) return undefined;
    const found = await this.find(file);
    if (found.kind === 'entry') return found.entry.bytes;
    return found.kind === 'open' ? readAndClose(found.file.handle, found.file.stamp.size, most) : undefined;
  }

  /** The bytes of a file on the disk, without an editor's unsaved text; undefined as with `read`. */
  async readSaved(file: string, most: number): Promise<Buffer | undefined> {
    if (!this.isReadable(file)) return undefined;
    const opened = await this.openInside(file).catch(() => undefined);
    return opened && readAndClose(opened.handle, opened.stats.size, most);
  }

  /** The real path of a regular file inside the root, for a module that is run or a file that is written; undefined for anything else. */
  async real(file: string): Promise<{ readonly root: string; readonly relative: string } | undefined> {
    try {
      const real = await realpath(file);
      const root = this.options.folders.root.real;
      const relative = path.relative(root, real);
      return this.isAllowed(relative) && (await stat(real)).isFile() ? { root, relative } : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * The entries of a folder that may be served, by name; undefined if the system refuses to read it.
   * @param most entries that are looked at, the first by name
   */
  async list(folder: string, most: number): Promise<Listed | undefined> {
    return this.within(folder, async place => {
      const entries = await readdir(place, { withFileTypes: true });
      const shown = byName(entries.filter(({ name }) => this.isAllowed(name)));
      const items: FolderItem[] = [];
      // In batches: libuv's four threads also serve files.
      for (let at = 0; at < Math.min(shown.length, most); at += AT_ONCE) {
        const some = shown.slice(at, Math.min(at + AT_ONCE, most));
        const found = await Promise.all(some.map(each => this.item(folder, place, each)));
        for (const item of found) if (item !== undefined) items.push(item);
      }
      return { items, isWhole: shown.length <= most };
    });
  }

  /** The mounted folders whose address lies in the folder of these segments, as its listing shows them. */
  async mounted(segments: readonly string[]): Promise<readonly FolderItem[]> {
    const names = this.options.folders.namesIn(segments).filter(name => this.isAllowed(name));
    const items = await Promise.all(
      names.map(async name => {
        const found = await stat(this.at([...segments, name])).catch(() => undefined);
        return found?.isDirectory() ? [{ name, folder: true, size: 0, modified: found.mtimeMs }] : [];
      }),
    );
    return items.flat();
  }

  /** The names in the nearest existing folder above a missing path, for suggestions. */
  async namesAround(
    segments: readonly string[],
  ): Promise<{ folder: readonly string[]; names: readonly string[] }> {
    const above = (index: number): readonly string[] => segments.slice(0, segments.length - 1 - index);
    const isFolder = (index: number): boolean => statQuietly(this.at(above(index)))?.isDirectory() === true;
    const first = firstThat(segments.length, isFolder) ?? segments.length;
    for (let index = first; index < segments.length; index++) {
      const folder = above(index);
      const found = await this.find(this.at(folder));
      if (found.kind === 'open') await found.file.handle.close();
      if (found.kind !== 'folder') continue;
      const names = await this.within(this.at(folder), place => readdir(place));
      const mounted = this.options.folders.namesIn(folder);
      const around = new Set([...mounted, ...(names ?? [])]);
      return { folder, names: [...around].filter(name => this.isAllowed(name)) };
    }
    return { folder: [], names: [] };
  }

  /** Serves an editor's unsaved text instead of the file at this path, or the file again. A missing file stays missing. */
  overlay(file: string, text: string | undefined): void {
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, text);
  }

  /** Forgets everything derived from options. */
  clear(): void {
    this.cache.clear();
  }

  /**
   * Reads the folder that was checked: its path could become a link to another place meanwhile. Only Linux reads a folder by its
   * descriptor. Undefined for a folder that may not be read.
   */
  private async within<T>(folder: string, read: (place: string) => Promise<T>): Promise<T | undefined> {
    try {
      if (process.platform !== 'linux') {
        const got = await read(folder);
        return this.isInside(folder, await realpath(folder)) ? got : undefined;
      }
      const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        const place = `/proc/self/fd/${handle.fd}`;
        return this.isInside(folder, await readlink(place)) ? await read(place) : undefined;
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
  }

  /** @param place path by which the folder is read, on Linux its descriptor */
  private async item(folder: string, place: string, entry: Dirent): Promise<FolderItem | undefined> {
    try {
      const { name } = entry;
      const file = path.join(place, name);
      const isOut = entry.isSymbolicLink() && !this.isInside(path.join(folder, name), await realpath(file));
      if (isOut) return undefined;
      const stats = await stat(file);
      if (!stats.isFile() && !stats.isDirectory()) return undefined;
      return { name, folder: stats.isDirectory(), size: stats.size, modified: stats.mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** A regular file below the root, open; the caller closes it. Undefined for anything else. */
  private async openInside(file: string): Promise<Opened | undefined> {
    const handle = await open(file, READ_FLAGS);
    let opened: Opened | undefined;
    try {
      const [stats, real] = await Promise.all([handle.stat(), realPathOf(handle, file)]);
      if (stats.isFile() && real !== undefined && this.isInside(file, real))
        opened = { handle, canonical: this.options.folders.spellingOf(real), stats };
      return opened;
    } finally {
      if (!opened) await handle.close();
    }
  }

  /** The entry in memory, if these stats show the same file. */
  private known(file: string, now: Stats): Entry | undefined {
    const entry = this.cache.get(file);
    if (!entry?.hasReliableStamp || !agrees(entry.stamp, now)) return undefined;
    return entry.overlay === this.overlays.get(entry.canonical) ? entry : undefined;
  }

  private async openChecked(file: string): Promise<Found> {
    // Taken before the disk is read, so that a later write cannot look older.
    const since = Date.now();
    const opened = await this.openInside(file);
    if (!opened) return missing;
    const { handle, canonical, stats } = opened;
    let kept = false;
    try {
      if (stats.size > this.options.cachedFile && !this.overlays.has(canonical)) {
        kept = true;
        return { kind: 'open', file: { handle, canonical, stamp: stampOf(stats) } };
      }
      return { kind: 'entry', entry: await this.fill(file, opened, since) };
    } finally {
      if (!kept) await handle.close();
    }
  }

  private async fill(file: string, { handle, canonical, stats }: Opened, since: number): Promise<Entry> {
    const overlay = this.overlays.get(canonical);
    const bytes = overlay === undefined ? await readWhole(handle, stats.size) : Buffer.from(overlay);
    const type = await typeOf(path.basename(file));
    // The stamp precedes the bytes: a write in between shows in the next `stat`.
    return this.keep({ file, canonical, bytes, type, stamp: stampOf(stats), since, overlay });
  }

  /** The entry for a reading: the existing one if its bytes are equal. */
  private keep(read: Reading): Entry {
    const known = this.cache.get(read.file);
    const isSame =
      known?.stamp.mtimeMs === read.stamp.mtimeMs &&
      known.overlay === read.overlay &&
      known.canonical === read.canonical;
    if (isSame && known.bytes.equals(read.bytes)) {
      known.confirm(read.stamp, read.since);
      return known;
    }
    const entry = new Entry(read);
    this.cache.set(read.file, entry);
    return entry;
  }

  /** Whether the real path of a file lies below the folder that holds it, and may be served. */
  private isInside(file: string, real: string): boolean {
    return this.isAllowed(this.options.folders.holderOf(file).relativeOf(real));
  }

  private isReadable(file: string): boolean {
    return this.isAllowed(path.relative(this.options.folders.holderOf(file).path, file));
  }

  private isAllowed(relative: string): boolean {
    return staysInside(relative, this.options.dotfiles());
  }
}
