import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http2';
import { connect2 } from '../support/both';
import { type RawBackend, rawBackend } from '../support/rawBackend';
import { withRoutes } from '../support/routes';
import { endAll, makeTree, serve } from '../support/serve';

/** Trailers that HTTP/1.1 may have, and those that remain in HTTP/2. */
const TRAILERS: readonly [sent: string, got: Readonly<Record<string, unknown>>][] = [
  ['X-Sum: 1\r\nx-sum: 2\r\n', { 'x-sum': '1, 2' }],
  [
    'constructor: a\r\nhasOwnProperty: b\r\ntoString: c\r\n',
    { constructor: 'a', hasownproperty: 'b', tostring: 'c' },
  ],
  ['__proto__: a\r\nX-B: c\r\n', { 'x-b': 'c' }],
  ['ETag: "a"\r\nETag: "b"\r\nDate: x\r\nDate: y\r\n', { etag: '"a"', date: 'x' }],
  ['TE: gzip\r\nProxy-Authenticate: x\r\nTrailer: x\r\n', {}],
  ['Keep-Alive: 1\r\nHTTP2-Settings: x\r\nProxy-Connection: x\r\nUpgrade: h2c\r\n', {}],
  ['Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n', { 'set-cookie': ['a=1', 'b=2'] }],
  ['X-Latin: \xfc\xff\r\nX-Empty:\r\n', { 'x-empty': '' }],
];

describe('another server, over HTTP/2', function () {
  this.timeout(20_000);
  let there: RawBackend;
  afterEach(async () => {
    await endAll();
    await there.close();
  });

  interface Got {
    readonly interim: readonly IncomingHttpHeaders[];
    readonly head: IncomingHttpHeaders;
    readonly body: string;
    readonly trailers: IncomingHttpHeaders;
  }

  /** Requests one path after another over one connection; returns the backend's reply to each. */
  async function askAll(replies: readonly string[]): Promise<Got[]> {
    there = await rawBackend(
      (socket, head) =>
        void socket.write(Buffer.from(replies[Number(/\/p\/(\d+)/.exec(head)?.[1])] ?? '', 'latin1')),
    );
    const options = { https: 'always', certificates: await makeTree({}) } as const;
    const served = await serve(withRoutes([{ path: '/p', proxy: there.origin }]), options);
    const session = await connect2(served.port);
    const got: Got[] = [];
    for (const at of replies.keys()) {
      const stream = session.request({ ':path': `/p/${at}` });
      const interim: IncomingHttpHeaders[] = [];
      let trailers: IncomingHttpHeaders = {};
      let body = '';
      stream
        .on('headers', (headers: IncomingHttpHeaders) => interim.push(headers))
        .on('trailers', (headers: IncomingHttpHeaders) => (trailers = headers))
        .on('data', part => (body += String(part)));
      const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders];
      if (!stream.closed) await once(stream, 'close');
      got.push({ interim, head, body, trailers });
    }
    session.close();
    const errors = served.log.filter(entry => entry.kind === 'event' && entry.level === 'error');
    assert.deepEqual(errors, []);
    return got;
  }

  it('sends trailers that come with the reply or are left out, whatever they are called, and the server lives', async () => {
    const got = await askAll(
      TRAILERS.map(
        ([sent]) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${sent}\r\n`,
      ),
    );
    for (const [at, [sent, wanted]] of TRAILERS.entries()) {
      const { head, body, trailers } = got[at] ?? assert.fail();
      assert.deepEqual([head[':status'], body], [200, 'ok'], sent);
      for (const [name, value] of Object.entries(wanted)) assert.deepEqual(trailers[name], value, sent);
      if (Object.keys(wanted).length === 0) assert.deepEqual(Object.keys(trailers), [], sent);
    }
  });

  it('sends interim responses, each before the reply', async () => {
    const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const got = await askAll([
      `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\nKeep-Alive: 5\r\n\r\n${reply}`,
      `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Odd\r\nETag: "a"\r\nETag: "b"\r\nconstructor: x\r\n\r\n${reply}`,
      `HTTP/1.1 100 Continue\r\n\r\n${reply}`,
    ]);
    assert.deepEqual(
      got.map(({ interim, body }) => [
        body,
        ...interim.map(({ ':status': status, link, etag }) => [status, link, etag]),
      ]),
      [
        ['ok', [103, '</a>, </b>', undefined]],
        ['ok', [102, undefined, undefined], [199, undefined, '"a"']],
        ['ok'],
      ],
    );
  });
});
