import { randomBytes } from 'node:crypto';
import type { ByteRange } from '../ask/range';
import type { Part } from './reply';

/** The body of a 206 with several ranges (RFC 9110, 14.6). */
interface Multipart {
  readonly contentType: string;
  readonly length: number;
  readonly parts: readonly Part[];
}

/** Lays out several ranges of one representation; a boundary of 128 random bits occurs in no file. */
export function multipart(ranges: readonly ByteRange[], contentType: string, size: number): Multipart {
  const boundary = randomBytes(16).toString('hex');
  const parts: Part[] = [];
  let lead = '';
  for (const { start, end } of ranges) {
    const head = `${lead}--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: bytes ${start}-${end}/${size}\r\n\r\n`;
    parts.push({ bytes: Buffer.from(head) }, { start, length: end - start + 1 });
    lead = '\r\n';
  }
  parts.push({ bytes: Buffer.from(`\r\n--${boundary}--\r\n`) });
  const length = parts.reduce((sum, part) => sum + ('bytes' in part ? part.bytes.length : part.length), 0);
  return { contentType: `multipart/byteranges; boundary=${boundary}`, length, parts };
}
