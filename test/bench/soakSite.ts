import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { htmlText } from './site';

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

/** A file of which every byte is known. */
export interface Known {
  readonly target: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

/**
 * The requested files: small ones from memory, large ones from the disk, documents of both kinds, and one
 * that changes.
 */
export interface SoakSite {
  readonly small: readonly Known[];
  readonly large: readonly Known[];
  readonly documents: readonly Known[];
  readonly changing: Changing;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export function makeSoakSite(folder: string): SoakSite {
  mkdirSync(path.join(folder, 'many'), { recursive: true });
  const put = (name: string, bytes: Buffer): Known => {
    writeFileSync(path.join(folder, name), bytes);
    return { target: `/${name}`, bytes, hash: hashOf(bytes) };
  };
  const sizes = [0, 1, 100, KIB, 10 * KIB, 16 * KIB, 16 * KIB + 1, 100 * KIB, MIB];
  for (let i = 0; i < 200; i++) put(`many/entry-${i}.txt`, Buffer.from(String(i)));
  return {
    small: sizes.map(size => put(`small-${size}.bin`, randomBytes(size))),
    large: [3 * MIB, 12 * MIB, 40 * MIB].map(size => put(`large-${size}.bin`, randomBytes(size))),
    documents: [
      put('index.html', Buffer.from(htmlText(10 * KIB))),
      put('large.html', Buffer.from(htmlText(5 * MIB))),
    ],
    changing: new Changing(path.join(folder, 'changing.txt')),
  };
}

/** A file that is replaced all the time; its content names its state. */
export class Changing {
  readonly target = '/changing.txt';
  /** The last state that was completely on the disk. */
  version = 0;

  constructor(private readonly file: string) {
    this.change();
  }

  change(): void {
    const next = this.version + 1;
    writeFileSync(`${this.file}~`, Changing.textOf(next));
    renameSync(`${this.file}~`, this.file);
    this.version = next;
  }

  /** Whether these bytes are a complete state that was on the disk at `since` or later. */
  isSince(bytes: Buffer, since: number): boolean {
    const version = Number(/^\d+/.exec(bytes.toString('latin1', 0, 20))?.[0]);
    return (
      version >= since && version <= this.version + 1 && bytes.equals(Buffer.from(Changing.textOf(version)))
    );
  }

  private static textOf(version: number): string {
    return `${version}\n`.repeat(500 + (version % 7));
  }
}
