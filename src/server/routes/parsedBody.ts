import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { faultOf } from './json';

/** A body, parsed by its Content-Type. */
export type Received =
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
const MOST_PARTS = 10_000;

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

/** Parses a body by its Content-Type. */
export async function receive(request: IncomingMessage, bytes: Buffer): Promise<Received> {
  const { type, charset } = contentType(request);
  if (bytes.length === 0) return { kind: 'none' };
  if (type === 'multipart/form-data') return receiveForm(request, bytes);
  if (type === 'application/octet-stream') return { kind: 'binary', bytes };
  const isJson = type === 'application/json' || type.endsWith('+json');
  const isForm = type === 'application/x-www-form-urlencoded';
  if (!isJson && !isForm && !type.startsWith('text/') && !/\b(?:xml|javascript)$/.test(type))
    return { kind: 'binary', bytes };
  const text = decode(bytes, charset);
  if (text === undefined)
    return { kind: 'malformed', reason: `The body's charset is one that nobody knows: ${charset}.` };
  if (isJson) return receiveJson(text);
  return isForm ? { kind: 'fields', fields: pairs(text), files: [] } : { kind: 'text', text };
}

function decode(bytes: Buffer, charset: string | undefined): string | undefined {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return undefined;
  }
}

function receiveJson(text: string): Received {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    // V8's message names the place of some faults only.
    const fault = faultOf(text);
    const where = fault ? `: ${fault.message} at line ${fault.line}, column ${fault.column}` : '';
    return { kind: 'malformed', reason: `The body is not JSON${where}.` };
  }
}

const pairs = (text: string): Field[] =>
  [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));

async function receiveForm(request: IncomingMessage, bytes: Buffer): Promise<Received> {
  const fields: Field[] = [];
  const files: ReceivedFile[] = [];
  try {
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: { fieldNameSize: 1000, fieldSize: bytes.length, parts: MOST_PARTS },
    });
    parser.on('field', (name, value) => fields.push({ name, value }));
    parser.on('file', (name, stream, filename, _encoding, type) => {
      count(stream, size => files.push({ name, filename: filename ?? '', type, size }));
    });
    const finished = once(parser, 'finish');
    parser.end(bytes);
    await finished;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { kind: 'malformed', reason: `The body is no multipart/form-data: ${what}.` };
  }
  return { kind: 'fields', fields, files };
}

function count(stream: BusboyFileStream, done: (size: number) => void): void {
  let size = 0;
  stream.on('data', (chunk: Buffer) => (size += chunk.length));
  stream.on('end', () => done(size));
}

/** A parsed body as one value for templates and JSON replies; repeated names become a list. Pure. */
export function valueOf(received: Received): unknown {
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
  for (const [name, value] of entries) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(
    [...lists].map(([name, [first, ...rest]]) => [name, rest.length > 0 ? [first, ...rest] : first]),
  );
}
