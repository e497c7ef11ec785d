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

/** Names delivered in one turn: requests are answered between the turns. */
const MOST_TOLD = 512;

/** By watch, the names that changed, each once, until they are delivered. */
class Heard {
  private readonly events = new Map<string | null, string>();
  /** One iterator for all turns: a new one would first skip the delivered names. */
  private names = this.events.entries();

  get size(): number {
    return this.events.size;
  }

  add(event: string, name: string | null): void {
    if (this.size === 0) this.names = this.events.entries();
    if (this.events.get(name) !== 'rename') this.events.set(name, event);
  }

  /** Delivers some of them. @returns how many */
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
 * `fs.watch` that delivers each name at most once a turn. libuv reads events until there are none, so a program that writes without a
 * pause would block the event loop for ever. Used files do not wait for thousands of others.
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

/** The same for the entry itself, even if it is a link. */
export function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The prefix of every path in a folder. The path of a whole disk, `/` or `X:\`, already ends with a separator. */
export const prefixOf = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);
