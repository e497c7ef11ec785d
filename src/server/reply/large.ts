import type { IncomingMessage } from 'node:http';
import { askedRanges, inParts, precondition, preconditionFailed, unsatisfiable } from './answer';
import { charsetOf } from '../types/charset';
import { isText } from '../types/mime';
import type { Coding } from '../ask/encoding';
import { tagOf } from '../files/stamp';
import type { OpenFile } from '../files/lookup';
import type { Injection } from '../html/injection';
import { type Body, noBody, type Part, type Reply } from './reply';
import { type Common, headersOf, notModifiedHeaders, SEARCHED } from './represent';

/** How to send a file too large for memory. */
interface LargeOptions {
  /** Whether it is sent as a document with the page script. */
  readonly injects: boolean;
  readonly script: string;
  /** The reference from the document to the root. */
  readonly root: string;
  readonly coding: Coding | undefined;
}

/** Bytes of the first search for the tag's place; each further one reads four times as many. */
const STEP = 64 * 1024;
/** Bytes of a large text from which the charset is read in one piece. */
const MOST = 1024 * 1024;
/** Bytes of a large text that are checked to be UTF-8; the rest is assumed to be the same. */
const MOST_CHECKED = 64 * 1024 * 1024;

/** Answers with an open file. The reply's body owns the file; without a body it is closed here. */
export async function answerLarge(
  request: IncomingMessage,
  file: OpenFile,
  common: Common,
  options: LargeOptions,
): Promise<Reply> {
  try {
    const reply = await compose(request, file, common, options);
    if (reply.body.kind !== 'file') await file.handle.close();
    return reply;
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

async function compose(
  request: IncomingMessage,
  file: OpenFile,
  common: Common,
  options: LargeOptions,
): Promise<Reply> {
  const { size, mtimeMs } = file.stamp;
  const base = tagOf(file.stamp, Date.now());
  const id = base.slice(1, -1);
  const injection = options.injects ? await findInLarge(file, common.type, id, options.root) : undefined;
  const suffix = [injection && options.script, options.coding].filter(Boolean).map(part => `-${part}`);
  const validators = { etag: `"${id}${suffix.join('')}"`, lastModified: mtimeMs };
  const charset = await charsetOfLarge(file, common.type);
  const ranges = !injection && !options.coding;
  const headers = headersOf(common, validators, { charset, ranges });
  const rule = injection ? 'document' : 'file';
  const whole: readonly Part[] = injection ? around(injection, size) : [{ start: 0, length: size }];
  const length = size + (injection?.tag.length ?? 0);
  const body = (parts: readonly Part[]): Body => ({ kind: 'file', file, parts, coding: options.coding });
  const framing = options.coding
    ? { 'Content-Encoding': options.coding }
    : { 'Content-Length': String(length) };
  const ok: Reply = { status: 200, headers: { ...headers, ...framing }, body: body(whole), rule };
  switch (precondition(request, validators)) {
    case 'not modified':
      return { status: 304, headers: notModifiedHeaders(headers), body: noBody, rule };
    case 'failed':
      return preconditionFailed(ok);
    case 'go on':
      break;
  }
  const asked = ranges ? askedRanges(request, validators, size) : undefined;
  if (asked === undefined) return ok;
  return asked === 'unsatisfiable' ? unsatisfiable(ok, size) : inParts(ok, asked, size, common.type, body);
}

function around({ offset, tag }: Injection, size: number): Part[] {
  return [{ start: 0, length: offset }, { bytes: tag }, { start: offset, length: size - offset }];
}

async function findInLarge(
  file: OpenFile,
  type: string,
  id: string,
  root: string,
): Promise<Injection | undefined> {
  const { findInjection } = await import('../html/injection');
  for (let length = STEP; length <= SEARCHED; length *= 4) {
    const head = await readAt(file, 0, Math.min(length, file.stamp.size));
    const found = findInjection(head, length >= file.stamp.size, type, id, root);
    if (found !== 'more') return found === 'none' ? undefined : found;
  }
  return undefined;
}

/** The charsets of recent large texts, by entity tag and path. */
const charsets = new Map<string, string | undefined>();
const MOST_CHARSETS = 256;

/** The charset of a large text. Its checked part is read once per content, since only the last byte may show that it is not UTF-8. */
async function charsetOfLarge(file: OpenFile, type: string): Promise<string | undefined> {
  if (!isText(type)) return undefined;
  const { stamp } = file;
  const key = `${stamp.ino} ${stamp.size} ${stamp.mtimeMs} ${type}`;
  if (charsets.has(key)) return charsets.get(key);
  const charset = await readCharset(file, type);
  if (charsets.size >= MOST_CHARSETS) charsets.clear();
  charsets.set(key, charset);
  return charset;
}

async function readCharset(file: OpenFile, type: string): Promise<string | undefined> {
  const first = await readAt(file, 0, MOST);
  const charset = charsetOf(type, { bytes: first, isCut: first.length < file.stamp.size });
  if (charset?.name !== 'utf-8' || charset.bom > 0) return charset?.name;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < Math.min(file.stamp.size, MOST_CHECKED); at += MOST)
      decoder.decode(await readAt(file, at, MOST), { stream: true });
    return 'utf-8';
  } catch {
    return undefined;
  }
}

async function readAt({ handle }: OpenFile, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}
