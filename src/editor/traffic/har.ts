import type { Content, Cookie, Entry, Har, Header, PostData, Request, Response } from 'har-format';
import { fieldLines } from '../../protocol/fields';
import { STATUS_CODES } from 'node:http';
import type { Field } from '../../protocol/trafficView';
import { plainBody, textOf } from './bodies';
import { queryOf, valueOf, withoutSecretFields } from './headerFields';
import { urlOf } from './describe';
import type { Kept } from './store';

export interface HarOptions {
  /** Porthole's version. */
  readonly version: string;
  /** Whether to write cookies and credentials. */
  readonly revealed: boolean;
}

/** @param requests in the order of their replies; entries are sorted by arrival */
export function toHar(requests: Iterable<Kept>, { version, revealed }: HarOptions): Har {
  const entries = [...requests]
    .toSorted((a, b) => a.entry.time - b.entry.time)
    .map(kept => entryOf(kept, revealed));
  return { log: { version: '1.2', creator: { name: 'Porthole', version }, entries } };
}

function entryOf(kept: Kept, revealed: boolean): Entry {
  const { entry } = kept;
  const { details, duration } = entry;
  const wait = Math.min(details?.wait ?? duration, duration);
  return {
    startedDateTime: new Date(entry.time).toISOString(),
    time: duration,
    request: requestOf(kept, revealed),
    response: responseOf(kept, revealed),
    cache: {},
    timings: { send: 0, wait, receive: duration - wait },
    comment: `Answered by: ${entry.rule}${entry.complete ? '' : ' (incomplete)'}`,
  };
}

function requestOf(kept: Kept, revealed: boolean): Request {
  const { entry } = kept;
  const all = fieldLines(entry.details?.requestHeaders ?? []);
  const body = entry.details?.requestBody;
  return {
    method: entry.method,
    url: urlOf(kept),
    httpVersion: `HTTP/${entry.httpVersion}`,
    cookies: revealed ? cookiesOf(valueOf(all, 'cookie') ?? '', ';') : [],
    headers: harPairs(revealed ? all : withoutSecretFields(all)),
    queryString: harPairs(queryOf(entry.target)),
    ...(body && body.total > 0 ? { postData: postDataOf(kept, all) } : {}),
    headersSize: -1,
    bodySize: body?.total ?? -1,
  };
}

function postDataOf({ entry }: Kept, headers: readonly Field[]): PostData {
  const plain = plainBody(entry.details?.requestBody, headers);
  const text = plain && textOf(plain);
  return {
    mimeType: valueOf(headers, 'content-type') ?? 'application/octet-stream',
    text: text ?? '',
    ...(text === undefined
      ? { comment: 'Not text.' }
      : plain?.whole
        ? {}
        : { comment: 'The first part only.' }),
  };
}

function responseOf({ entry }: Kept, revealed: boolean): Response {
  const { status, bytes, httpVersion, details } = entry;
  const all = fieldLines(details?.responseHeaders ?? []);
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: `HTTP/${httpVersion}`,
    cookies: revealed
      ? all.flatMap(([name, value]) =>
          /^set-cookie$/i.test(name) ? cookiesOf(value.split(';', 1)[0] ?? '', ';') : [],
        )
      : [],
    headers: harPairs(revealed ? all : withoutSecretFields(all)),
    content: contentOf(entry.details, all, bytes),
    redirectURL: valueOf(all, 'location') ?? '',
    headersSize: -1,
    bodySize: bytes,
  };
}

function contentOf(details: Kept['entry']['details'], headers: readonly Field[], bytes: number): Content {
  const mimeType = valueOf(headers, 'content-type') ?? 'x-unknown';
  const plain = plainBody(details?.responseBody, headers);
  if (!plain) return { size: bytes, mimeType, ...(bytes > 0 ? { comment: 'Not recorded.' } : {}) };
  const size = plain.whole ? plain.bytes.length : plain.total;
  const part = plain.whole ? {} : { comment: 'The first part only.' };
  const text = textOf(plain);
  return text === undefined
    ? { size, mimeType, text: plain.bytes.toString('base64'), encoding: 'base64', ...part }
    : { size, mimeType, text, ...part };
}

function harPairs(fields: readonly Field[]): Header[] {
  return fields.map(([name, value]) => ({ name, value }));
}

function cookiesOf(text: string, separator: string): Cookie[] {
  return text
    .split(separator)
    .map(each => each.trim())
    .filter(each => each !== '')
    .map(each => {
      const at = each.indexOf('=');
      return at < 0 ? { name: '', value: each } : { name: each.slice(0, at), value: each.slice(at + 1) };
    });
}
