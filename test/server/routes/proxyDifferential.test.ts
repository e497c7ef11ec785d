import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import * as fc from 'fast-check';
import { exchange } from '../support/raw';
import { withRoutes } from '../support/routes';
import { endAll, serve } from '../support/serve';

type Line = readonly [name: string, value: string];

/** The ways to mark the end of a body (RFC 9112, 6.3). */
type Framing = 'length' | 'chunks' | 'close';

interface Message {
  readonly lines: readonly Line[];
  readonly framing: Framing;
  readonly pieces: readonly string[];
  readonly trailers: readonly Line[];
}

interface Asked extends Message {
  readonly method: string;
  readonly target: string;
}

interface Answer extends Message {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly reason: string;
  readonly interim: readonly (readonly Line[])[];
  /** The number of writes for its bytes. */
  readonly writes: number;
}

/** Fields that a reply through a route may have in addition to the other server's. */
const OURS =
  /^(?:date|connection|keep-alive|content-length|transfer-encoding|content-security-policy|cross-origin-resource-policy)$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT'];
const STATUSES = [
  200, 201, 203, 204, 205, 206, 226, 300, 304, 400, 401, 404, 405, 410, 418, 429, 451, 500, 503, 599,
];

const latin1 = (least: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.integer({ min: least, max: 0xff }).filter(code => code !== 0x7f),
      { maxLength },
    )
    .map(codes => String.fromCharCode(...codes));
/** The value of a field or a reason, without the space around it. */
const text = (maxLength: number): fc.Arbitrary<string> => latin1(0x20, maxLength).map(each => each.trim());
const name = fc.oneof(
  fc.constantFrom(
    'X-A',
    'x-a',
    'X-Long-Name',
    'ETag',
    'Vary',
    'Cache-Control',
    'WARNING',
    "!#$%&'*+-.^_`|~",
    'constructor',
    '__proto__',
    'Content-Type',
    'Link',
    'X-Forwarded-Port',
    'Server-Timing',
    'WWW-Authenticate',
  ),
  fc.stringMatching(/^X-[a-zA-Z0-9]{1,6}$/),
);
const lines = fc.array(fc.tuple(name, text(30)), { maxLength: 6 });
const message = (framings: readonly Framing[]) => ({
  lines,
  framing: fc.constantFrom(...framings),
  pieces: fc.array(
    latin1(0, 40).filter(text => text !== ''),
    { maxLength: 5 },
  ),
  trailers: fc.array(fc.tuple(fc.constantFrom('X-Sum', 'x-end', 'Digest'), text(10)), { maxLength: 2 }),
});
const answers: fc.Arbitrary<Answer> = fc.record({
  ...message(['length', 'chunks', 'close']),
  version: fc.constantFrom('1.0', '1.1'),
  status: fc.constantFrom(...STATUSES),
  reason: text(20),
  interim: fc.array(lines, { maxLength: 2 }),
  writes: fc.integer({ min: 1, max: 6 }),
});
const segment = fc.stringMatching(
  /^(?:[a-zA-Z0-9!$&'()*+,;=:@~_|^`{}"<>-]|%2[Ff]|%5[Cc]|%25|%C3%BC|%|\[|\]){0,8}$/,
);
const asks: fc.Arbitrary<Asked> = fc.record({
  ...message(['length', 'chunks']),
  method: fc.constantFrom(...METHODS),
  target: fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.option(segment))
    .map(([parts, query]) => `${['/p', ...parts].join('/')}${query === null ? '' : `?${query}`}`),
});

const written = (some: readonly Line[]): string =>
  some.map(([key, value]) => `${key}: ${value}\r\n`).join('');
const chunked = ({ pieces, trailers }: Message): string =>
  `${pieces.map(piece => `${piece.length.toString(16)};a=b\r\n${piece}\r\n`).join('')}0\r\n${written(trailers)}\r\n`;

function framed(sent: Message): string {
  const body = sent.pieces.join('');
  if (sent.framing === 'chunks')
    return `${written(sent.lines)}Transfer-Encoding: chunked\r\n\r\n${chunked(sent)}`;
  if (sent.framing === 'length') return `${written(sent.lines)}Content-Length: ${body.length}\r\n\r\n${body}`;
  return `${written(sent.lines)}\r\n${body}`;
}

const bodiless = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304;

function say(socket: Socket, answer: Answer, method: string): void {
  const { version, status, reason, interim, writes } = answer;
  const head = `HTTP/${version} ${status} ${reason}\r\n`;
  const early =
    version === '1.0' ? '' : interim.map(each => `HTTP/1.1 103 Early Hints\r\n${written(each)}\r\n`).join('');
  const rest = bodiless(method, status) ? `${written(answer.lines)}\r\n` : framed(answer);
  const bytes = Buffer.from(early + head + rest, 'latin1');
  const size = Math.ceil(bytes.length / writes);
  const next = (at: number): void => {
    if (at < bytes.length) socket.write(bytes.subarray(at, at + size), () => setImmediate(next, at + size));
    else if (answer.framing === 'close' || version === '1.0') socket.end();
  };
  next(0);
}

interface Heard {
  readonly first: string;
  readonly lines: readonly Line[];
  readonly rest: string;
}

const split = (field: string): Line => [
  field.slice(0, field.indexOf(':')),
  field.slice(field.indexOf(':') + 1).trim(),
];

function headOf(text: string): Heard {
  const end = text.indexOf('\r\n\r\n');
  assert.ok(end >= 0, `no head: ${JSON.stringify(text)}`);
  const [first = '', ...fields] = text.slice(0, end).split('\r\n');
  return { first, lines: fields.map(split), rest: text.slice(end + 4) };
}

function unchunked(text: string): { body: string; trailers: readonly Line[] } {
  let [body, at] = ['', 0];
  for (;;) {
    const end = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, end), 16);
    assert.ok(end > 0 && size >= 0, `no chunk at ${at}: ${JSON.stringify(text)}`);
    if (size === 0)
      return {
        body,
        trailers: headOf(`\r\n${text.slice(end + 2)}`.replace(/^\r\n\r\n$/, '\r\n\r\n\r\n')).lines.filter(
          ([key]) => key !== '',
        ),
      };
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}

function bodyOf({ lines: fields, rest }: Heard): { body: string; trailers: readonly Line[] } {
  return fields.some(([key]) => key.toLowerCase() === 'transfer-encoding')
    ? unchunked(rest)
    : { body: rest, trailers: [] };
}

const grouped = (some: readonly Line[]): Record<string, string[]> => {
  const groups: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [key, value] of some) (groups[key.toLowerCase()] ??= []).push(value);
  return groups;
};

function assertPassedBack(text: string, answer: Answer, method: string): void {
  let heard = headOf(text);
  for (const each of answer.version === '1.0' ? [] : answer.interim) {
    assert.equal(heard.first, 'HTTP/1.1 103 Early Hints');
    assert.deepEqual(heard.lines, each);
    heard = headOf(heard.rest);
  }
  assert.equal(heard.first, `HTTP/1.1 ${answer.status} ${answer.reason}`);
  const [sent, got] = [grouped(answer.lines), grouped(heard.lines)];
  for (const [key, values] of Object.entries(sent)) assert.deepEqual(got[key], values, key);
  for (const key of Object.keys(got)) assert.ok(key in sent || OURS.test(key), `a further field: ${key}`);
  if (bodiless(method, answer.status)) return assert.equal(heard.rest, '');
  const { body, trailers } = bodyOf(heard);
  assert.equal(body, answer.pieces.join(''));
  if (answer.framing === 'chunks' && answer.version === '1.1') assert.deepEqual(trailers, answer.trailers);
}

function assertPassedOn(text: string, asked: Asked): void {
  const heard = headOf(text);
  assert.equal(heard.first, `${asked.method} ${asked.target} HTTP/1.1`);
  const own = new Set(asked.lines.map(([key]) => key));
  assert.deepEqual(
    heard.lines.filter(([key]) => own.has(key)),
    asked.lines,
  );
  const { body, trailers } = bodyOf(heard);
  assert.equal(body, asked.pieces.join(''));
  const isChunked = heard.lines.some(([key]) => key.toLowerCase() === 'transfer-encoding');
  assert.equal(isChunked, asked.framing === 'chunks');
  if (isChunked) assert.deepEqual(trailers, asked.trailers);
}

/** The first request in a connection's text, once its whole body has arrived; undefined before. */
function wholeIn(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n') + 4;
  if (end < 4) return undefined;
  const head = text.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (!/^transfer-encoding:/im.test(head))
    return text.length < end + length ? undefined : text.slice(0, end + length);
  let at = end;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    if (size === 0) {
      const last = text.indexOf('\r\n\r\n', line);
      return last < 0 ? undefined : text.slice(0, last + 4);
    }
    at = line + 2 + size + 2;
  }
}

/** Runs a backend that answers each whole request. */
async function listening(answer: (socket: Socket, request: string) => void): Promise<net.Server> {
  const server = net.createServer(socket => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', part => {
      text += part.toString('latin1');
      const request = wholeIn(text);
      if (request === undefined) return;
      text = text.slice(request.length);
      answer(socket, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('a route to another server', function () {
  this.timeout(120_000);
  let there: net.Server;
  afterEach(async () => {
    await endAll();
    there.close();
  });

  it('passes random requests and responses on unchanged, but for what it must change', async () => {
    let play: { readonly asked: Asked; readonly answer: Answer } | undefined;
    let heard = '';
    there = await listening((socket, request) => {
      const { asked, answer } = play ?? assert.fail();
      heard = request;
      say(socket, answer, asked.method);
    });
    const proxy = `http://127.0.0.1:${(there.address() as net.AddressInfo).port}`;
    const served = await serve(withRoutes([{ path: '/p', proxy, timeout: 5000 }]));
    const playOnce = async (asked: Asked, answer: Answer): Promise<void> => {
      play = { asked, answer };
      const head = `${asked.method} ${asked.target} HTTP/1.1\r\nHost: localhost:${served.port}\r\nConnection: close\r\n`;
      const bytes = await exchange(served.port, Buffer.from(head + framed(asked), 'latin1'), { quiet: 9000 });
      assertPassedBack(bytes.toString('latin1'), answer, asked.method);
      assertPassedOn(heard, asked);
    };
    await fc.assert(fc.asyncProperty(asks, answers, playOnce), {
      seed: Number(process.env['PORTHOLE_SEED'] ?? Date.now() % 1e9),
      numRuns: 300,
    });
  });
});
