import type { Validators } from '../ask/conditional';
import { charsetOf } from '../types/charset';
import { type Coding, compress } from '../ask/encoding';
import type { Entry } from '../files/entry';
import { findInjection } from '../html/injection';
import { isHtml, isXhtml } from '../types/mime';
import { type Headers, noBody, type Reply } from './reply';
import { overlay } from './headers';

/** One variant of a file, ready to be sent again and again: everything that can be computed once is. */
export interface Representation extends Validators {
  readonly type: string;
  readonly bytes: Buffer;
  /** Whether parts of it may be asked for: never of a transformed document. */
  readonly ranges: boolean;
  readonly ok: Reply;
  readonly notModified: Reply;
  /** For a document with the page script: what the live side must know of it. */
  readonly document: { readonly id: string; readonly source: string } | undefined;
}

/** What all representations of a file share. */
export interface Common {
  readonly type: string;
  /** `frame-ancestors …`. */
  readonly framing: string;
  /** The person's own headers for this file. */
  readonly custom: Headers;
  /** Whether some clients of this server get compressed replies. */
  readonly negotiates: boolean;
  /** Whether origins are listed in `porthole.cors`. */
  readonly sharesOrigins: boolean;
}

/** Header fields of a successful reply; Content-Length aside. Pure. */
export function headersOf(
  common: Common,
  validators: Validators,
  more: { charset: string | undefined; ranges: boolean },
): Headers {
  const { type } = common;
  const varies = [
    ...(isHtml(type) || isXhtml(type) ? ['Sec-Fetch-Dest', 'Accept'] : []),
    ...(common.negotiates ? ['Accept-Encoding'] : []),
    ...(common.sharesOrigins ? ['Origin'] : []),
  ].join(', ');
  return overlay(
    {
      'Content-Type': more.charset === undefined ? type : `${type}; charset=${more.charset}`,
      ETag: validators.etag,
      'Last-Modified': new Date(validators.lastModified).toUTCString(),
      'Cache-Control': 'no-cache',
      ...(more.ranges ? { 'Accept-Ranges': 'bytes' } : { 'Accept-Ranges': 'none' }),
      ...(varies === '' ? {} : { Vary: varies }),
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy': common.framing,
    },
    common.custom,
  );
}

/** The fields that a 304 repeats (RFC 9110, 15.4.5): all but those that describe the body. Pure. */
export function notModifiedHeaders(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^content-(?!security|location)|^accept-ranges$|^last-modified$/i.test(name),
    ),
  );
}

/** The file as it is. */
export function plain(entry: Entry, common: Common): Representation {
  const charset =
    entry.overlay === undefined
      ? charsetOf(common.type, entry.bytes)?.name
      : charsetOf(common.type, Buffer.alloc(0))?.name;
  return make(entry, common, { bytes: entry.bytes, etag: `"${entry.hash}"`, charset, ranges: true });
}

/**
 * The file with the page script's tag in it; the plain file where there is no safe place for one.
 * @param script version of the page script: part of the entity tag, since the bytes depend on it
 */
export function document(entry: Entry, common: Common, script: string): Representation {
  const id = entry.hash;
  const injection = findInjection(entry.bytes, true, common.type, id);
  if (injection === 'none' || injection === 'more') return plain(entry, common);
  const { offset, tag } = injection;
  const bytes = Buffer.concat([entry.bytes.subarray(0, offset), tag, entry.bytes.subarray(offset)]);
  const charset =
    entry.overlay === undefined ? charsetOf(common.type, entry.bytes) : { name: 'utf-8', bom: 0 };
  const name = isXhtml(common.type) ? undefined : charset?.name;
  return {
    ...make(entry, common, { bytes, etag: `"${id}-${script}"`, charset: name, ranges: false }),
    document: { id, source: new TextDecoder(charset?.name ?? 'utf-8').decode(entry.bytes) },
  };
}

/** Another representation, compressed. */
export async function encoded(original: Representation, coding: Coding): Promise<Representation> {
  return inCoding(original, coding, await compress(coding, original.bytes), {
    etag: original.etag.replace(/"$/, `-${coding}"`),
    lastModified: original.lastModified,
  });
}

/** Another representation, which somebody has compressed: a neighbour on disk that may change while the file does not. */
export function encodedIn(neighbour: Entry, original: Representation, coding: Coding): Representation {
  return inCoding(original, coding, neighbour.bytes, {
    etag: original.etag.replace(/"$/, `-${coding}-${neighbour.hash}"`),
    lastModified: neighbour.stamp.mtimeMs,
  });
}

function inCoding(
  original: Representation,
  coding: Coding,
  bytes: Buffer,
  validators: Validators,
): Representation {
  const headers = {
    ...original.ok.headers,
    ETag: validators.etag,
    'Last-Modified': new Date(validators.lastModified).toUTCString(),
    'Content-Encoding': coding,
    'Accept-Ranges': 'none',
  };
  return { ...original, ...replies(headers, bytes, original.ok), ...validators, bytes, ranges: false };
}

interface Variant {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly charset: string | undefined;
  readonly ranges: boolean;
}

function make(entry: Entry, common: Common, { bytes, etag, charset, ranges }: Variant): Representation {
  const validators: Validators = { etag, lastModified: entry.stamp.mtimeMs };
  const headers = headersOf(common, validators, { charset, ranges });
  return {
    ...validators,
    ...replies(headers, bytes, { rule: ranges ? 'file' : 'document', source: { file: entry.file } }),
    type: common.type,
    bytes,
    ranges,
    document: undefined,
  };
}

function replies(
  headers: Headers,
  bytes: Buffer,
  { rule, source }: Pick<Reply, 'rule' | 'source'>,
): Pick<Representation, 'ok' | 'notModified'> {
  const from = source ? { source } : {};
  return {
    ok: {
      status: 200,
      headers: { ...headers, 'Content-Length': String(bytes.length) },
      body: { kind: 'bytes', bytes },
      rule,
      ...from,
    },
    notModified: { status: 304, headers: notModifiedHeaders(headers), body: noBody, rule, ...from },
  };
}
