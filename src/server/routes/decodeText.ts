import { decodedBy } from '../types/charset';
import { pauseAfter, Slices } from './slices';

interface DecoderOptions {
  readonly ignoreBOM?: boolean;
}

/** Bytes decoded in one piece; a slow decoder takes some milliseconds for them. */
const AT_ONCE = 256 * 1024;

/**
 * The text of bytes in an encoding of the Encoding standard, decoded in slices.
 * @returns undefined for an unknown encoding
 */
export async function decodeText(
  bytes: Uint8Array,
  charset = 'utf-8',
  options: DecoderOptions = {},
): Promise<string | undefined> {
  const decoder = decoderFor(charset, options);
  if (!decoder || bytes.length <= AT_ONCE) return decoder && decodedBy(decoder, bytes);
  const slices = new Slices();
  let text = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    text += decoder.decode(bytes.subarray(at, at + AT_ONCE), { stream: true });
    if (slices.isOver(AT_ONCE)) await slices.next();
  }
  return text + decoder.decode();
}

function decoderFor(charset: string, options: DecoderOptions): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset, options);
  } catch {
    return undefined;
  }
}

/** The text of one name or value of a form (URL standard, application/x-www-form-urlencoded parsing), decoded in slices. */
export async function decodePair(text: string, slices = new Slices()): Promise<string> {
  const from = Buffer.from(text);
  await pauseAfter(from.length);
  const to = Buffer.allocUnsafe(from.length);
  let length = 0;
  for (let at = 0; at < from.length; at += 1) {
    const byte = from[at] ?? 0;
    const code = byte === 0x25 ? codeAt(from, at + 1) : undefined;
    to[length] = code ?? (byte === 0x2b ? 0x20 : byte);
    length += 1;
    if (code !== undefined) at += 2;
    if (slices.isOver()) await slices.next();
  }
  return (await decodeText(to.subarray(0, length), 'utf-8', { ignoreBOM: true })) ?? '';
}

/** Two hexadecimal digits as a number. */
function codeAt(bytes: Uint8Array, at: number): number | undefined {
  const [high, low] = [digitOf(bytes[at]), digitOf(bytes[at + 1])];
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function digitOf(code = 0): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}
