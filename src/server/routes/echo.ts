import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import type { LocatedPath } from '../ask/requestFields';
import { sizeText } from '../../protocol/units';
import { escape } from '../../protocol/escape';
import { fill } from '../../protocol/texts';
import { page, type PageSettings, say } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { ReadBody } from './body';
import { jsonReply } from './jsonReply';
import { asObject, contentType, type Field, type ParsedBody, type ReceivedFile, valueOf } from './parsedBody';

/** Characters of a body that are shown. */
const SHOWN = 64 * 1024;
/** Characters of a field's name that are shown. */
const LONGEST_NAME = 200;

/** How to answer a form sent to an address that only serves files: with a page, or JSON, that shows what was sent. */
export async function echoReply(
  request: IncomingMessage,
  located: LocatedPath,
  settings: PageSettings,
  { bytes, parsed }: ReadBody,
): Promise<Reply> {
  if (wantsJson(request))
    return jsonReply({ status: 200, value: asJson(request, located, bytes, parsed) }, 'echo', settings);
  const { type } = contentType(request);
  const title = fill(say(settings, 'echoTitle'), request.method ?? '', located.path);
  const main = [
    `<p>${escape(say(settings, 'echo'))}</p>`,
    table(
      settings,
      'echoQuery',
      fields([...new URLSearchParams(located.query)].map(([name, value]) => ({ name, value }))),
    ),
    ...shown(settings, parsed, bytes.length),
    `<p>${escape(fill(say(settings, 'echoBody'), type || '–', sizeText(bytes.length, say(settings, 'language'))))}</p>`,
    raw(settings, bytes),
  ];
  return page(settings, {
    status: 200,
    rule: 'echo',
    title,
    main: main.filter(Boolean).join('\n'),
    live: true,
  });
}

/** The most characters of `Accept` that are parsed: 32 KiB take 40 ms (security rule 19). */
const LONGEST_ACCEPT = 1000;

function wantsJson(request: IncomingMessage): boolean {
  const { accept = '' } = request.headers;
  if (accept.length > LONGEST_ACCEPT) return !accept.includes('text/html');
  return new Negotiator(request).mediaType(['text/html', 'application/json']) === 'application/json';
}

function asJson(request: IncomingMessage, located: LocatedPath, bytes: Buffer, parsed: ParsedBody): unknown {
  const body = valueOf(parsed) ?? null;
  // JSON writes a control byte as six characters (`\\u0001`), so the text can be longer than the bytes.
  const isLarge = bytes.length > SHOWN || JSON.stringify(body).length > SHOWN;
  return {
    method: request.method,
    path: located.path,
    query: asObject(new URLSearchParams(located.query)),
    type: contentType(request).type,
    size: bytes.length,
    body: isLarge ? null : body,
    ...(isLarge ? { note: `A body of more than ${SHOWN} characters is not shown.` } : {}),
  };
}

function shown(settings: PageSettings, parsed: ParsedBody, size: number): string[] {
  // Indenting makes a deeply nested value many times as long: a large one is shown raw only.
  if (parsed.kind === 'json')
    return size > SHOWN ? [] : [`<pre>${escape(cut(JSON.stringify(parsed.value, undefined, 2)))}</pre>`];
  if (parsed.kind !== 'fields') return [];
  const language = say(settings, 'language');
  const shorten = shortener();
  const pairs = parsed.fields.map(({ name, value }) => ({
    name: shorten(name, LONGEST_NAME),
    value: shorten(value),
  }));
  const files = parsed.files.map(({ name, filename, type, size }) => ({
    name: shorten(name, LONGEST_NAME),
    filename: shorten(filename, LONGEST_NAME),
    type: shorten(type, LONGEST_NAME),
    size,
  }));
  return [
    table(settings, 'echoFields', fields(pairs)),
    table(
      settings,
      'echoFiles',
      files.map(each => file(each, language)),
    ),
  ];
}

const fields = (all: readonly Field[]): string[] =>
  all.map(({ name, value }) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`);

const file = ({ name, filename, type, size }: ReceivedFile, language: string): string =>
  `<tr><th scope="row">${escape(name)}</th><td>${escape(`${filename}, ${type}, ${sizeText(size, language)}`)}</td></tr>`;

function table(
  settings: PageSettings,
  heading: 'echoQuery' | 'echoFields' | 'echoFiles',
  rows: readonly string[],
): string {
  if (rows.length === 0) return '';
  return `<table class="pairs"><caption>${escape(say(settings, heading))}</caption><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

/** Cuts texts, so that all of them together have at most `SHOWN` characters. */
function shortener(): (text: string, most?: number) => string {
  let left = SHOWN;
  return (text, most = left) => {
    const shown = text.slice(0, Math.min(most, left));
    left -= shown.length;
    return shown.length < text.length ? `${shown}…` : shown;
  };
}

/** At most `SHOWN` characters of a text. */
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}\n…` : text);

function raw(settings: PageSettings, bytes: Buffer): string {
  if (bytes.length === 0) return '';
  const text = bytes.subarray(0, SHOWN).toString('utf8');
  return `<details><summary>${escape(say(settings, 'echoRaw'))}</summary><pre>${escape(text)}${bytes.length > SHOWN ? '\n…' : ''}</pre></details>`;
}
