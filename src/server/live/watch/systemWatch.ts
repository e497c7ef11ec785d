import { type FSWatcher, lstatSync, type Stats, statSync, watch } from 'node:fs';
import { sep } from 'node:path';

/** The part of `fs.watch` used here. `rename`: an entry came or went; `change`: its content or metadata changed. */
export type Watch = (
  directory: string,
  listener: (event: string, name: string | null) => void,
  recursive: boolean,
  /** Whether an entry is to be told before others. */
  isFirst?: (name: string) => boolean,
) => Pick<FSWatcher, 'close' | 'on'>;

/** Names told in one turn: requests are answered between the turns. */
const MOST_TOLD = 512;

/** Names by which a folder's watch has heard something, each once, until they are told. */
class Heard {
  private readonly events = new Map<string | null, string>();
  /** One for all turns: a new one would pass the names that were told. */
  private names = this.events.entries();

  get size(): number {
    return this.events.size;
  }

  add(event: string, name: string | null): void {
    if (this.size === 0) this.names = this.events.entries();
    if (this.events.get(name) !== 'rename') this.events.set(name, event);
  }

  /** Tells some of them. @returns how many */
  tell(most: number, listener: Parameters<Watch>[1]): number {
    for (let told = 0; told < most; told++) {
      const next = this.names.next();
      if (next.done === true) return told;
      const [name, event] = next.value;
      this.events.delete(name);
      listener(event, name);
    }
    return most;
  }
}

/**
 * `fs.watch`, each name at most once a turn. libuv reads events until there are none. Handled one by one, the events of a program that
 * writes without a pause would block the event loop for ever. Used files do not wait for thousands of others.
 */
export const systemWatch: Watch = (directory, listener, recursive, isFirst = () => false) => {
  const [first, others] = [new Heard(), new Heard()];
  const tell = (): void => {
    others.tell(MOST_TOLD - first.tell(MOST_TOLD, listener), listener);
    if (first.size + others.size > 0) setImmediate(tell);
  };
  return watch(directory, { persistent: false, encoding: 'utf8', recursive }, (event, name) => {
    if (first.size + others.size === 0) setImmediate(tell);
    (name !== null && isFirst(name) ? first : others).add(event, name);
  });
};

/**
 * One watch of the whole root instead of one per directory. Windows: a handle on a directory keeps its parents from being renamed or
 * removed. macOS: FSEvents costs the same for a tree as for a folder.
 */
export const isRecursive = process.platform === 'win32' || process.platform === 'darwin';

/** `statSync` that never throws: ELOOP, EACCES and a file pending deletion on Windows count as missing. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The same of the entry itself, should it be a link. */
export function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The beginning of each path in a folder. The path of a whole disk, `/` or `X:\`, ends with a separator itself. */
export const prefixOf = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);
