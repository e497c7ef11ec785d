import type { IncomingMessage } from 'node:http';
import { boundaryOf, type FormPart, splitForm } from './formData';
import { decodePair, decodeText } from './decodeText';
import { readJson } from './readJson';
import { pauseAfter, Slices } from './slices';

/** A body, parsed by its Content-Type. */
export type ParsedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'fields'; readonly fields: readonly Field[]; readonly files: readonly ReceivedFile[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  /** The body does not match its Content-Type; the reason says where. */
  | { readonly kind: 'malformed'; readonly reason: string };

export interface Field {
  readonly name: string;
  readonly value: string;
}

export interface ReceivedFile {
  /** The name of the form's field. */
  readonly name: string;
  /** Without any folder. */
  readonly filename: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** The most fields and files of one form. */
const MOST_FIELDS = 1000;
/** Characters that take as long as a byte in a slow charset. */
const PER_BYTE = 4;
/** Characters of the longest form that `URLSearchParams` decodes at once. */
const SHORT = 64 * 1024;

const malformed = (reason: string): ParsedBody => ({ kind: 'malformed', reason });

/** The media type of a Content-Type field in lower case, and its parameters. Pure. */
export function contentType({ headers }: IncomingMessage): {
  readonly type: string;
  readonly charset: string | undefined;
} {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';');
  const charset = parameters
    .map(each => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(each)?.[1])
    .find(Boolean);
  return { type: type.trim().toLowerCase(), charset };
}

/** Parses a body by its Content-Type, in slices; linear in its length. */
export async function parseBody(request: IncomingMessage, bytes: Buffer): Promise<ParsedBody> {
  const { type, charset } = contentType(request);
  if (bytes.length === 0) return { kind: 'none' };
  if (type === 'multipart/form-data') return parseForm(request.headers['content-type'] ?? '', bytes);
  if (type === 'application/octet-stream') return { kind: 'binary', bytes };
  const isJson = type === 'application/json' || type.endsWith('+json');
  const isForm = type === 'application/x-www-form-urlencoded';
  if (!isJson && !isForm && !type.startsWith('text/') && !/\b(?:xml|javascript)$/.test(type))
    return { kind: 'binary', bytes };
  const text = await decodeText(bytes, charset);
  await pauseAfter(bytes.length);
  if (text === undefined) return malformed(`The charset of the body is unknown: ${charset}.`);
  if (isJson) return parseJson(text);
  return isForm ? parsePairs(text) : { kind: 'text', text };
}

async function parseJson(text: string): Promise<ParsedBody> {
  const read = await readJson(text);
  return read.kind === 'value' ? { kind: 'json', value: read.value } : malformed(`The body ${read.why}.`);
}

async function parsePairs(text: string): Promise<ParsedBody> {
  let count = 1;
  for (let at = text.indexOf('&'); at >= 0 && count <= MOST_FIELDS; at = text.indexOf('&', at + 1))
    count += 1;
  if (count > MOST_FIELDS) return malformed(`The form has more than ${MOST_FIELDS} fields.`);
  const pairs =
    text.length <= SHORT
      ? [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
      : await longPairs(text);
  return { kind: 'fields', fields: pairs, files: [] };
}

async function longPairs(text: string): Promise<Field[]> {
  const fields: Field[] = [];
  // One for all pairs: each may be too short to fill a slice.
  const slices = new Slices();
  for (const pair of text.split('&').filter(Boolean)) {
    const mark = pair.indexOf('=');
    const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
    fields.push({ name: await decodePair(name, slices), value: await decodePair(value, slices) });
  }
  return fields;
}

async function parseForm(field: string, bytes: Buffer): Promise<ParsedBody> {
  const boundary = boundaryOf(field);
  const parts = boundary === undefined ? 'it has no boundary' : await splitForm(bytes, boundary, MOST_FIELDS);
  if (typeof parts === 'string') return malformed(`The body is no multipart/form-data: ${parts}.`);
  const fields: Field[] = [];
  const files: ReceivedFile[] = [];
  const slices = new Slices();
  for (const part of parts) {
    const { name, filename, type, bytes: content } = part;
    if (slices.isOver(PER_BYTE * content.length)) await slices.next();
    if (filename === undefined) fields.push({ name, value: await valueOfPart(part) });
    else files.push({ name, filename, type, size: content.length });
  }
  return { kind: 'fields', fields, files };
}

async function valueOfPart({ type, bytes }: FormPart): Promise<string> {
  const charset = /;\s*charset\s*=\s*"?([^"\s;]+)/i.exec(type)?.[1];
  return (await decodeText(bytes, charset)) ?? (await decodeText(bytes)) ?? '';
}

/** A parsed body as one value for templates and JSON replies; repeated names become a list. Pure. */
export function valueOf(received: ParsedBody): unknown {
  switch (received.kind) {
    case 'json':
      return received.value;
    case 'text':
      return received.text;
    case 'fields':
      return asObject([
        ...received.fields.map(({ name, value }) => [name, value] as const),
        ...received.files.map(({ name, ...file }) => [name, file] as const),
      ]);
    case 'binary':
    case 'none':
    case 'malformed':
      return undefined;
    default:
      return received satisfies never;
  }
}

/** Pairs as an object; `Object.fromEntries` makes own properties even of `__proto__`. Repeated names become a list. Pure. */
export function asObject(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries([...lists].map(([name, list]) => [name, list.length > 1 ? list : list[0]]));
}
