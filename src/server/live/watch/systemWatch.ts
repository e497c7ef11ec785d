import { type FSWatcher, lstatSync, type Stats, statSync, watch } from 'node:fs';

/** The part of `fs.watch` used here. `rename`: an entry came or went; `change`: its content or metadata changed. */
export type Watch = (
  directory: string,
  listener: (event: string, name: string | null) => void,
  recursive: boolean,
) => Pick<FSWatcher, 'close' | 'on'>;

export const systemWatch: Watch = (directory, listener, recursive) =>
  watch(directory, { persistent: false, encoding: 'utf8', recursive }, listener);

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
