import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';

/** Without O_NONBLOCK, `open` on a FIFO without a writer would wait for ever. Windows does not define these flags. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** The calls that `realPathOf` makes; tests replace them. */
export interface System {
  readonly platform: NodeJS.Platform;
  readlink(path: string): Promise<string>;
  realpath(path: string): Promise<string>;
  open(path: string, flags: number): Promise<Pick<FileHandle, 'stat' | 'close'>>;
}

/** Linux appends this to the path of a file whose last name is gone, for example because a save was renamed over it. */
const DELETED = ' (deleted)';

const isGone = async (handle: Pick<FileHandle, 'stat'>, named: string): Promise<boolean> =>
  named.endsWith(DELETED) && (await handle.stat({ bigint: true })).nlink === 0n;

const system: System = { platform: process.platform, readlink, realpath, open };

/**
 * The real path of an open file; undefined if the path now leads to another file, for example through a swapped link. Linux reads it from
 * the descriptor. Elsewhere the path is resolved again, and the file there is compared by its own descriptor. On Windows 11 with libuv 1.49
 * and 1.50, the `dev` of `stat` differs from that of `fstat` (libuv#4327).
 */
export async function realPathOf(
  handle: Pick<FileHandle, 'fd' | 'stat'>,
  file: string,
  { platform, ...calls }: System = system,
): Promise<string | undefined> {
  if (platform === 'linux') {
    const named = await calls.readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
    if (named !== undefined) return (await isGone(handle, named)) ? named.slice(0, -DELETED.length) : named;
  }
  const real = await calls.realpath(file);
  const other = await calls.open(real, READ_FLAGS);
  try {
    // As `bigint`: file numbers of NTFS and ReFS do not fit into a double.
    const [one, two] = await Promise.all([handle.stat({ bigint: true }), other.stat({ bigint: true })]);
    return one.dev === two.dev && one.ino === two.ino ? real : undefined;
  } finally {
    await other.close();
  }
}
