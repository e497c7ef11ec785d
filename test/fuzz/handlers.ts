import * as fc from 'fast-check';
import type { Kind } from './requests';
import type { Talk } from './subject';

const one = fc.constantFrom;

const thrown = fc.oneof(
  fc.record({
    message: fc.oneof(
      one(
        'Error: x',
        '\0\r\n',
        'x'.repeat(30_000),
        '%:1:1',
        // A stack whose lines could be read in many ways.
        `${'at ('.repeat(5000)}:1:1`,
        `${':1'.repeat(10_000)}x`,
      ),
      fc.string(),
    ),
    stack: fc.oneof(one('', '    at f (file:///x/forger.mjs:1:1)', '\n'.repeat(20_000)), fc.string()),
  }),
  fc.jsonValue(),
);
const lines = fc.oneof(
  fc.array(
    fc.tuple(
      one('a', 'set-cookie', 'content-length', 'transfer-encoding', 'connection', '__proto__', 'a b', ''),
      fc.oneof(one('b', '5', 'chunked', 'close', 'b\r\nc: d', '\xff', '\u20ac'), fc.string()),
    ),
    { maxLength: 5 },
  ),
  fc.nat(3000).map(count => Array.from({ length: count }, (_, at) => [`a${at % 50}`, 'b'])),
  fc.jsonValue(),
);
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  // Numbers of open calls, and other numbers.
  id: fc.oneof({ weight: 8, arbitrary: fc.nat(30) }, one(-1, 1e99, null, '1')),
  status: fc.oneof(one<unknown>(200, 204, 304, 599, 999, 100, 1000, '200'), fc.integer()),
  headers: lines,
  hasBody: one<unknown>(true, false, null, 1),
  as: one('loading', 'calling', 'x'),
  allow: fc.oneof(one<unknown>(['GET'], [], ['\r\n'], 'GET'), fc.array(fc.string())),
  bytes: fc.oneof(fc.array(fc.nat(255), { maxLength: 50 }), one<unknown>(undefined, null, 'x')),
  thrown,
};
const TYPES: Readonly<Record<string, readonly string[]>> = {
  entered: ['id', 'as'],
  left: ['id'],
  pull: ['id'],
  head: ['id', 'status', 'headers', 'hasBody'],
  body: ['id', 'bytes'],
  method: ['id', 'allow'],
  failed: ['id', 'thrown'],
  stray: ['thrown'],
  pong: [],
  constructor: ['id'],
};

const message = fc.oneof(
  {
    weight: 8,
    arbitrary: one(...Object.entries(TYPES)).chain(([type, names]) =>
      fc
        .record(Object.fromEntries(names.map(name => [name, FIELDS[name] ?? fc.jsonValue()])))
        .map(fields => ({ type, ...fields })),
    ),
  },
  fc.jsonValue().map(value => ({ type: value })),
);

/** Actions of a handler before it answers. */
const act = fc.oneof(
  fc.record({ does: fc.constant('rejects' as const), thrown }),
  fc.record({ does: fc.constant('throws' as const), thrown }),
  fc.record({
    does: fc.constant('prints' as const),
    text: fc.oneof(one('', 'line\n', 'x'.repeat(100_000), '\n'.repeat(20_000), '\x1b[2J'), fc.string()),
  }),
  fc.record({ does: fc.constant('posts' as const), message }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Answers of a handler, some in classes of its own. */
const answer = fc.record({
  status: fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(200) }, FIELDS['status'] ?? fc.integer()),
  headers: fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>([['a', 'b']]) }, lines),
  chunks: fc.array(
    fc.oneof(
      one<unknown>('', 'well', 'ü'.repeat(300_000), null, 1),
      fc.array(fc.nat(255), { maxLength: 50 }),
      fc.nat(3000).map(count => 'x'.repeat(count * 100)),
    ),
    { maxLength: 4 },
  ),
});
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

interface Flood {
  readonly acts: readonly Act[];
  readonly again: number;
  readonly answer: Answer;
  readonly fails: string;
}

export const handlerMessages: Kind<Flood[]> = {
  what: 'handlers that say a great deal',
  inputs: fc.array(
    fc.record({
      acts: fc.array(act, { maxLength: 12 }),
      // Repeats each list: a loop in a handler produces more than any client sends.
      again: one(1, 1, 1, 20, 300),
      answer,
      fails: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, fc.string()),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  play: async (subject, all) => {
    await Promise.all(all.map(flood => subject.talk(callOf(flood))));
  },
};

function callOf(flood: Flood): Talk {
  const bytes = Buffer.from(JSON.stringify(flood));
  const head = `POST /h HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return { writes: [Buffer.from(head), bytes], end: 'wait' };
}
