import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ByteCache } from './cache';
import { Entry } from './entry';
import { agrees, stampOf } from './stamp';
import { type FolderItem, type Found, foundByError, missing } from './found';
import { staysInside } from '../ask/locate';
import { statQuietly, TurnStats } from './turnStats';
import { readAndClose, readWhole } from './wholeFile';

export interface FilesOptions {
  readonly root: string;
  /** Whether names that begin with a dot are served; asked each time. */
  readonly dotfiles: () => boolean;
  /** Whether what was found at a path may be called so; asked before it is kept in memory. */
  readonly isSpelt: (file: string) => boolean | Promise<boolean>;
  /** Files up to this many bytes are kept in memory. */
  readonly cachedFile: number;
  readonly cacheSize: number;
}

/** A regular file below the root, open, and what its descriptor says of it. */
interface Opened {
  readonly handle: FileHandle;
  readonly stats: Stats;
}

/** Without O_NONBLOCK, `open` on a FIFO without a writer would wait for ever. Windows does not define these flags. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** The only file that touches the disk to serve: every byte leaves through a descriptor that was checked here. */
export class Files {
  private readonly cache: ByteCache<Entry>;
  private readonly overlays = new Map<string, string>();
  private readonly turnStats = new TurnStats();

  constructor(private readonly options: FilesOptions) {
    this.cache = new ByteCache(options.cacheSize);
  }

  /** The path of decoded segments below the root; a folder's own path for none. */
  pathOf(segments: readonly string[]): string {
    return path.join(this.options.root, ...segments);
  }

  /** The file in memory if `stat` says that it has not changed; undefined to go on with `find`. */
  peek(file: string, connection: object): Entry | undefined {
    if (!this.cache.get(file)?.hasReliableStamp) return undefined;
    const now = this.turnStats.at(file, connection);
    return now && this.known(file, now);
  }

  /** A small file as it is now; undefined for anything else. Costs one synchronous `stat` where nothing stands. */
  async entry(file: string): Promise<Entry | undefined> {
    if (!statQuietly(file)) return undefined;
    const found = await this.find(file);
    if (found.kind === 'open') await found.file.handle.close();
    return found.kind === 'entry' ? found.entry : undefined;
  }

  /** Opens and checks what stands at a path. Never throws for what a disk can do. */
  async find(file: string): Promise<Found> {
    try {
      const before = await stat(file);
      const known = this.known(file, before);
      if (known) return { kind: 'entry', entry: known };
      if (!(await this.options.isSpelt(file))) return missing;
      if (before.isDirectory())
        return (await this.isInside(await realpath(file))) ? { kind: 'folder' } : missing;
      return before.isFile() ? await this.openChecked(file) : missing;
    } catch (error) {
      return foundByError(error);
    }
  }

  /** The bytes that a request for this file would get, the editor's unsaved text first; undefined when there are none. */
  async read(file: string, most: number): Promise<Buffer | undefined> {
    const relative = path.relative(this.options.root, file);
    if (!this.isAllowed(relative)) return undefined;
    const found = await this.find(file);
    if (found.kind === 'entry') return found.entry.bytes;
    return found.kind === 'open' ? readAndClose(found.file.handle, found.file.stamp.size, most) : undefined;
  }

  /** The bytes of a file on the disk, whatever an editor has not saved yet; undefined as with `read`. */
  async readSaved(file: string, most: number): Promise<Buffer | undefined> {
    if (!this.isAllowed(path.relative(this.options.root, file))) return undefined;
    const opened = await this.openInside(file).catch(() => undefined);
    return opened && readAndClose(opened.handle, opened.stats.size, most);
  }

  /** Where a regular file inside the root really lies, for what is run rather than sent; undefined for anything else. */
  async real(file: string): Promise<{ readonly root: string; readonly relative: string } | undefined> {
    try {
      const [root, real] = await Promise.all([realpath(this.options.root), realpath(file)]);
      const relative = path.relative(root, real);
      return this.isAllowed(relative) && (await stat(real)).isFile() ? { root, relative } : undefined;
    } catch {
      return undefined;
    }
  }

  /** The entries of a folder that could be served, unsorted; undefined for one that the system does not let us read. */
  async list(folder: string): Promise<readonly FolderItem[] | undefined> {
    return this.within(folder, async place => {
      const entries = await readdir(place, { withFileTypes: true });
      const shown = entries.filter(({ name }) => this.isAllowed(name));
      const items = await Promise.all(
        shown.map(entry => this.item(place, entry.name, entry.isSymbolicLink())),
      );
      return items.filter(item => item !== undefined);
    });
  }

  /** The names in the nearest folder that exists above a path that does not; for suggestions. */
  async namesAround(
    segments: readonly string[],
  ): Promise<{ folder: readonly string[]; names: readonly string[] }> {
    for (let depth = segments.length - 1; depth >= 0; depth--) {
      const folder = segments.slice(0, depth);
      const found = await this.find(this.pathOf(folder));
      if (found.kind === 'open') await found.file.handle.close();
      if (found.kind !== 'folder') continue;
      const names = await this.within(this.pathOf(folder), place => readdir(place));
      return { folder, names: (names ?? []).filter(name => this.isAllowed(name)) };
    }
    return { folder: [], names: [] };
  }

  /** Puts an editor's unsaved text before the disk's, or takes it away. It is served only where the file itself would be. */
  overlay(file: string, text: string | undefined): void {
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, text);
  }

  /** Forgets everything derived from options. */
  clear(): void {
    this.cache.clear();
  }

  /**
   * Reads a folder that stays the one that was checked: by its path it could have become a link to elsewhere meanwhile. Only
   * Linux lets a folder be read through its descriptor; undefined for one that may not be read.
   */
  private async within<T>(folder: string, read: (place: string) => Promise<T>): Promise<T | undefined> {
    try {
      if (process.platform !== 'linux') {
        const got = await read(folder);
        return (await this.isInside(await realpath(folder))) ? got : undefined;
      }
      const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        const place = `/proc/self/fd/${handle.fd}`;
        return (await this.isInside(await readlink(place))) ? await read(place) : undefined;
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
  }

  private async item(folder: string, name: string, isLink: boolean): Promise<FolderItem | undefined> {
    try {
      const file = path.join(folder, name);
      if (isLink && !(await this.isInside(await realpath(file)))) return undefined;
      const stats = await stat(file);
      if (!stats.isFile() && !stats.isDirectory()) return undefined;
      return { name, folder: stats.isDirectory(), size: stats.size, modified: stats.mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** A regular file below the root, open; undefined for anything else. Whoever gets it closes it. */
  private async openInside(file: string): Promise<Opened | undefined> {
    const handle = await open(file, READ_FLAGS);
    let inside = false;
    try {
      const stats = await handle.stat();
      inside = stats.isFile() && (await this.isInside(await realPathOf(handle, file, stats)));
      return inside ? { handle, stats } : undefined;
    } finally {
      if (!inside) await handle.close();
    }
  }

  /** The entry in memory, if a look at the disk says that it is still the file's. */
  private known(file: string, now: Stats): Entry | undefined {
    const entry = this.cache.get(file);
    if (!entry?.hasReliableStamp || !agrees(entry.stamp, now)) return undefined;
    return entry.overlay === this.overlays.get(file) ? entry : undefined;
  }

  private async openChecked(file: string): Promise<Found> {
    // The clock is read before the disk, so that a write that comes later cannot look older than this.
    const since = Date.now();
    const opened = await this.openInside(file);
    if (!opened) return missing;
    const { handle, stats } = opened;
    let kept = false;
    try {
      if (stats.size > this.options.cachedFile) {
        kept = true;
        return { kind: 'open', file: { handle, stamp: stampOf(stats) } };
      }
      return { kind: 'entry', entry: await this.fill(file, opened, since) };
    } finally {
      if (!kept) await handle.close();
    }
  }

  private async fill(file: string, { handle, stats }: Opened, since: number): Promise<Entry> {
    const overlay = this.overlays.get(file);
    const bytes = overlay === undefined ? await readWhole(handle, stats.size) : Buffer.from(overlay);
    return this.keep(file, bytes, await handle.stat(), since, overlay);
  }

  /** What was read, as an entry in memory: the one that is there if it is still right. */
  private keep(file: string, bytes: Buffer, stats: Stats, since: number, overlay: string | undefined): Entry {
    const stamp = stampOf(stats);
    const known = this.cache.get(file);
    const isSame = known?.stamp.mtimeMs === stamp.mtimeMs && known.overlay === overlay;
    if (isSame && known.bytes.equals(bytes)) {
      known.confirm(stamp, since);
      return known;
    }
    const entry = new Entry(file, bytes, stamp, since, overlay);
    this.cache.set(file, entry, bytes.length);
    return entry;
  }

  private async isInside(real: string | undefined): Promise<boolean> {
    if (real === undefined) return false;
    return this.isAllowed(path.relative(await realpath(this.options.root), real));
  }

  private isAllowed(relative: string): boolean {
    return staysInside(relative, this.options.dotfiles());
  }
}

/**
 * The real path of an open descriptor. Linux tells it of the descriptor itself; elsewhere the path is resolved again and
 * must lead to the very file that is open, so that a link swapped in between is seen.
 */
async function realPathOf(handle: FileHandle, file: string, stats: Stats): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const named = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
    if (named !== undefined) return named;
  }
  const real = await realpath(file);
  const there = await stat(real);
  return there.dev === stats.dev && there.ino === stats.ino ? real : undefined;
}
