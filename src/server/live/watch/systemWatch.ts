import { type FSWatcher, lstatSync, type Stats, statSync, watch } from 'node:fs';

/** The part of `fs.watch` used here. `rename`: an entry came or went; `change`: its content or metadata changed. */
export type Watch = (
  directory: string,
  listener: (event: string, name: string | null) => void,
  recursive: boolean,
) => Pick<FSWatcher, 'close' | 'on'>;

/**
 * `fs.watch`, each name at most once a turn. libuv reads events until there are none, so a program that changes a folder without a
 * pause would hold the event loop for good if each of its events took as long as the next one takes to come.
 */
export const systemWatch: Watch = (directory, listener, recursive) => {
  const heard = new Map<string | null, string>();
  const tell = (): void => {
    const events = [...heard];
    heard.clear();
    for (const [name, event] of events) listener(event, name);
  };
  return watch(directory, { persistent: false, encoding: 'utf8', recursive }, (event, name) => {
    if (heard.size === 0) setImmediate(tell);
    if (heard.get(name) !== 'rename') heard.set(name, event);
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

/** Whether a directory itself stands at this path, not a link to one: links may lead in circles. Never throws. */
export function isFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
