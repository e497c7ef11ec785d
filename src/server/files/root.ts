import { realpathSync, statSync } from 'node:fs';
import nodePath from 'node:path';
import { HumanError } from '../../protocol/humanError';

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

/** The folder that is served. Gives each file one spelling, so that paths inside the server are compared with `===`. */
export class Root {
  private constructor(
    /** As the user or the editor spelled it. */
    readonly given: string,
    /** Its real path. */
    readonly real: string,
    private readonly disk: Disk,
  ) {}

  /** Throws a `HumanError` for anything but a folder. */
  static open(given: string, on: Disk = disk): Root {
    const real = readFolder(given, on);
    if (real !== 'missing' && real !== 'no folder') return new Root(on.path.resolve(given), real.path, on);
    const message =
      real === 'missing'
        ? `There is no folder ${given}. Choose one that exists.`
        : `${given} is not a folder. Choose a folder to serve.`;
    throw new HumanError(message, { code: 'ENOTDIR' });
  }

  /**
   * The one spelling of an absolute path: the real path of the file or, where none is, of its nearest folder, with the other names
   * as they are. Links, drive letters, letter case, Unicode forms and `/` on Windows make no difference. Never throws.
   */
  fileOf(file: string): string {
    const { path } = this.disk;
    const rest: string[] = [];
    for (let at = path.resolve(file); ; at = path.dirname(at)) {
      const real = this.realOrNone(at);
      if (real !== undefined) return path.join(real, ...rest);
      if (path.dirname(at) === at) return path.resolve(file);
      rest.unshift(path.basename(at));
    }
  }

  /** The path that the editor has for a file: below the folder as it was given. */
  givenOf(file: string): string {
    return this.contains(file)
      ? this.disk.path.join(this.given, this.disk.path.relative(this.real, file))
      : file;
  }

  /** Whether a path of this spelling lies below the root. */
  contains(file: string): boolean {
    const { path } = this.disk;
    const relative = path.relative(this.real, file);
    return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  }

  private realOrNone(file: string): string | undefined {
    try {
      return this.disk.realpath(file);
    } catch {
      return undefined;
    }
  }
}

function readFolder(given: string, on: Disk): { readonly path: string } | 'missing' | 'no folder' {
  try {
    return on.isDirectory(given) ? { path: on.realpath(given) } : 'no folder';
  } catch {
    return 'missing';
  }
}
