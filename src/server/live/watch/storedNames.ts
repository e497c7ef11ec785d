import path from 'node:path';
import type { ServedFolders } from '../door';
import { fold } from '../kinds';
import { lstatOf } from './systemWatch';

/** The entry of a watched folder that an event names. */
interface Stored {
  /** The path with the name that the disk stores, where the system reports another letter case or Unicode form. */
  readonly file: string;
  /** Whether a folder itself stands there, not a link to one. */
  readonly isFolder: boolean;
}

interface Folder {
  readonly path: string;
  /** Its real path; undefined if a link leads to it, since the real path has events of its own. */
  readonly spelt: string | undefined;
  /** Whether every entry is served; otherwise each one is checked. */
  readonly isServed: boolean;
  /** Whether its disk distinguishes letter case; undefined until a name was tried. */
  isExact: boolean | undefined;
}

/**
 * Milliseconds for which facts about a folder are reused. While a program fills the folder, each lookup of a missing name waits for
 * that program.
 */
const KEPT = 50;

/**
 * The names that the disk stores, for thousands of events in one turn: `realpath` of each would cost more than everything else. If
 * the disk distinguishes letter case, one `lstat` says the same for an entry that is not a link.
 */
export class StoredNames {
  /** Facts of the last milliseconds only: folders and disks change. */
  private readonly known = new Map<string, Folder>();

  constructor(private readonly folders: ServedFolders) {}

  /** Another folder may stand at a path now. */
  clear(): void {
    this.known.clear();
  }

  /** Undefined for a path through a link to a folder, and for a link that leaves the served folders. */
  of(file: string): Stored | undefined {
    const found = lstatOf(file);
    // A served folder may be below a link, so that its parent has another real path.
    if (this.folders.tops.includes(file)) return { file, isFolder: found?.isDirectory() === true };
    const folder = this.folderOf(path.dirname(file));
    // A missing entry has no name but the one in the event.
    const isKnown = !found || (!found.isSymbolicLink() && isExact(folder, file));
    const stored = isKnown ? this.plain(folder, file) : this.byRealPath(file, folder);
    return stored === undefined ? undefined : { file: stored, isFolder: found?.isDirectory() === true };
  }

  /** The path of an existing file, with its stored name. */
  nameOf(file: string): string {
    const folder = this.folderOf(path.dirname(file));
    return folder.isExact === true && isPlain(file) ? file : (this.of(file)?.file ?? file);
  }

  private plain(folder: Folder, file: string): string | undefined {
    if (folder.spelt === undefined) return undefined;
    const spelt = folder.spelt === folder.path ? file : path.join(folder.spelt, path.basename(file));
    return folder.isServed || this.isServed(spelt) ? spelt : undefined;
  }

  private byRealPath(file: string, { spelt: folder }: Folder): string | undefined {
    const spelt = this.folders.fileOf(file);
    if (!this.isServed(spelt)) return undefined;
    if (fold(spelt) === fold(file)) return spelt;
    return folder === undefined ? undefined : file;
  }

  private isServed(file: string): boolean {
    return this.folders.contains(file) || this.folders.tops.includes(file);
  }

  private folderOf(folder: string): Folder {
    const known = this.known.get(folder);
    if (known) return known;
    if (this.known.size === 0) setTimeout(() => this.known.clear(), KEPT).unref();
    const spelt = this.folders.fileOf(folder);
    const made = {
      path: folder,
      spelt: fold(spelt) === fold(folder) ? spelt : undefined,
      // With several served folders, a mount may hide any entry.
      isServed: this.folders.tops.length === 1 && this.isServed(spelt),
      isExact: undefined,
    };
    this.known.set(folder, made);
    return made;
  }
}

/** Whether a name is plain ASCII: disks may equate other letters even if they distinguish case. */
const isPlain = (file: string): boolean => !/[^\x20-\x7e]/.test(path.basename(file));

/** Whether this must be the stored name: the disk finds no entry in the other letter case. */
function isExact(folder: Folder, file: string): boolean {
  if (!isPlain(file)) return false;
  if (folder.isExact === true) return true;
  const name = path.basename(file);
  const other = name.replace(/[a-z]/gi, letter =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
  if (other === name) return true;
  folder.isExact ??= lstatOf(path.join(path.dirname(file), other)) === undefined;
  return folder.isExact;
}
