import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { backend } from '../support/backend';
import { endProxied, ends, proxied, statusOf, talk } from '../support/proxied';
import { response } from '../support/rawBackend';
import { until, withRoutes } from '../support/routes';
import { serve } from '../support/serve';

/** The target of the first request and the fields that it had. */
const echo = (socket: Socket, head: string): void => {
  const [line = '', ...fields] = head.split('\r\n');
  socket.write(response('200 OK', `${line.split(' ')[1]}\n${fields.join('\n')}`));
};

/** A case of a peer's tests: what its default gives, and what ours does where that differs, and why. */
interface PeerCase {
  readonly peer: string;
  readonly does: string;
  readonly route?: Readonly<Record<string, unknown>>;
  readonly target: string;
  readonly headers?: string;
  readonly has: RegExp;
  readonly lacks?: RegExp;
  readonly differs?: string;
}

const CASES: readonly PeerCase[] = [
  { peer: 'http-proxy', does: 'keeps the query', target: '/p?a=1&a=2&b', has: /^\/p\?a=1&a=2&b$/m },
  { peer: 'http-proxy', does: 'keeps an encoded query', target: '/p?a=%20%2B', has: /^\/p\?a=%20%2B$/m },
  {
    peer: 'http-proxy',
    does: 'adds x-forwarded fields (xfwd)',
    target: '/p',
    has: /^X-Forwarded-Proto: http$/m,
    differs: 'on by default: a development backend needs them to make absolute addresses',
  },
  {
    peer: 'http-proxy',
    does: 'keeps the Host (changeOrigin: false)',
    target: '/p',
    has: /^Host: 127\.0\.0\.1:\d+$/m,
    differs: "the Host is the backend's, as with changeOrigin: virtual hosts and TLS need it",
  },
  {
    peer: 'http-proxy',
    does: 'keeps duplicate fields',
    target: '/p',
    headers: 'X-A: 1\r\nX-A: 2\r\n',
    has: /^X-A: 1\nX-A: 2$/m,
  },
  {
    peer: 'http-proxy',
    does: 'sets headers for the backend (headers)',
    route: { requestHeaders: { 'X-Key': 'k' } },
    target: '/p',
    has: /^x-key: k$/m,
  },
  { peer: 'httpxy', does: 'keeps double slashes in the path', target: '/p//a//b', has: /^\/p\/\/a\/\/b$/m },
  {
    peer: 'httpxy',
    does: 'drops the fields that Connection names',
    target: '/p',
    headers: 'Connection: X-Hop\r\nX-Hop: 1\r\n',
    has: /^Connection: keep-alive$/m,
    lacks: /X-Hop/,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'rewrites a prefix (pathRewrite)',
    route: { path: '/api/*rest', rewrite: '/v2/*rest' },
    target: '/api/users/1?x',
    has: /^\/v2\/users\/1\?x$/m,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'removes a prefix (pathRewrite)',
    route: { path: '/api/*rest', rewrite: '/*rest' },
    target: '/api/a',
    has: /^\/a$/m,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'matches paths below its own only',
    route: { path: '/p' },
    target: '/pq',
    has: /There is no file/,
    differs: 'context /p matches /pq there, since it compares strings',
  },
];

describe('the cases of other proxies', () => {
  afterEach(endProxied);

  for (const { peer, does, route, target, headers, has, lacks, differs } of CASES)
    it(`${peer} ${does}${differs === undefined ? '' : `; here ${differs}`}`, async () => {
      const { served } = await proxied(echo, route);
      const got = await talk(served, 'GET', target, headers);
      const body = got.slice(got.indexOf('\r\n\r\n') + 4);
      assert.match(body, has);
      if (lacks) assert.doesNotMatch(body, lacks);
    });

  it('http-proxy gives 502 for a backend that is gone, and 504 for one that is silent', async () => {
    const { served, there } = await proxied(() => undefined, { timeout: 100 });
    assert.equal(statusOf(await talk(served, 'GET', '/p')), 504);
    await there.close();
    ends.length = 0;
    assert.equal(statusOf(await talk(served, 'GET', '/p')), 502);
  });

  it('gives connections back: after the last answer none stays open for long', async () => {
    const other = await backend();
    ends.push(other.close);
    const served = await serve(withRoutes([{ path: '/p', proxy: other.origin }]));
    await Promise.all(Array.from({ length: 12 }, async () => (await fetch(`${served.url}p`)).text()));
    await until('connections stay open', async () => (await other.connections()) === 0);
  });
});
