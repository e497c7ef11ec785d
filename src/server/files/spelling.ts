import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The names in a folder; undefined for one that cannot be read. */
export type Names = (folder: string) => Promise<readonly string[] | undefined>;

export const namesOnDisk: Names = folder => readdir(folder).catch(() => undefined);

/**
 * Whether a path below a root is spelt as its names stand in their folders. Some disks find a file by other names, too: in
 * another case, with a dot at its end, by an alias. One that cannot be asked says nothing against a name.
 */
export async function isSpelt(root: string, file: string, names: Names): Promise<boolean> {
  const segments = path.relative(root, file).split(path.sep).filter(Boolean);
  const folders = segments.map((_, depth) => names(path.join(root, ...segments.slice(0, depth))));
  const lists = await Promise.all(folders);
  return segments.every((segment, depth) => lists[depth] === undefined || stands(segment, lists[depth]));
}

/** A disk may write an umlaut as one character or as two, whatever it was called by: that is no other name. */
const stands = (segment: string, names: readonly string[]): boolean =>
  names.includes(segment) || names.some(name => name.normalize() === segment.normalize());
