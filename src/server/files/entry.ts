import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { typeOf } from '../types/mime';
import type { Representation } from '../reply/represent';

/** What a `stat` can tell two states of a file apart by. */
export interface Stamp {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export const stampOf = (stats: Stats): Stamp => ({
  dev: stats.dev,
  ino: stats.ino,
  size: stats.size,
  mtimeMs: stats.mtimeMs,
  ctimeMs: stats.ctimeMs,
});

export function agrees(a: Stamp, b: Stamp): boolean {
  return (
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
    a.size === b.size &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}

/** Kernels stamp files by a clock that ticks every few milliseconds; FAT and some network drives every two seconds. */
const TICK = 30;
const COARSE_TICK = 2100;

/** Whether a file that was changed at `ctimeMs` could be changed once more, after `since`, without its stamp showing it. */
export function isSettled(ctimeMs: number, since: number): boolean {
  const age = since - ctimeMs;
  return age > (ctimeMs % 1000 === 0 ? COARSE_TICK : TICK);
}

/** A small file in memory and what was derived from its bytes. */
export class Entry {
  /** Media type, without parameters. */
  readonly type: string;
  /** Hash of the bytes, URL-safe. */
  readonly hash: string;
  /** Replies made of these bytes, by variant; made when first asked for. */
  readonly representations = new Map<string, Representation | Promise<Representation>>();
  /** Whether the stamp can be trusted to change whenever the bytes do. */
  settled: boolean;

  constructor(
    readonly file: string,
    readonly bytes: Buffer,
    public stamp: Stamp,
    since: number,
    /** The editor's text that these bytes are, or undefined when they are the disk's. */
    readonly overlay: string | undefined,
  ) {
    this.type = typeOf(path.basename(file));
    this.hash = createHash('sha1').update(bytes).digest('base64url');
    this.settled = isSettled(stamp.ctimeMs, since);
  }

  /** The bytes were read again and are the same. */
  confirm(stamp: Stamp, since: number): void {
    this.stamp = stamp;
    this.settled = isSettled(stamp.ctimeMs, since);
  }
}

/** An entity tag for a file too large to hash; unlike any other while the stamp could still hide a change. */
export function tagOf(stamp: Stamp, since: number): string {
  const base = [stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.ino].map(part => part.toString(36)).join('-');
  return isSettled(stamp.ctimeMs, since) ? `"${base}"` : `"${base}-${(unsettledTags++).toString(36)}"`;
}

let unsettledTags = 0;
