import { realpathSync, statSync } from 'node:fs';
import nodePath from 'node:path';
import { HumanError } from '../../protocol/humanError';
import { firstThat } from '../ask/firstThat';

/** The questions to the file system that a root needs; tests ask another one. */
export interface Disk {
  readonly path: Pick<
    typeof nodePath,
    'resolve' | 'dirname' | 'basename' | 'join' | 'relative' | 'isAbsolute' | 'sep'
  >;
  /** As `realpathSync.native`: links resolved, names in the case and Unicode form of the disk. Throws as Node does. */
  realpath(file: string): string;
  isDirectory(file: string): boolean;
}

const disk: Disk = {
  path: nodePath,
  realpath: file => realpathSync.native(file),
  isDirectory: file => statSync(file).isDirectory(),
};

/**
 * The folder that is served. Gives each file one spelling, so that paths inside the server are compared with `===`: the folder as it
 * was given, then the real names below it. A link that is given may be pointed at another folder while the server runs.
 */
export class Root {
  private constructor(
    /** Absolute, as the user or the editor spelled it: all paths inside the server begin with it. */
    readonly path: string,
    private readonly disk: Disk,
  ) {}

  /** Throws a `HumanError` for anything but a folder. */
  static open(given: string, on: Disk = disk): Root {
    const found = readFolder(given, on);
    if (found === 'folder') return new Root(on.path.resolve(given), on);
    const message =
      found === 'missing'
        ? `There is no folder ${given}. Choose one that exists.`
        : `${given} is not a folder. Choose a folder to serve.`;
    throw new HumanError(message, { code: 'ENOTDIR' });
  }

  /** A folder that may be missing at the moment. */
  static at(given: string, on: Disk = disk): Root {
    return new Root(on.path.resolve(given), on);
  }

  /** Whether there is a folder at a path. */
  static kindOf(given: string): 'folder' | 'missing' | 'no folder' {
    return readFolder(given, disk);
  }

  /** The real path of the folder at the moment. */
  get real(): string {
    return this.realOf(this.path);
  }

  /**
   * The one spelling of an absolute path; of a missing file, that of its nearest folder with the other names as they are. Links, drive
   * letters, letter case, Unicode forms and `/` on Windows make no difference. A path outside the folder stays outside. Never throws.
   */
  fileOf(file: string): string {
    return this.spellingOf(this.realOf(file));
  }

  /** The one spelling of a real path. */
  private spellingOf(real: string): string {
    return this.spellingIn(real) ?? real;
  }

  /** The one spelling of a real path in the folder; undefined outside. */
  spellingIn(real: string): string | undefined {
    const relative = this.relativeOf(real);
    return this.isBelow(relative) ? this.disk.path.join(this.path, relative) : undefined;
  }

  /** A real path from the folder's; begins with `..` or is absolute for one outside. */
  relativeOf(real: string): string {
    return this.disk.path.relative(this.real, real);
  }

  /** Whether a path in the one spelling lies below the folder. */
  contains(file: string): boolean {
    const relative = this.disk.path.relative(this.path, file);
    return relative !== '' && this.isBelow(relative);
  }

  private isBelow(relative: string): boolean {
    const { path } = this.disk;
    return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  }

  /** The real path of a file or, where none is, of its nearest folder, followed by the other names. */
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
    try {
      return this.disk.realpath(file);
    } catch {
      return undefined;
    }
  }
}

function readFolder(given: string, on: Disk): 'folder' | 'missing' | 'no folder' {
  try {
    return on.isDirectory(given) ? 'folder' : 'no folder';
  } catch {
    return 'missing';
  }
}
