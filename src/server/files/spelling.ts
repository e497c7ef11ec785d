import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The names in a folder; undefined for a folder that cannot be read. */
export type Names = (folder: string) => Promise<readonly string[] | undefined>;

export const namesOnDisk: Names = folder => readdir(folder).catch(() => undefined);

/**
 * Whether each name of a path is spelt as its folder lists it. Some disks find a file by other names, too: in another case, with a
 * dot at the end, by an 8.3 alias. A folder that cannot be read allows any name.
 */
export async function isSpelt(root: string, file: string, names: Names): Promise<boolean> {
  const segments = path.relative(root, file).split(path.sep).filter(Boolean);
  const folders = segments.map((_, depth) => names(path.join(root, ...segments.slice(0, depth))));
  const lists = await Promise.all(folders);
  return segments.every((segment, depth) => lists[depth] === undefined || stands(segment, lists[depth]));
}

/** Some disks store `ä` as one character, some as two (NFC, NFD): both are the same name. */
const stands = (segment: string, names: readonly string[]): boolean =>
  names.includes(segment) || names.some(name => name.normalize() === segment.normalize());
