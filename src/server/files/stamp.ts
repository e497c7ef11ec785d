import type { Stats } from 'node:fs';

/**
 * The fields of `stat` that tell two states of a file apart. Without `dev`: on Windows 11 with libuv 1.49 and 1.50, `stat` and `fstat`
 * give different ones for the same file (libuv#4327).
 */
export interface Stamp {
  readonly ino: number;
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export const stampOf = (stats: Stats): Stamp => ({
  ino: stats.ino,
  size: stats.size,
  mtimeMs: stats.mtimeMs,
  ctimeMs: stats.ctimeMs,
});

export function agrees(a: Stamp, b: Stamp): boolean {
  return a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino;
}

/** Milliseconds between two ticks of the clock that kernels stamp files by; two seconds on FAT and some network drives. */
const TICK = 30;
const COARSE_TICK = 2100;

/** Whether any change after `since` shows in the stamp: within one tick of the last change it might not. */
export function isReliable(ctimeMs: number, since: number): boolean {
  const age = since - ctimeMs;
  return age > (ctimeMs % 1000 === 0 ? COARSE_TICK : TICK);
}

/** An entity tag for a file too large to hash; unique per request while the stamp could still hide a change. */
export function tagOf(stamp: Stamp, since: number): string {
  const base = [stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.ino].map(part => part.toString(36)).join('-');
  return isReliable(stamp.ctimeMs, since) ? `"${base}"` : `"${base}-${(unreliableTags++).toString(36)}"`;
}

let unreliableTags = 0;
