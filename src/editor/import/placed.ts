import path from 'node:path';
import type { Mapped } from './foreign';

/**
 * The value as it is written while this is `porthole.root`: other live servers count mounted folders and globs from the workspace
 * folder, Porthole from the root. Pure.
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

/** A glob that leads elsewhere matches nothing below the root, and does no harm. */
function globBelow(glob: string, root: string): string {
  const plain = glob.replace(/^\.?\//, '');
  return root !== '' && plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain;
}
