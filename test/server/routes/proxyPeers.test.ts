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

/** A case of another proxy's tests: its default result, and ours with a reason if it differs. */
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

/** Fields that a forwarder before this server has set. */
const FORWARDED =
  'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: site.example\r\nX-Forwarded-Proto: https\r\n';

const MORE: readonly PeerCase[] = [
  {
    peer: 'http-proxy',
    does: 'adds the client to X-Forwarded-For (xfwd)',
    target: '/p',
    headers: FORWARDED,
    has: /^X-Forwarded-For: 10\.0\.0\.1, (?:::ffff:)?127\.0\.0\.1$/m,
  },
  {
    peer: 'http-proxy',
    does: 'adds its protocol to X-Forwarded-Proto (xfwd)',
    target: '/p',
    headers: FORWARDED,
    has: /^X-Forwarded-Proto: https$/m,
    lacks: /^X-Forwarded-Proto: .*http$/m,
    differs: 'the first forwarder alone knows what the browser speaks, and backends read one value',
  },
  {
    peer: 'http-proxy',
    does: 'keeps X-Forwarded-Host',
    target: '/p',
    headers: FORWARDED,
    has: /^X-Forwarded-Host: site\.example$/m,
  },
  {
    peer: 'http-proxy',
    does: 'adds X-Forwarded-Port (xfwd)',
    target: '/p',
    has: /^X-Forwarded-Host: localhost:\d+$/m,
    lacks: /X-Forwarded-Port/,
    differs: 'the port stands in X-Forwarded-Host',
  },
  { peer: 'http-proxy', does: 'keeps the method', target: '/p', has: /^\/p$/m },
  { peer: 'http-proxy', does: 'keeps an empty query', target: '/p?', has: /^\/p\?$/m },
  {
    peer: 'http-proxy',
    does: 'keeps a query with question marks',
    target: '/p?a=b?c',
    has: /^\/p\?a=b\?c$/m,
  },
  {
    peer: 'http-proxy',
    does: 'keeps a URL in the query',
    target: '/p?u=http://a/b',
    has: /^\/p\?u=http:\/\/a\/b$/m,
  },
  {
    peer: 'http-proxy',
    does: 'keeps credentials',
    target: '/p',
    headers: 'Authorization: Basic YQ==\r\n',
    has: /^Authorization: Basic YQ==$/m,
  },
  {
    peer: 'http-proxy',
    does: 'drops the credentials of a proxy',
    target: '/p',
    headers: 'Proxy-Authorization: Basic YQ==\r\n',
    has: /^Via:/m,
    lacks: /YQ==/,
    differs: 'http-proxy passes them on, against RFC 9110, 11.7.2',
  },
  {
    peer: 'http-proxy',
    does: 'closes the connection to the backend (agent: false)',
    target: '/p',
    has: /^Connection: keep-alive$/m,
    differs: 'connections are kept for further requests',
  },
  { peer: 'httpxy', does: 'joins the path of the target (prependPath)', target: '/p/a', has: /^\/p\/a$/m },
  {
    peer: 'httpxy',
    does: 'keeps the spelling of field names',
    target: '/p',
    headers: 'x-ODD-Name: 1\r\n',
    has: /^x-ODD-Name: 1$/m,
  },
  { peer: 'httpxy', does: 'keeps encoded slashes', target: '/p/a%2Fb', has: /^\/p\/a%2Fb$/m },
  {
    peer: 'httpxy',
    does: 'keeps dots in the path',
    target: '/p/a/../b',
    has: /There is no|^\/p\/a\/\.\.\/b$/m,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'removes a field for the backend (on.proxyReq)',
    route: { requestHeaders: { Cookie: null } },
    target: '/p',
    headers: 'Cookie: a=b\r\n',
    has: /^Via:/m,
    lacks: /Cookie/i,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'rewrites in the middle of a path (pathRewrite)',
    route: { path: '/api/:version/*rest', rewrite: '/:version/api/*rest' },
    target: '/api/v1/a/b?c',
    has: /^\/v1\/api\/a\/b\?c$/m,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'takes one method only (pathFilter function)',
    route: { method: 'POST' },
    target: '/p',
    has: /There is no file/,
  },
  {
    peer: 'http-proxy-middleware',
    does: 'is led elsewhere by a path that climbs (pathRewrite)',
    route: { path: '/api/*rest', rewrite: '/v2/*rest' },
    target: '/api/..%2fsecret',
    has: /^(?!\/)/,
    lacks: /secret/,
    differs: 'a rewrite stays in its prefix',
  },
];

describe('the cases of other proxies', () => {
  afterEach(endProxied);

  for (const { peer, does, route, target, headers, has, lacks, differs } of [...CASES, ...MORE])
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
