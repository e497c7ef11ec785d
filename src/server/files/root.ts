import { realpathSync, statSync } from 'node:fs';
import nodePath from 'node:path';
import { HumanError } from '../../protocol/humanError';
import { firstThat } from '../ask/firstThat';

/** The file system calls that a root needs; tests replace them. */
export interface Disk {
  readonly path: Pick<
    typeof nodePath,
    'resolve' | 'dirname' | 'basename' | 'join' | 'relative' | 'isAbsolute' | 'sep'
  >;
  /** As `realpathSync.native`: links resolved, names in the case and Unicode form of the disk. Throws as Node does. */
  realpath(file: string): string;
  isDirectory(file: string): boolean;
  /** Equal for all names of one folder or file. Throws as Node does. */
  identityOf(file: string): string;
}

/** A segment that is empty, `.` or `..`, which `path.relative` resolves. */
const CLIMBS = /(?:^|[\\/])\.{0,2}(?:[\\/]|$)/;

/** Folders above a path that are compared with the served one: each costs a call of the system. */
const MOST_COMPARED = 64;

const disk: Disk = {
  path: nodePath,
  realpath: file => realpathSync.native(file),
  isDirectory: file => statSync(file).isDirectory(),
  identityOf: file => {
    // As `bigint`: file numbers of NTFS and ReFS do not fit into a double.
    const { dev, ino } = statSync(file, { bigint: true });
    // Some network drives number nothing.
    if (ino === 0n) throw new Error(`${file} has no number.`);
    return `${dev} ${ino}`;
  },
};

/**
 * The served folder. Gives each file one spelling, so that paths inside the server are compared with `===`: the folder as given, then the
 * real names below it. If the folder is a link, it may be pointed elsewhere while the server runs.
 */
export class Root {
  private constructor(
    /** Absolute, as the user or the editor spelled it: all paths inside the server begin with it. */
    readonly path: string,
    private readonly disk: Disk,
  ) {}

  /** Throws a `HumanError` if the path is not a folder. */
  static open(given: string, on: Disk = disk): Root {
    const found = readFolder(given, on);
    if (found === 'folder') return new Root(on.path.resolve(given), on);
    const message =
      found === 'missing'
        ? `There is no folder ${given}. Choose one that exists.`
        : `${given} is not a folder. Choose a folder to serve.`;
    throw new HumanError(message, { code: 'ENOTDIR' });
  }

  /** A folder that may be missing now. */
  static at(given: string, on: Disk = disk): Root {
    return new Root(on.path.resolve(given), on);
  }

  /** Whether a path is a folder. */
  static kindOf(given: string): 'folder' | 'missing' | 'no folder' {
    return readFolder(given, disk);
  }

  /** The current real path of the folder. */
  get real(): string {
    return this.realOf(this.path);
  }

  /**
   * The one spelling of an absolute path. A missing file gets that of its nearest folder, with the other names unchanged. Links, drive
   * letters, letter case, Unicode forms and `/` on Windows make no difference. A path outside the folder stays outside. Never throws.
   */
  fileOf(file: string): string {
    const real = this.realOf(file);
    return this.spellingIn(real) ?? this.spellingBeside(real) ?? real;
  }

  /**
   * The one spelling of a path through another name of the folder, which no real path shows: a bind mount, `\\wsl$` for
   * `\\wsl.localhost`, `\\localhost\C$` for `C:`. For paths of editors and links; the gate of requests takes real paths alone.
   */
  spellingBeside(real: string): string | undefined {
    const { path } = this.disk;
    const own = this.identityOf(this.path);
    if (own === undefined) return undefined;
    const above = [real];
    for (let at = path.dirname(real); at !== above.at(-1); at = path.dirname(at)) above.push(at);
    const folder = above.slice(-MOST_COMPARED).find(each => this.identityOf(each) === own);
    return folder === undefined ? undefined : path.join(this.path, path.relative(folder, real));
  }

  /** The one spelling of a real path in the folder; undefined outside. */
  spellingIn(real: string): string | undefined {
    const relative = this.relativeOf(real);
    return this.isBelow(relative) ? this.disk.path.join(this.path, relative) : undefined;
  }

  /** A real path relative to the folder; outside, it begins with `..` or is absolute. */
  relativeOf(real: string): string {
    return this.disk.path.relative(this.real, real);
  }

  /** A path in the one spelling relative to the folder. `path.relative` takes 3 µs, and thousands of files may change at once. */
  relativeTo(file: string): string {
    const { path } = this.disk;
    const before = this.path.endsWith(path.sep) ? this.path : this.path + path.sep;
    const rest = file.startsWith(before) ? file.slice(before.length) : '';
    const isPlain = !CLIMBS.test(rest) && (path.sep === '/' || !rest.includes('/'));
    return isPlain ? rest : path.relative(this.path, file);
  }

  /** Whether a path in the one spelling lies below the folder. */
  contains(file: string): boolean {
    const relative = this.relativeTo(file);
    return relative !== '' && this.isBelow(relative);
  }

  private isBelow(relative: string): boolean {
    const { path } = this.disk;
    return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  }

  /** The real path of a file; for a missing one that of its nearest folder, followed by the other names. */
  realOf(file: string): string {
    const { path } = this.disk;
    const whole = path.resolve(file);
    const real = this.realOrNone(whole);
    if (real !== undefined) return real;
    const above: string[] = [];
    for (let at = path.dirname(whole); at !== above.at(-1); at = path.dirname(at)) above.push(at);
    const at = firstThat(above.length, index => this.realOrNone(above[index] ?? '') !== undefined);
    const nearest = above[at ?? above.length];
    const folder = nearest === undefined ? undefined : this.realOrNone(nearest);
    return folder === undefined ? whole : path.join(folder, whole.slice(nearest?.length));
  }

  private realOrNone(file: string): string | undefined {
    return orNone(() => this.disk.realpath(file));
  }

  private identityOf(file: string): string | undefined {
    return orNone(() => this.disk.identityOf(file));
  }
}

function orNone<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function readFolder(given: string, on: Disk): 'folder' | 'missing' | 'no folder' {
  try {
    return on.isDirectory(given) ? 'folder' : 'no folder';
  } catch {
    return 'missing';
  }
}
