import { setTimeout as delay } from 'node:timers/promises';
import { typeOf } from '../../types/mime';
import { escape } from '../../../protocol/escape';
import { type PageSettings, sentence } from '../../reply/pages';
import { noBody, type Headers, type Reply } from '../../reply/reply';
import { overlay } from '../../reply/headers';
import { guarded } from '../guarded';
import type { FixedAnswer } from './readFixed';
import { fillJson, fillText, type Values } from './template';

/** Waits as long as an answer says, at most until the client has gone. */
export async function wait([least, most]: FixedAnswer['delay'], gone: AbortSignal): Promise<void> {
  const ms = least + Math.random() * (most - least);
  if (ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined);
}

/** What a route answers for the part of its requests that are to fail. */
export function mockFailure(settings: Pick<PageSettings, 'framing'>): Reply {
  const reply = sentence(503, 'route', 'This route is to fail now and then, as its “failureRate” says.');
  return { ...reply, headers: guarded(lowerCased({ ...reply.headers, 'Retry-After': '1' }), settings) };
}

/** The reply of an answer whose content stands in the routes file. */
export function fixedReply(
  answer: FixedAnswer & { readonly content: Exclude<FixedAnswer['content'], { kind: 'file' }> },
  values: Values,
  settings: Pick<PageSettings, 'framing'>,
): Reply {
  const { status, content } = answer;
  const theirs = lowerCased(answer.headers);
  const made = bytesOf(content, String(theirs['content-type'] ?? ''), values);
  // RFC 9110, 15.3.5 and 15.4.5: these have no content, whatever the file says.
  const empty = status === 204 || status === 304;
  const ours: Headers = {
    'cache-control': 'no-store',
    ...(made && !empty ? { 'content-type': made.type, 'content-length': String(made.bytes.length) } : {}),
    ...(made || empty ? {} : { 'content-length': '0' }),
  };
  return {
    status,
    headers: guarded(overlay(ours, theirs), settings),
    body: made && !empty ? { kind: 'bytes', bytes: made.bytes } : noBody,
    rule: 'route',
  };
}

const lowerCased = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function bytesOf(
  content: Exclude<FixedAnswer['content'], { kind: 'file' }>,
  type: string,
  values: Values,
): { readonly bytes: Buffer; readonly type: string } | undefined {
  switch (content.kind) {
    case 'json':
      return {
        bytes: Buffer.from(JSON.stringify(fillJson(content.json, values))),
        type: typeOf('.json'),
      };
    case 'body': {
      // What a request says must not become markup of this origin.
      const markup = /html|xml|svg/i.test(type);
      const text = fillText(content.body, values, markup ? escape : undefined);
      return { bytes: Buffer.from(text), type: 'text/plain; charset=utf-8' };
    }
    case 'none':
      return undefined;
    default:
      return content satisfies never;
  }
}
