import { createHash } from 'node:crypto';
import { isReliable, type Stamp } from './stamp';

/** One reading of a small file. */
export interface Reading {
  /** The path that was asked for. */
  readonly file: string;
  /** The one spelling of the file that was read: another one where the path leads through a link. */
  readonly canonical: string;
  readonly bytes: Buffer;
  /** Media type, without parameters. */
  readonly type: string;
  readonly stamp: Stamp;
  /** Milliseconds since the epoch, before the reading began. */
  readonly since: number;
  /** The unsaved text that the bytes were made of; undefined for the disk's bytes. */
  readonly overlay: string | undefined;
}

/** A small file in memory. */
export class Entry {
  readonly file: string;
  readonly canonical: string;
  readonly bytes: Buffer;
  readonly overlay: string | undefined;
  stamp: Stamp;
  /** Media type, without parameters. */
  readonly type: string;
  /** Hash of the bytes, URL-safe. */
  readonly hash: string;
  /** Whether every later change of the bytes changes the stamp. */
  hasReliableStamp: boolean;

  constructor({ file, canonical, bytes, type, overlay, stamp, since }: Reading) {
    this.file = file;
    this.canonical = canonical;
    this.bytes = bytes;
    this.overlay = overlay;
    this.stamp = stamp;
    this.type = type;
    this.hash = createHash('sha1').update(bytes).digest('base64url');
    this.hasReliableStamp = isReliable(stamp.ctimeMs, since);
  }

  /** Takes the stamp of a later reading that found the same bytes. */
  confirm(stamp: Stamp, since: number): void {
    this.stamp = stamp;
    this.hasReliableStamp = isReliable(stamp.ctimeMs, since);
  }
}
