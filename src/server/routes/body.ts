import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A whole body with its codings undone, or why there is none. */
export type BodyRead =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly reason: string }
  /** The client left before it had sent everything. */
  | { readonly kind: 'gone' };

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** More codings, one inside the other, than anybody has a use for. */
const MOST_CODINGS = 3;

/** Whether a request says that it has a body (RFC 9112, 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads the body of a request.
 * @param most bytes that it may have, as sent and again with its codings undone: a small one may hold a very large one
 */
export async function readBody(request: IncomingMessage, most: number): Promise<BodyRead> {
  const codings = codingsOf(request);
  const unknown = codings.find(coding => !Object.hasOwn(DECODERS, coding));
  if (unknown !== undefined || codings.length > MOST_CODINGS) {
    const reason = `The body has a Content-Encoding that this server does not know: ${codings.join(', ')}.`;
    return { kind: 'refused', status: 415, reason };
  }
  if (Number(request.headers['content-length'] ?? 0) > most) return tooLarge(most);
  const raw = await gather(request, most);
  if (raw === 'too large') return tooLarge(most);
  if (!Buffer.isBuffer(raw)) return { kind: 'gone' };
  return undo(raw, codings, most);
}

function tooLarge(most: number): BodyRead {
  const reason = `The body is larger than ${most} bytes. The setting that would allow it: porthole.maxBodySize.`;
  return { kind: 'refused', status: 413, reason };
}

/** In the order in which they are undone: the last one applied is the first (RFC 9110, 8.4). */
function codingsOf({ headers }: IncomingMessage): string[] {
  return (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity')
    .toReversed();
}

async function undo(raw: Buffer, codings: readonly string[], most: number): Promise<BodyRead> {
  let bytes = raw;
  for (const coding of codings) {
    const decoder = DECODERS[coding]?.();
    if (!decoder) break;
    decoder.end(bytes);
    const decoded = await gather(decoder, most);
    if (decoded === 'too large') return tooLarge(most);
    if (!Buffer.isBuffer(decoded))
      return {
        kind: 'refused',
        status: 400,
        reason: `The body is not what its Content-Encoding, ${coding}, says.`,
      };
    bytes = decoded;
  }
  return { kind: 'body', bytes };
}

/** All bytes of a stream, as long as they are not too many. */
function gather(stream: Readable, most: number): Promise<Buffer | 'too large' | Error> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= most) {
        chunks.push(chunk);
        return;
      }
      // The rest is for `drain`, which knows when to give up.
      stream.off('data', take);
      stream.pause();
      chunks.length = 0;
      resolve('too large');
    };
    stream.on('data', take);
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', resolve);
    stream.once('close', () => resolve(new Error('The stream was closed')));
  });
}
