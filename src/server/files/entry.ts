import { createHash } from 'node:crypto';
import path from 'node:path';
import { typeOf } from '../types/mime';
import { isReliable, type Stamp } from './stamp';

/** A small file in memory. */
export class Entry {
  /** Media type, without parameters. */
  readonly type: string;
  /** Hash of the bytes, URL-safe. */
  readonly hash: string;
  /** Whether every later change of the bytes changes the stamp. */
  hasReliableStamp: boolean;

  constructor(
    readonly file: string,
    readonly bytes: Buffer,
    public stamp: Stamp,
    since: number,
    /** The unsaved text that these bytes were made of; undefined for the disk's bytes. */
    readonly overlay: string | undefined,
  ) {
    this.type = typeOf(path.basename(file));
    this.hash = createHash('sha1').update(bytes).digest('base64url');
    this.hasReliableStamp = isReliable(stamp.ctimeMs, since);
  }

  /** Takes the stamp of a later reading that found the same bytes. */
  confirm(stamp: Stamp, since: number): void {
    this.stamp = stamp;
    this.hasReliableStamp = isReliable(stamp.ctimeMs, since);
  }
}
