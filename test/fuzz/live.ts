import fs from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { WebSocket } from 'ws';
import type { Kind } from './requests';
import type { Subject } from './subject';

const one = fc.constantFrom;

/** Values of the fields of messages, of any type. */
const value = fc.oneof(
  one<unknown[]>(
    0,
    -1,
    1,
    3_999_999,
    1e99,
    0.5,
    '',
    '/',
    '/index.html',
    '/../x',
    '/__proto__',
    true,
    null,
    [],
    {},
    'mode',
    'applied',
  ),
  fc.array(
    fc.tuple(one('/index.html', '/data/users.json', '/%', '//', '/\0'), one('style', 'data', 'script', 'x')),
  ),
  fc.tuple(one('/index.html', '/x'), fc.integer(), fc.integer()),
  fc.jsonValue(),
);
const message = fc
  .record({
    type: one(
      'uses',
      'done',
      'visible',
      'error',
      'failed',
      'ping',
      'tree',
      'where',
      'picked',
      'unpicked',
      'x',
      '__proto__',
    ),
    fields: fc.dictionary(
      one(
        'uses',
        'seq',
        'outcome',
        'reason',
        'visible',
        'text',
        'at',
        'stack',
        'base',
        'address',
        'node',
        'exact',
        'attribute',
        'by',
        'keeps',
      ),
      value,
    ),
    fits: fc.boolean(),
  })
  .map(({ type, fields, fits }) => {
    const fitting = {
      uses: [['/index.html', 'data']],
      seq: 1,
      outcome: 'applied',
      visible: true,
      text: 'x',
      node: 1,
      exact: true,
      by: 'mode',
      keeps: true,
    };
    return JSON.stringify({ type, ...(fits ? fitting : {}), ...fields });
  });

const markup = fc
  .array(
    fc.oneof(
      one(
        '<p>',
        '</p>',
        '<table>',
        '<td>',
        '<template>',
        '<svg>',
        '<!--',
        '-->',
        '<script>',
        '</script>',
        '<b a=',
        '"',
        '&amp',
        '\0',
        '<select>',
        '<frameset>',
        '<!doctype html>',
        '</body>',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 25 },
  )
  .map(pieces => pieces.join(''));

const step = fc.oneof(
  fc.record({
    do: fc.constant('says' as const),
    text: fc.oneof({ weight: 6, arbitrary: message }, fc.json(), fc.string()),
  }),
  fc.record({ do: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ do: one('types', 'saves'), text: markup }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Page {
  readonly query: string;
  readonly steps: Step[];
  readonly end: 'close' | 'terminate' | 'frames';
  readonly frames: Uint8Array;
}

export const liveMessages: Kind<Page[]> = {
  what: 'messages of pages, and documents that change meanwhile',
  inputs: fc.array(
    fc.record({
      query: one(
        '',
        '&document=x&path=/index.html&age=0',
        '&document=&path=%25&age=x',
        '&document=__proto__&path=/&age=-1',
      ),
      steps: fc.array(step, { maxLength: 12 }),
      end: one('close', 'terminate', 'frames'),
      frames: fc.uint8Array({ maxLength: 40 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  play: async (subject, pages) => {
    await Promise.all(pages.map(page => playPage(subject, page)));
    await subject.server.overlay({
      path: path.join(subject.root, 'index.html'),
      text: undefined,
      version: 1,
    });
  },
};

async function playPage(subject: Subject, { query, steps, end, frames }: Page): Promise<void> {
  const socket = new WebSocket(subject.liveUrl + query);
  const closed = new Promise<void>(resolve => {
    socket.once('close', () => resolve());
  });
  const opened = new Promise<void>(resolve => {
    socket.once('open', () => resolve());
  });
  socket.on('error', () => undefined);
  await Promise.race([opened, closed]);
  for (const each of steps) await act(subject, socket, each);
  if (end === 'close') socket.close();
  else if (end === 'terminate') socket.terminate();
  // Bytes below `ws`, which would send no wrong frame.
  else (socket as unknown as { _socket?: { end(bytes: Uint8Array): void } })._socket?.end(frames);
  await closed;
}

async function act({ server, root }: Subject, socket: WebSocket, given: Step): Promise<void> {
  const file = path.join(root, 'index.html');
  switch (given.do) {
    case 'says':
    case 'bytes':
      await new Promise<void>(resolve => {
        socket.send(given.do === 'says' ? given.text : given.bytes, () => resolve());
      });
      break;
    case 'types':
      await server.overlay({ path: file, text: given.text, version: 1 });
      break;
    case 'saves':
      await fs.writeFile(file, given.text);
      await server.changed([{ path: file, how: 'saved' }]);
      break;
    default:
      given satisfies never;
  }
}
