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
  /** In the one spelling; undefined where a link leads to it: its own path has events, too. */
  readonly spelt: string | undefined;
  /** Whether each of its entries is served; else each has to be judged. */
  readonly isServed: boolean;
  /** Whether its disk tells letter cases apart; undefined before a name was tried. */
  isExact: boolean | undefined;
}

/**
 * Milliseconds for which a folder is taken for what it was. While a program fills it, looking for a missing name waits for the program,
 * and a turn of the event loop has few events.
 */
const KEPT = 50;

/**
 * The names that the disk stores, for thousands of events in a turn: their real paths would cost more than all else. On a disk that tells
 * letter cases apart, one `lstat` shows the same of an entry that is no link.
 */
export class StoredNames {
  /** Those of the last moments: folders and disks change. */
  private readonly known = new Map<string, Folder>();

  constructor(private readonly folders: ServedFolders) {}

  /** Another folder may stand at a path now. */
  clear(): void {
    this.known.clear();
  }

  /** Undefined for a path through a link to a folder, and for a link out of what is served. */
  of(file: string): Stored | undefined {
    const found = lstatOf(file);
    // A served folder may lie below a link: its parent's own path is another one.
    if (this.folders.tops.includes(file)) return { file, isFolder: found?.isDirectory() === true };
    const folder = this.folderOf(path.dirname(file));
    // A missing entry has no name but the one that is told.
    const isKnown = !found || (!found.isSymbolicLink() && isExact(folder, file));
    const stored = isKnown ? this.plain(folder, file) : this.byRealPath(file, folder);
    return stored === undefined ? undefined : { file: stored, isFolder: found?.isDirectory() === true };
  }

  /** The path of a file that is there, with the name that the disk stores. */
  nameOf(file: string): string {
    const folder = this.folderOf(path.dirname(file));
    return folder.isExact === true && isPlain(file) ? file : (this.of(file)?.file ?? file);
  }

  private plain({ spelt: folder, isServed }: Folder, file: string): string | undefined {
    const spelt = folder === undefined ? undefined : path.join(folder, path.basename(file));
    return spelt !== undefined && (isServed || this.isServed(spelt)) ? spelt : undefined;
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
      spelt: fold(spelt) === fold(folder) ? spelt : undefined,
      // A mount may hide an entry of any other folder.
      isServed: this.folders.tops.length === 1 && this.isServed(spelt),
      isExact: undefined,
    };
    this.known.set(folder, made);
    return made;
  }
}

/** Disks may take two forms of any other letters for one, whatever they do with letter case. */
const isPlain = (file: string): boolean => !/[^\x20-\x7e]/.test(path.basename(file));

/** Whether no other name could be the stored one: the disk finds none in the other letter case. */
function isExact(folder: Folder, file: string): boolean {
  if (!isPlain(file)) return false;
  const name = path.basename(file);
  const other = name.replace(/[a-z]/gi, letter =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
  if (other === name) return true;
  folder.isExact ??= lstatOf(path.join(path.dirname(file), other)) === undefined;
  return folder.isExact;
}
