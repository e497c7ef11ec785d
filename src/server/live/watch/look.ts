import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { isResource } from '../kinds';
import { GONE, NEW_WAIT, type Seen, seenOf, seenUnread } from './settle';
import { statOf } from './systemWatch';

/** Bytes above which a file is known by its stamp alone: reading it would cost more than it tells. */
const LARGEST_READ = 2 * 1024 * 1024;

/** One look at a file. */
export interface Look {
  /** Undefined for a missing file, and for one that is not read. */
  readonly bytes: Buffer | undefined;
  readonly seen: Seen;
  /** Undefined for a missing file, and for a text in an editor. */
  readonly stats?: Stats | undefined;
}

/** The look at a file by `stat` alone. */
export function glanceAt(file: string): Look {
  const stats = statOf(file);
  if (!stats?.isFile()) return { bytes: undefined, seen: GONE };
  return { bytes: undefined, seen: seenUnread(textOf(stats), stats.size), stats };
}

/** Whether the content of a file is worth the read. */
export const mayBeRead = (file: string, seen: Seen): boolean =>
  seen !== GONE && seen.size <= LARGEST_READ && !isResource(file);

/** Whether the last change is older than a new file's wait. A file server's clock may be ahead of ours. */
export function hasRested({ seen, stats }: Look): boolean {
  const age = stats && seen.size > 0 ? Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) : 0;
  return age > NEW_WAIT;
}

/** The look at a file whose content was read. */
export const hashed = (bytes: Buffer, file: string, stamp: string): Look => ({
  bytes,
  seen: seenOf(bytes, createHash('sha1').update(bytes).digest('base64url'), file, stamp),
});

const textOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
