import * as fc from 'fast-check';
import { frame } from '../server/support/http2Frames';
import { FIELDS, type Kind, METHODS, TARGETS, talkOf } from './requests';
import type { Talk } from './subject';

const one = fc.constantFrom;

/** Types of frames (RFC 9113, 6). */
const TYPE = { data: 0, headers: 1, reset: 3, settings: 4, goaway: 7, continuation: 9 } as const;
const END_STREAM = 1;
const END_HEADERS = 4;

/** A text with its length before it, without Huffman's code (RFC 7541, 5.1 and 5.2). */
function text(given: string): Buffer {
  const bytes = Buffer.from(given, 'latin1');
  const length = bytes.length < 127 ? [bytes.length] : [127];
  for (let rest = bytes.length - 127; rest >= 0; rest = rest < 128 ? -1 : rest >> 7)
    length.push(rest < 128 ? rest : (rest % 128) + 128);
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** Fields without an index (RFC 7541, 6.2.2). */
const block = (fields: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)])));

const junk = fc.uint8Array({ maxLength: 30 }).map(array => Buffer.from(array));

/** A field as HTTP/1.1 has it, one that HTTP/2 does not have, or none at all. */
const field = fc.oneof(
  {
    weight: 6,
    arbitrary: one(...Object.entries(FIELDS)).chain(([name, values]) =>
      one(...values).map(value => [name.toLowerCase(), value] as const),
    ),
  },
  one(
    ['Upper', 'x'] as const,
    [':path', '/small.txt'] as const,
    [':status', '200'] as const,
    [':protocol', 'websocket'] as const,
    ['te', 'trailers'] as const,
    ['cookie', 'a=b'] as const,
    ['x-long', 'x'.repeat(20_000)] as const,
    ['', 'x'] as const,
  ),
  fc.tuple(
    junk.map(bytes => bytes.toString('latin1')),
    junk.map(bytes => bytes.toString('latin1')),
  ),
);

/** The bytes of a request without its stream, which is numbered later. */
const request = fc
  .record({
    method: fc.oneof(one('GET', 'POST'), one(...METHODS)),
    target: one(...TARGETS),
    authority: fc.oneof({ weight: 6, arbitrary: fc.constant('127.0.0.1') }, one(...(FIELDS['Host'] ?? []))),
    fields: fc.array(field, { maxLength: 4 }),
    body: fc.option(fc.oneof(junk, one(Buffer.from('{"a":1}'), Buffer.from('a=b&a'))), { freq: 2 }),
    trailers: fc.option(fc.array(field, { maxLength: 2 }), { freq: 5 }),
    isCut: fc.boolean(),
    ends: fc.oneof({ weight: 6, arbitrary: fc.constant('whole') }, one('never', 'reset')),
  })
  .map(given => (id: number): Buffer => {
    const fields = block([
      [':method', given.method],
      [':scheme', 'https'],
      [':authority', given.authority],
      [':path', given.target],
      ...given.fields,
    ]);
    const isLast = given.body === null && given.trailers === null && given.ends !== 'never';
    const half = given.isCut ? fields.length >> 1 : fields.length;
    const head = (flags: number): Buffer =>
      frame(TYPE.headers, flags | (isLast ? END_STREAM : 0), id, fields.subarray(0, half));
    return Buffer.concat([
      ...(given.isCut
        ? [head(0), frame(TYPE.continuation, END_HEADERS, id, fields.subarray(half))]
        : [head(END_HEADERS)]),
      ...(given.body === null
        ? []
        : [
            frame(
              TYPE.data,
              given.trailers === null && given.ends === 'whole' ? END_STREAM : 0,
              id,
              given.body,
            ),
          ]),
      ...(given.trailers === null
        ? []
        : [frame(TYPE.headers, END_HEADERS | END_STREAM, id, block(given.trailers))]),
      ...(given.ends === 'reset' ? [frame(TYPE.reset, 0, id, Buffer.from([0, 0, 0, 8]))] : []),
    ]);
  });

/** A frame of any type, on any stream, with any payload. */
const odd = fc
  .tuple(
    fc.nat(12),
    fc.nat(255),
    one(0, 1, 1, 3, 2, 2 ** 31 - 1),
    fc.oneof(one(4, 5, 6, 8), fc.nat(40)),
    junk,
  )
  .map(([type, flags, id, length, bytes]) => () => {
    const payload = Buffer.alloc(length);
    bytes.copy(payload);
    return frame(type, flags, id, payload);
  });

/** The client's GOAWAY, after which it continues nevertheless. */
const goaway = one(0, 0, 1, 8).map(code => () => {
  const payload = Buffer.alloc(8);
  payload.writeUInt8(code, 7);
  return frame(TYPE.goaway, 0, 0, payload);
});

const connection = fc
  .record({
    preface: fc.oneof(
      { weight: 12, arbitrary: fc.constant('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') },
      one('', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\n'),
    ),
    settings: fc.oneof(
      { weight: 8, arbitrary: fc.constant(Buffer.alloc(0)) },
      // Settings such as an empty window, too small frames, a too large table of headers, and junk.
      one('000400000000', '000500000001', '0001ffffffff', '000300000000').map(hex => Buffer.from(hex, 'hex')),
      junk,
    ),
    parts: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: request },
        odd,
        goaway,
        junk.map(bytes => () => bytes),
      ),
      { maxLength: 8 },
    ),
  })
  .map(({ preface, settings, parts }) =>
    Buffer.concat([
      Buffer.from(preface),
      frame(TYPE.settings, 0, 0, settings),
      ...parts.map((part, at) => part(2 * at + 1)),
    ]),
  );

export const http2Frames: Kind<Talk[]> = {
  what: 'frames of HTTP/2',
  inputs: fc.array(talkOf(connection), { minLength: 1, maxLength: 4 }),
  play: async (subject, all) => {
    await Promise.all(all.map(talk => subject.talkSecurely(talk)));
    await subject.askSecurely();
  },
};
