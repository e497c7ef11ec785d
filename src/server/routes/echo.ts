import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import type { LocatedPath } from '../ask/asked';
import { sizeText } from '../../protocol/units';
import { escape } from '../../protocol/escape';
import { fill } from '../../protocol/texts';
import { page, type PageSettings, say } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { ReadBody } from './body';
import { jsonReply } from './jsonReply';
import { asObject, contentType, type Field, type Received, type ReceivedFile, valueOf } from './parsedBody';

/** Bytes of a body that are shown. */
const SHOWN = 64 * 1024;

/** How to answer a form sent to an address that only serves files: with a page, or JSON, that shows what was sent. */
export function echoReply(
  request: IncomingMessage,
  located: LocatedPath,
  settings: PageSettings,
  { bytes, received }: ReadBody,
): Reply {
  if (new Negotiator(request).mediaType(['text/html', 'application/json']) === 'application/json')
    return jsonReply({ status: 200, value: asJson(request, located, bytes, received) }, 'echo', settings);
  const { type } = contentType(request);
  const title = fill(say(settings, 'echoTitle'), request.method ?? '', located.path);
  const main = [
    `<p>${escape(say(settings, 'echo'))}</p>`,
    table(
      settings,
      'echoQuery',
      fields([...new URLSearchParams(located.query)].map(([name, value]) => ({ name, value }))),
    ),
    ...shown(settings, received),
    `<p>${escape(fill(say(settings, 'echoBody'), type || '–', sizeText(bytes.length)))}</p>`,
    raw(settings, bytes),
  ];
  return page(settings, { status: 200, rule: 'echo', title, main: main.filter(Boolean).join('\n') });
}

function asJson(request: IncomingMessage, located: LocatedPath, bytes: Buffer, received: Received): unknown {
  return {
    method: request.method,
    path: located.path,
    query: asObject(new URLSearchParams(located.query)),
    type: contentType(request).type,
    size: bytes.length,
    body: valueOf(received) ?? null,
  };
}

function shown(settings: PageSettings, received: Received): string[] {
  if (received.kind === 'json') return [`<pre>${escape(JSON.stringify(received.value, undefined, 2))}</pre>`];
  if (received.kind !== 'fields') return [];
  return [
    table(settings, 'echoFields', fields(received.fields)),
    table(settings, 'echoFiles', received.files.map(file)),
  ];
}

const fields = (all: readonly Field[]): string[] =>
  all.map(({ name, value }) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`);

const file = ({ name, filename, type, size }: ReceivedFile): string =>
  `<tr><th scope="row">${escape(name)}</th><td>${escape(`${filename}, ${type}, ${sizeText(size)}`)}</td></tr>`;

function table(
  settings: PageSettings,
  heading: 'echoQuery' | 'echoFields' | 'echoFiles',
  rows: readonly string[],
): string {
  if (rows.length === 0) return '';
  return `<table class="pairs"><caption>${escape(say(settings, heading))}</caption><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function raw(settings: PageSettings, bytes: Buffer): string {
  if (bytes.length === 0) return '';
  const text = bytes.subarray(0, SHOWN).toString('utf8');
  return `<details><summary>${escape(say(settings, 'echoRaw'))}</summary><pre>${escape(text)}${bytes.length > SHOWN ? '\n…' : ''}</pre></details>`;
}
