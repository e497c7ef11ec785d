import type { IncomingMessage } from 'node:http';
import { boundaryOf, type FormPart, splitForm } from './formData';
import { deepestPlace, faultOf, MOST_LEVELS } from './json';

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
/** The longest text, in characters, in which the place of a fault is looked for. */
const SEARCHED = 1024 * 1024;

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

/** Parses a body by its Content-Type. Pure; linear in its length. */
export function parseBody(request: IncomingMessage, bytes: Buffer): ParsedBody {
  const { type, charset } = contentType(request);
  if (bytes.length === 0) return { kind: 'none' };
  if (type === 'multipart/form-data') return parseForm(request.headers['content-type'] ?? '', bytes);
  if (type === 'application/octet-stream') return { kind: 'binary', bytes };
  const isJson = type === 'application/json' || type.endsWith('+json');
  const isForm = type === 'application/x-www-form-urlencoded';
  if (!isJson && !isForm && !type.startsWith('text/') && !/\b(?:xml|javascript)$/.test(type))
    return { kind: 'binary', bytes };
  const text = decode(bytes, charset);
  if (text === undefined) return malformed(`The charset of the body is unknown: ${charset}.`);
  if (isJson) return parseJson(text);
  return isForm ? parsePairs(text) : { kind: 'text', text };
}

function decode(bytes: Buffer, charset: string | undefined): string | undefined {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): ParsedBody {
  if (deepestPlace(text) !== undefined)
    return malformed(`The body is nested deeper than ${MOST_LEVELS} levels.`);
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    // V8's message names the place of some faults only.
    const fault = text.length <= SEARCHED ? faultOf(text) : undefined;
    const where = fault ? `: ${fault.message} at line ${fault.line}, column ${fault.column}` : '';
    return malformed(`The body is not JSON${where}.`);
  }
}

function parsePairs(text: string): ParsedBody {
  let count = 1;
  for (let at = text.indexOf('&'); at >= 0 && count <= MOST_FIELDS; at = text.indexOf('&', at + 1))
    count += 1;
  if (count > MOST_FIELDS) return malformed(`The form has more than ${MOST_FIELDS} fields.`);
  const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
  return { kind: 'fields', fields, files: [] };
}

function parseForm(field: string, bytes: Buffer): ParsedBody {
  const boundary = boundaryOf(field);
  const parts = boundary === undefined ? 'it has no boundary' : splitForm(bytes, boundary, MOST_FIELDS);
  if (typeof parts === 'string') return malformed(`The body is no multipart/form-data: ${parts}.`);
  return {
    kind: 'fields',
    fields: parts
      .filter(({ filename }) => filename === undefined)
      .map(part => ({ name: part.name, value: valueOfPart(part) })),
    files: parts.flatMap(({ name, filename, type, bytes: { length: size } }) =>
      filename === undefined ? [] : [{ name, filename, type, size }],
    ),
  };
}

function valueOfPart({ type, bytes }: FormPart): string {
  const charset = /;\s*charset\s*=\s*"?([^"\s;]+)/i.exec(type)?.[1];
  return decode(bytes, charset) ?? bytes.toString('utf8');
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
