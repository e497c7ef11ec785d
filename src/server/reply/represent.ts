import { NAVIGATION_FIELDS } from '../ask/requestFields';
import type { Validators } from '../ask/conditional';
import type { Charset } from '../types/bom';
import { charsetOf, decoded } from '../types/charset';
import { type Coding, compress } from '../ask/encoding';
import type { Entry } from '../files/entry';
import { isHtml, isXhtml } from '../types/mime';
import { type Headers, noBody, type Reply, type ServedDocument } from './reply';
import { overlay } from './headers';

/** One variant of a file, with everything that can be computed once for all its replies. */
export interface Representation extends Validators {
  readonly type: string;
  readonly bytes: Buffer;
  /** Whether ranges of it may be requested; never true for a transformed document. */
  readonly ranges: boolean;
  readonly ok: Reply;
  readonly notModified: Reply;
  /** Set if the page script is in it. */
  readonly document: ServedDocument | undefined;
}

type Variant = Representation | Promise<Representation>;

/** Variants by name; they live as long as the entry from whose bytes they were made. */
const variants = new WeakMap<Entry, Map<string, Variant>>();

/** A variant of a file in memory, made once per content; a failed attempt is forgotten. */
export function variantOf(entry: Entry, name: string, make: () => Variant): Variant {
  const known = variants.get(entry)?.get(name);
  if (known) return known;
  const ofEntry = variants.get(entry) ?? new Map<string, Variant>();
  variants.set(entry, ofEntry);
  const made = make();
  ofEntry.set(name, made);
  if (made instanceof Promise)
    made.then(
      variant => ofEntry.set(name, variant),
      () => ofEntry.delete(name),
    );
  return made;
}

/** The part that all representations of a file share. */
export interface Common {
  readonly type: string;
  /** `frame-ancestors …`. */
  readonly framing: string;
  /** Fields that `porthole.headers` has for this file. */
  readonly custom: Headers;
  /** Whether some clients of this server get compressed replies. */
  readonly negotiates: boolean;
  /** Whether origins are listed in `porthole.cors`. */
  readonly sharesOrigins: boolean;
}

/** Header fields of a successful reply, without Content-Length. Pure. */
export function headersOf(
  common: Common,
  validators: Validators,
  more: { charset: string | undefined; ranges: boolean },
): Headers {
  const { type } = common;
  const varies = [
    ...(isHtml(type) || isXhtml(type) ? NAVIGATION_FIELDS : []),
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

/** The fields that a 304 repeats: all except those that describe the body (RFC 9110, 15.4.5). Pure. */
export function notModifiedHeaders(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^content-(?!security|location)|^accept-ranges$|^last-modified$/i.test(name),
    ),
  );
}

/** An editor's text is sent as UTF-8, whatever charset it declares. */
function charsetIn({ overlay: typed, bytes }: Entry, type: string): Charset | undefined {
  return charsetOf(type, typed === undefined ? { bytes, isCut: false } : { bytes: EMPTY, isCut: false });
}

const EMPTY = Buffer.alloc(0);

/** The file without the page script. */
export function plain(entry: Entry, common: Common): Representation {
  const charset = charsetIn(entry, common.type)?.name;
  return make(entry, common, { bytes: entry.bytes, etag: `"${entry.hash}"`, charset });
}

/**
 * Bytes of comments or blanks at the start of a document that are searched. A longer search would block other requests, so no tag is
 * inserted then.
 */
export const SEARCHED = 256 * 1024;

/**
 * The file with the page script's tag in it; the plain file where no place for a tag is safe. The first call loads the parser.
 * @param root the reference from the document to the root
 * @param script version of the page script: part of the entity tag, since the bytes depend on it
 */
export async function document(
  entry: Entry,
  common: Common,
  script: string,
  root: string,
): Promise<Representation> {
  const { findInjection } = await import('../html/injection');
  const id = entry.hash;
  const head = entry.bytes.subarray(0, SEARCHED);
  const injection = findInjection(head, head.length === entry.bytes.length, common.type, id, root);
  if (injection === 'none' || injection === 'more') return plain(entry, common);
  const { offset, tag } = injection;
  const bytes = Buffer.concat([entry.bytes.subarray(0, offset), tag, entry.bytes.subarray(offset)]);
  const charset = charsetIn(entry, common.type);
  const name = isXhtml(common.type) ? undefined : charset?.name;
  // Without a charset the browser chooses one, so its text is unknown here.
  const isKnown = charset !== undefined || isXhtml(common.type);
  const source = isKnown ? decoded(entry.bytes, charset?.name) : undefined;
  const served = { file: entry.canonical, id, source };
  // The bytes depend on the depth of the address as well.
  const depth = root === './' ? '' : `-${root.length}`;
  return make(entry, common, { bytes, etag: `"${id}-${script}${depth}"`, charset: name, served });
}

/** Another representation, compressed. */
export async function encoded(original: Representation, coding: Coding): Promise<Representation> {
  return inCoding(original, coding, await compress(coding, original.bytes), {
    etag: original.etag.replace(/"$/, `-${coding}"`),
    lastModified: original.lastModified,
  });
}

/** Another representation with the bytes of a compressed neighbour on the disk, which may change while the file does not. */
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
  const { rule, source, used } = original.ok;
  const origin: Origin = { rule, ...(source && { source }), ...(used && { used }) };
  return { ...original, ...replies(headers, bytes, origin), ...validators, bytes, ranges: false };
}

interface Content {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly charset: string | undefined;
  /** Set if the page script is in it: ranges of such bytes are not ranges of the file. */
  readonly served?: ServedDocument;
}

function make(entry: Entry, common: Common, { bytes, etag, charset, served }: Content): Representation {
  const { file, canonical } = entry;
  const validators: Validators = { etag, lastModified: entry.stamp.mtimeMs };
  const ranges = served === undefined;
  const headers = headersOf(common, validators, { charset, ranges });
  const from: Origin = {
    rule: ranges ? 'file' : 'document',
    source: { file },
    used: { file: canonical, found: true, ...(served && { document: served }) },
  };
  return {
    ...validators,
    ...replies(headers, bytes, from),
    type: common.type,
    bytes,
    ranges,
    document: served,
  };
}

/** The part of a reply that does not depend on its coding. */
type Origin = Pick<Reply, 'rule' | 'source' | 'used'>;

function replies(
  headers: Headers,
  bytes: Buffer,
  origin: Origin,
): Pick<Representation, 'ok' | 'notModified'> {
  return {
    ok: {
      ...origin,
      status: 200,
      headers: { ...headers, 'Content-Length': String(bytes.length) },
      body: { kind: 'bytes', bytes },
    },
    notModified: { ...origin, status: 304, headers: notModifiedHeaders(headers), body: noBody },
  };
}
