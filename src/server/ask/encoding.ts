import type zlib from 'node:zlib';
import { promisify } from 'node:util';
import type { Transform } from 'node:stream';
import Negotiator from 'negotiator';
import type { CompressionMode } from '../../protocol/serverOptions';
import { isCompressible } from '../types/mime';

export type Coding = 'zstd' | 'br' | 'gzip';

/** Below this many bytes, the header field costs more than compression saves. */
const WORTHWHILE = 1024;
/** Characters of a longer list are not parsed: one of 32 KiB takes 40 ms, and a hundred clients may send theirs at once (security rule 19). */
const LONGEST = 1000;

/** Node has had Zstandard since 22.15; VS Code 1.100 may run on 20. */
interface MaybeZstd {
  readonly createZstdCompress?: () => Transform;
  readonly zstdCompress?: (bytes: Uint8Array, done: (error: Error | null, result: Buffer) => void) => void;
}

/** Loaded with the first reply that is compressed: over loopback there is none. */
const loadZlib = async (): Promise<typeof zlib & MaybeZstd> => (await import('node:zlib')).default;

/** negotiator 1 takes preferences; its types are those of 0.6. */
interface Chooser {
  encodings(available: string[], options?: { preferred: string[] }): string[];
}

/** In the order of preference when a client likes several equally. */
export const codings: readonly Coding[] = [
  ...(process.versions['zstd'] ? (['zstd'] as const) : []),
  'br',
  'gzip',
];

/** File name endings of compressed copies beside a file. */
export const neighbourOf: Readonly<Partial<Record<Coding, string>>> = { br: '.br', gzip: '.gz' };

/** Whether replies to this client are compressed: over loopback that costs more than it saves. Pure. */
export function compresses(mode: CompressionMode, local: boolean): boolean {
  return mode === 'on' || (mode === 'auto' && !local);
}

/** The coding that a reply of this type and size gets; undefined for none. RFC 9110, 12.5.3. Pure. */
export function chooseCoding(
  acceptEncoding: string | undefined,
  type: string,
  size: number,
): Coding | undefined {
  if (
    acceptEncoding === undefined ||
    acceptEncoding.length > LONGEST ||
    size < WORTHWHILE ||
    !isCompressible(type)
  )
    return undefined;
  const negotiator: Chooser = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const preferred = [...codings];
  const chosen = negotiator.encodings([...preferred, 'identity'], { preferred })[0];
  return codings.find(coding => coding === chosen);
}

/** Quality 5 compresses text almost as well as 11 in a hundredth of the time. */
const brotliOptions = ({ constants }: typeof zlib) => ({
  params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
});

/** Compresses bytes that are in memory. */
export async function compress(coding: Coding, bytes: Buffer): Promise<Buffer> {
  const library = await loadZlib();
  switch (coding) {
    case 'gzip':
      return promisify(library.gzip)(bytes);
    case 'br':
      return promisify(library.brotliCompress)(bytes, brotliOptions(library));
    case 'zstd':
      return promisify(library.zstdCompress ?? library.gzip)(bytes);
    default:
      return coding satisfies never;
  }
}

/** A stream that compresses a file too large for memory. */
export async function compressor(coding: Coding): Promise<Transform> {
  const library = await loadZlib();
  switch (coding) {
    case 'gzip':
      return library.createGzip();
    case 'br':
      return library.createBrotliCompress(brotliOptions(library));
    case 'zstd':
      return library.createZstdCompress?.() ?? library.createGzip();
    default:
      return coding satisfies never;
  }
}
