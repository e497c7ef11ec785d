import path from 'node:path';
import type { Mapped } from './foreign';
import { isRecord } from './made';

/**
 * The value as written for this `porthole.root`: other live servers resolve mounts and globs from the workspace folder, Porthole from the
 * root. Pure.
 */
export function placed({ key, value }: Pick<Mapped, 'key' | 'value'>, root: string): unknown {
  if (key === 'mount')
    return Object.fromEntries(
      Object.entries(value as Readonly<Record<string, string>>).map(([route, folder]) => [
        route,
        folderBelow(folder, root),
      ]),
    );
  if (key === 'ignore') return (value as readonly string[]).map(glob => globBelow(glob, root));
  return value;
}

function folderBelow(folder: string, root: string): string {
  if (path.posix.isAbsolute(folder) || path.win32.isAbsolute(folder)) return folder;
  return path.posix.relative(root, folder) || '.';
}

/** A glob outside the root matches nothing and does no harm. */
function globBelow(glob: string, root: string): string {
  const plain = glob.replace(/^\.?\//, '');
  return root !== '' && plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain;
}

/**
 * The value to write where a file has one already: lists and tables keep their other entries, any other value is replaced. Pure.
 * @param there the value in the file that is written
 */
export function joined({ key, value }: Pick<Mapped, 'key' | 'value'>, there: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(there))
    return [...new Set([...(there as unknown[]), ...(value as unknown[])])];
  if ((key !== 'mount' && key !== 'headers') || !isRecord(value) || !isRecord(there)) return value;
  const deep = key === 'headers';
  const entries = Object.entries(value).map(([name, given]) => {
    const before = there[name];
    return [name, deep && isRecord(given) && isRecord(before) ? { ...before, ...given } : given];
  });
  return { ...there, ...Object.fromEntries(entries) };
}
