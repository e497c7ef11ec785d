import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { ClientHttp2Session } from 'node:http2';
import { ask2, connect2 } from '../support/both';
import { type RawBackend, rawBackend, response } from '../support/rawBackend';
import { withRoutes } from '../support/routes';
import { endAll, makeTree, serve, type Served } from '../support/serve';

const many = (bytes: number): string => `\r\nX-A: ${'y'.repeat(4000)}`.repeat(Math.ceil(bytes / 4000));

/** Heads of another server that HTTP/1.1 passes on: the status over HTTP/2, and fields that it has. */
const HEADS: readonly (readonly [head: string, status: number, fields?: Readonly<Record<string, string>>])[] =
  [
    [
      '200 OK\r\nHTTP2-Settings: AAMAAABk\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\nX-A: 1',
      200,
      { 'x-a': '1' },
    ],
    ['200 OK\r\nETag: "a"\r\nETag: "b"', 200, { etag: '"a"' }],
    ['200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html', 200, { 'content-type': 'text/plain' }],
    ['302 Found\r\nLocation: /p/a\r\nLocation: /p/b', 302, { location: '/p/a' }],
    ['200 OK\r\nDate: a\r\nDate: b\r\nAge: 1\r\nAge: 2\r\nExpires: a\r\nExpires: b', 200, { age: '1' }],
    ['200 OK\r\nLast-Modified: a\r\nLast-Modified: b\r\nRetry-After: 1\r\nRetry-After: 2', 200],
    ['200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nVary: a\r\nVary: b', 200, { 'set-cookie': 'a=1, b=2' }],
    ['204 No Content', 204],
    ['304 Not Modified\r\nETag: "a"', 304, { etag: '"a"' }],
    [`200 OK${many(40_000)}`, 200],
    [`200 OK${many(200_000)}`, 502],
    ['600 x', 502],
    ['999 x', 502],
    ['101 Switching Protocols', 502],
  ];

describe('a head of another server, over HTTP/2', () => {
  let folder: string;
  let there: RawBackend;
  let served: Served;
  let session: ClientHttp2Session;
  before(async () => {
    folder = await makeTree({});
    there = await rawBackend((socket, head) =>
      socket.end(response(HEADS[Number(/\/p\/(\d+)/.exec(head)?.[1])]?.[0] ?? '200 OK', 'ok')),
    );
    const tree = withRoutes([{ path: '/p', proxy: there.origin }]);
    served = await serve(tree, { https: 'always', certificates: folder });
    session = await connect2(served.port);
  });
  after(async () => {
    session.destroy();
    await endAll();
    await there.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is passed on, or a 502 that says why, and never a failure of ours', async () => {
    for (const [at, [head, status, fields = {}]] of HEADS.entries()) {
      const got = await ask2(session, { target: `/p/${at}` });
      const name = head.slice(0, 80);
      assert.equal(got.status, status, name);
      for (const [field, value] of Object.entries(fields)) assert.equal(got.headers[field], value, name);
      if (status === 200) assert.equal(got.body, 'ok', name);
      if (status === 502) assert.match(got.body, /cannot be passed on: /, name);
    }
    const errors = served.log.filter(entry => entry.kind === 'event' && entry.level === 'error');
    assert.deepEqual(errors, []);
  });
});
