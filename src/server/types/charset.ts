import { isUtf8 } from 'node:buffer';
import { bomOf, type Charset } from './bom';
import { isHtml, isText } from './mime';
import { declaredLabels } from './prescan';

/** HTML looks for its `<meta charset>` in this many bytes (WHATWG HTML 13.2.3.2). */
const PRESCAN = 1024;

/** The bytes that open a file's text, or all of it. */
export interface Text {
  readonly bytes: Buffer;
  /** Whether more bytes follow. */
  readonly isCut: boolean;
}

/**
 * The charset of a text file. Pure. A declaration of the file's own counts, by the rules of its type; without one, UTF-8 if the bytes
 * are. Undefined otherwise: the browser then decides as for any server, and a wrong label would overrule `<meta>` and
 * `<script charset>`. Undefined too for files that are no text, and for XML, which names its encoding itself.
 */
export function charsetOf(type: string, { bytes, isCut }: Text): Charset | undefined {
  if (!isText(type)) return undefined;
  const bom = bomOf(bytes);
  if (bom) return bom;
  const name = declared(type, bytes.subarray(0, PRESCAN)) ?? 'utf-8';
  return name === 'utf-8' && !readsAsUtf8(bytes, isCut) ? undefined : { name, bom: 0 };
}

/** Whether bytes are UTF-8, and not a 7-bit or 16-bit encoding that happens to be valid UTF-8. */
function readsAsUtf8(bytes: Buffer, isCut: boolean): boolean {
  if (bytes.includes(0) && isUtf16(bytes)) return false;
  if (bytes.includes(0x1b) && ISO_2022_JP.test(bytes.toString('latin1'))) return false;
  return isUtf8(isCut ? withoutCut(bytes) : bytes);
}

/** Whether NUL is one byte in ten, as the markup of UTF-16 without a byte order mark has it; a few are a slip in another text. */
function isUtf16(bytes: Buffer): boolean {
  let count = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) count++;
  return count * 10 > bytes.length;
}

/** Its escape sequences for Japanese (WHATWG Encoding, 12.2.1). */
// oxlint-disable-next-line no-control-regex -- ESC begins each of them
const ISO_2022_JP = /\x1b(?:\([BIJ]|\$[@B])/;

/** The bytes without a UTF-8 sequence cut off at the end: at most three bytes, the first of which has its two high bits set. */
function withoutCut(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if (byte >= 0xc0) return bytes.subarray(0, at);
    if (byte < 0x80) break;
  }
  return bytes;
}

function declared(type: string, head: Buffer): string | undefined {
  const text = head.toString('latin1');
  // The prescan goes on after a label that names no encoding.
  if (isHtml(type)) return declaredLabels(text).map(encodingOf).find(Boolean);
  // CSS Syntax 3, 3.2: exactly these bytes, at the very start.
  if (type === 'text/css') return encodingOf(/^@charset "([^"]*)";/.exec(text)?.[1]);
  return undefined;
}

/** The encoding that the Encoding standard has for a label. UTF-16 cannot be true of a text whose label reads as ASCII. */
export function encodingOf(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  // HTML 13.2.3.2; Node's decoder knows the label from version 24 on.
  if (label.trim().toLowerCase() === 'x-user-defined') return 'windows-1252';
  try {
    const name = new TextDecoder(label.trim()).encoding;
    return name.startsWith('utf-16') ? 'utf-8' : name;
  } catch {
    return undefined;
  }
}

/** The text of bytes in an encoding. */
export const decoded = (bytes: Uint8Array, charset = 'utf-8'): string =>
  decodedBy(new TextDecoder(charset), bytes);

/** The text of bytes. Node 20 reads windows-1252 as ISO-8859-1, whose 0x80–0x9F are no letters, except in a stream. */
export function decodedBy(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  // A stream of UTF-8 takes six times as long.
  if (decoder.encoding !== 'windows-1252') return decoder.decode(bytes);
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}
