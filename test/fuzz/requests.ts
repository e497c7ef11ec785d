import * as fc from 'fast-check';
import type { Subject, Talk } from './subject';

/** A kind of input, and how to play it against the server. */
export interface Kind<T> {
  readonly what: string;
  readonly inputs: fc.Arbitrary<T>;
  readonly play: (subject: Subject, input: T) => Promise<void>;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const one = fc.constantFrom;

/** A request without a body, on a connection of its own. */
export const get = (target: string, method = 'GET'): Talk => ({
  writes: [
    Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 'latin1'),
  ],
  end: 'wait',
});

/** Mostly 0. */
const rarely = (number: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: number });

export const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'get',
  'X',
];
export const TARGETS = [
  '/',
  '/small.txt',
  '/data/',
  '/form',
  '/text/%2F',
  '/text/%',
  '/c?_page=-1&_limit=9e99&_sort=__proto__&a_like=(',
  '/c/1',
  '/c/__proto__',
  '/p/a',
  '//',
  '/h',
  '/..%2f..%5c',
  '/small.txt%00',
  '/small.txt::$DATA',
  '/SMALL~1.TXT',
  '*',
  'http://localhost/',
  '/__porthole/live',
  '/__porthole/page.js?token=x',
];
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Host: [
    'localhost',
    '127.0.0.1',
    '',
    'localhost:99999',
    'xn--\u00df',
    '[::1',
    '[::1%25lo]',
    'localhost.',
    'a@localhost',
    '127.1',
  ],
  'Content-Length': ['0', '5', '99999999999999999999', '-1', '5, 5'],
  'Transfer-Encoding': ['chunked', 'gzip', 'chunked, chunked', '\tchunked', 'xchunked'],
  Connection: ['close', 'keep-alive', 'upgrade', 'host, content-length'],
  Upgrade: ['websocket', 'h2c'],
  Expect: ['100-continue', 'x'],
  Range: ['bytes=0-', 'bytes=-1', 'bytes=5-1', 'bytes=0-0,2-2,-1', 'bytes=99999999999999999999-'],
  'Accept-Encoding': ['gzip', 'br;q=x', '*;q=0', 'identity;q=0'],
  Accept: ['*/*', 'text/html', ';'],
  'If-None-Match': ['*', '"a"', 'W/"', ','],
  'If-Modified-Since': ['x', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  Origin: ['null', 'https://evil.example', ':'],
  Referer: ['http://localhost/', '%', 'http://['],
  Cookie: ['a=b', '=;;=', '%'],
  'Sec-Fetch-Site': ['cross-site', 'same-origin'],
  'Sec-Fetch-Mode': ['navigate', 'no-cors', 'websocket'],
  'Sec-Fetch-Dest': ['document', 'iframe', 'empty', 'x'],
  'Sec-Purpose': ['prefetch', 'prefetch;prerender'],
  'HTTP2-Settings': ['AAMAAABkAAQAoAAAAAIAAAAA'],
  Trailer: ['Host', 'X-A'],
  'Content-Encoding': ['gzip', 'br', 'x'],
  'Sec-WebSocket-Key': ['dGhlIHNhbXBsZSBub25jZQ==', 'x'],
  'Sec-WebSocket-Version': ['13', '99'],
};
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=X',
  'x',
];

const bytes = fc.uint8Array({ maxLength: 60 }).map(array => Buffer.from(array));
/** Text of one byte a character; a line break in it breaks the request. */
const junk = bytes.map(array => array.toString('latin1'));

const target = fc.oneof(
  { weight: 4, arbitrary: one(...TARGETS) },
  { weight: 1, arbitrary: junk.map(text => `/${text}`) },
  { weight: 1, arbitrary: fc.webPath().map(path => `/text/${path}?a=${path}`) },
);
const field = fc.oneof(
  {
    weight: 6,
    arbitrary: one(...Object.entries(FIELDS)).chain(([name, values]) =>
      one(...values).map(value => `${name}: ${value}`),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(junk, junk).map(([name, value]) => `${name}: ${value}`) },
);

const request = fc
  .record({
    method: fc.oneof(one('GET', 'POST'), one(...METHODS)),
    target,
    host: fc.option(fc.constant('Host: localhost'), { freq: 12 }),
    fields: fc.array(field, { maxLength: 6 }),
    body: fc.option(
      fc.oneof(junk, one('5\r\nhello\r\n0\r\n\r\n', '5;x=y\r\nhello\r\n0\r\nHost: x\r\n\r\n', '5\nhello')),
      {
        nil: '',
      },
    ),
  })
  .map(({ method, target: asked, host, fields, body }) => {
    const lines = [...(host === null ? [] : [host]), ...fields].map(line => `${line}\r\n`);
    return latin1(`${method} ${asked} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  });

/** These bytes cut into pieces at random, and whether all of them are sent. */
export const talkOf = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Talk> =>
  fc
    .record({
      whole,
      cuts: fc.array(fc.nat(400), { maxLength: 4 }),
      drops: rarely(fc.nat(60)),
      end: one<Talk['end']>('wait', 'half', 'reset'),
    })
    .map(({ whole: all, cuts, drops, end }) => {
      const sent = all.subarray(0, Math.max(0, all.length - drops));
      const at = [0, ...cuts.filter(cut => cut < sent.length).toSorted((a, b) => a - b), sent.length];
      return { end, writes: at.slice(1).map((to, index) => sent.subarray(at[index], to)) };
    });

/** Several clients at once. */
const talks = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Talk[]> =>
  fc.array(talkOf(whole), { minLength: 1, maxLength: 6 });

const playTalks: Kind<Talk[]>['play'] = async (subject, all) => {
  await Promise.all(all.map(talk => subject.talk(talk)));
};

/** A request with this body; its length is told, mostly the right one. */
function sent(type: fc.Arbitrary<string>, body: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .record({
      method: fc.oneof({ weight: 3, arbitrary: fc.constant('POST') }, one('PUT', 'PATCH', 'DELETE')),
      target: one('/form', '/c', '/c/1', '/c/2', '/text/a', '/p/a', '/small.txt', '/'),
      type,
      body,
      wrong: rarely(fc.integer({ min: -3, max: 3 })),
      accept: one('*/*', 'text/html'),
    })
    .map(({ method, target: asked, type: named, body: given, wrong, accept }) => {
      const length = Math.max(0, given.length + wrong);
      const fields = `Host: localhost\r\nAccept: ${accept}\r\nContent-Type: ${named}\r\nContent-Length: ${length}\r\n`;
      return Buffer.concat([latin1(`${method} ${asked} HTTP/1.1\r\n${fields}\r\n`), given]);
    });
}

const joined = (piece: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join('')));

const multipart = joined(
  fc.oneof(
    one('--X', '--X--', '\r\n', '\r\n\r\n', ': ', '"', ';', 'Content-Type: text/plain', 'name*=UTF-8'),
    one(
      '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n',
      'Content-Disposition: form-data; name="__proto__"; filename="a%22"',
    ),
    fc.string(),
  ),
);

const jsonText = fc.oneof(
  { weight: 3, arbitrary: fc.json({ maxDepth: 5 }) },
  {
    weight: 3,
    arbitrary: fc
      .dictionary(one('id', 'name', 'a', '__proto__', 'constructor', 'toString'), fc.jsonValue())
      .map(value => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: fc.nat(3000).map(depth => '['.repeat(depth)) },
  { weight: 1, arbitrary: fc.string() },
);
const broken = fc
  .tuple(jsonText, fc.nat(20))
  .map(([text, cut]) => Buffer.from(text.slice(0, text.length - cut)));
const urlencoded = joined(fc.oneof(one('a', '=', '&', '%', '+', '%zz', '[]', '__proto__='), fc.string()));

export const raw: Kind<Talk[]> = {
  what: 'raw requests, pipelined and cut',
  inputs: talks(
    fc
      .array(fc.oneof({ weight: 5, arbitrary: request }, bytes), { maxLength: 8 })
      .map(all => Buffer.concat(all)),
  ),
  play: playTalks,
};

export const multiparts: Kind<Talk[]> = {
  what: 'multipart forms',
  inputs: talks(
    sent(
      one('multipart/form-data; boundary=X', 'multipart/form-data', 'multipart/form-data; boundary="'),
      multipart,
    ),
  ),
  play: playTalks,
};

export const jsonBodies: Kind<Talk[]> = {
  what: 'JSON and form bodies',
  inputs: talks(
    sent(
      one(...TYPES),
      fc.oneof({ weight: 4, arbitrary: jsonText.map(text => Buffer.from(text)) }, broken, urlencoded),
    ),
  ),
  play: playTalks,
};
