import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { allBytes } from '../ask/allBytes';
import type { RouteContext } from './context';
import { pauseAfter } from './slices';
import { parseBody, type ParsedBody } from './parsedBody';

/** A body that is refused; the message is for its sender. */
export class BodyRefusal extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'BodyRefusal';
  }
}

/** A whole body without its content codings, raw and parsed. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly parsed: ParsedBody;
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};
/** The most content codings that may be nested; no real client sends more. */
const MOST_CODINGS = 3;

/** Whether a request has a body (RFC 9112, 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads the body of a request as its headers say. Rejects with a `BodyRefusal`. `maxBodySize` limits the bytes as sent and again after
 * decoding, since a small body may decode to a very large one.
 */
export async function readBody(
  request: IncomingMessage,
  { site, sendContinue }: Pick<RouteContext, 'site' | 'sendContinue'>,
): Promise<ReadBody> {
  const most = site.options.maxBodySize;
  if (!hasBody(request)) return { bytes: Buffer.alloc(0), parsed: { kind: 'none' } };
  const codings = codingsOf(request);
  const unknown = codings.find(coding => !Object.hasOwn(DECODERS, coding));
  if (unknown !== undefined || codings.length > MOST_CODINGS) {
    const names = codings.toReversed().join(', ');
    throw new BodyRefusal(415, `The body has a Content-Encoding that this server does not know: ${names}.`);
  }
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  sendContinue(request);
  const raw = await allBytes(request, most);
  if (raw === 'too large') throw tooLarge(most);
  // The client has left; only the log gets this reply.
  if (!Buffer.isBuffer(raw)) throw new BodyRefusal(400, 'The body was broken off.');
  const bytes = await undo(raw, codings, most);
  const parsed = await parseBody(request, bytes);
  await pauseAfter(bytes.length);
  if (parsed.kind === 'malformed') throw new BodyRefusal(400, parsed.reason);
  return { bytes, parsed };
}

export function tooLarge(most: number): BodyRefusal {
  const way = 'To allow it, change the setting porthole.maxBodySize.';
  return new BodyRefusal(413, `The body is larger than ${most} bytes. ${way}`);
}

/** Content codings in decoding order: the last one applied comes first (RFC 9110, 8.4). */
function codingsOf({ headers }: IncomingMessage): string[] {
  return (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity')
    .toReversed();
}

async function undo(raw: Buffer, codings: readonly string[], most: number): Promise<Buffer> {
  let bytes = raw;
  for (const coding of codings) {
    const decoder = DECODERS[coding]?.();
    if (!decoder) break;
    decoder.end(bytes);
    const decoded = await allBytes(decoder, most);
    decoder.destroy();
    if (decoded === 'too large') throw tooLarge(most);
    if (!Buffer.isBuffer(decoded))
      throw new BodyRefusal(400, `The body is not what its Content-Encoding, ${coding}, says.`);
    bytes = decoded;
  }
  return bytes;
}
