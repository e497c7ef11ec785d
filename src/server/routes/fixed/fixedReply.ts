import { setTimeout as delay } from 'node:timers/promises';
import { typeOf } from '../../types/mime';
import { escape } from '../../../protocol/escape';
import { type PageSettings, sentence } from '../../reply/pages';
import { noBody, type Headers, type Reply } from '../../reply/reply';
import { overlay } from '../../reply/headers';
import { guarded } from '../guarded';
import { pauseAfter } from '../slices';
import { writeJson } from '../writeJson';
import type { FixedAnswer } from './readFixed';
import { fillJson, fillText, type Values } from './template';

/** Waits for an answer's delay, or until the client leaves. */
export async function wait([least, most]: FixedAnswer['delay'], gone: AbortSignal): Promise<void> {
  const ms = least + Math.random() * (most - least);
  if (ms > 0) await delay(ms, undefined, { signal: gone }).catch(() => undefined);
}

/** The reply to the requests that `failureRate` makes fail. */
export function mockFailure(settings: Pick<PageSettings, 'framing'>): Reply {
  const reply = sentence(503, 'route', 'This route is to fail now and then, as its “failureRate” says.');
  return { ...reply, headers: guarded(lowerCased({ ...reply.headers, 'Retry-After': '1' }), settings) };
}

/** The reply of an answer that is not a file. */
export async function fixedReply(
  answer: FixedAnswer & { readonly content: Exclude<FixedAnswer['content'], { kind: 'file' }> },
  values: Values,
  settings: Pick<PageSettings, 'framing'>,
): Promise<Reply> {
  const { status, content } = answer;
  const theirs = lowerCased(answer.headers);
  const made = await bytesOf(content, values, isEscaped(answer) ? escape : undefined);
  // RFC 9110, 15.3.5 and 15.4.5: 204 and 304 have no content, whatever the routes file says.
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

/** Types that no browser shows as markup; it guesses at unknown ones (MIME Sniffing, 7). */
const NO_MARKUP =
  /^\s*(?:text\/(?:plain|css|csv|markdown|javascript|event-stream)|application\/(?:json|[\w.-]+\+json|javascript|x-ndjson|octet-stream)|image\/(?!svg)[\w.-]+)\s*(?:;|$)/i;

/** Whether values of a request are escaped; unescaped, a link could inject markup into this origin. Pure. */
export function isEscaped({ headers }: Pick<FixedAnswer, 'headers'>): boolean {
  const type = String(lowerCased(headers)['content-type'] ?? '');
  return type !== '' && !NO_MARKUP.test(type);
}

async function bytesOf(
  content: Exclude<FixedAnswer['content'], { kind: 'file' }>,
  values: Values,
  escaping: ((text: string) => string) | undefined,
): Promise<{ readonly bytes: Buffer; readonly type: string } | undefined> {
  switch (content.kind) {
    case 'json':
      return {
        bytes: await writeJson(await fillJson(content.json, values, escaping)),
        type: await typeOf('.json'),
      };
    case 'body': {
      const text = fillText(content.body, values, escaping);
      await pauseAfter(text.length);
      return { bytes: Buffer.from(text), type: 'text/plain; charset=utf-8' };
    }
    case 'none':
      return undefined;
    default:
      return content satisfies never;
  }
}
