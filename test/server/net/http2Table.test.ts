import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import path from 'node:path';
import tls from 'node:tls';
import { type Backend, backend } from '../support/backend';
import { ask1, ask2, connect2, type Plain, type Question } from '../support/both';
import { strangers } from '../support/strangers';
import { endAll, makeTree, serve, type Served, type Tree } from '../support/serve';

const site = (proxy: string): Tree => ({
  'index.html': '<!doctype html><title>home</title><p>Hello</p>',
  'ten.txt': '0123456789',
  'page.html': '<!doctype html><meta charset="utf-8"><title>ä</title>',
  'empty.txt': '',
  'ä b/c.txt': 'c',
  'folder/index.html': '<p>index</p>',
  'list/<b>.txt': 'x',
  '.git/config': 'SECRET',
  'data.json': '[{"id":1,"name":"Ada"}]',
  'throws.mjs': 'export default () => { throw new Error("oh"); };',
  'says.mjs': `export default async request => {
  const body = await request.text();
  const given = ['host', 'cookie', 'x-a', 'content-length', 'transfer-encoding'].map(name => request.headers.get(name));
  return new Response(JSON.stringify([request.method, new URL(request.url).pathname, given, body.length]),
    { status: 203, headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['connection', 'close'], ['x-a', 'ä']] });
};`,
  'streams.mjs': `export default () => new Response(new ReadableStream({ start(c) {
  for (const text of ['a', 'b', 'c']) c.enqueue(new TextEncoder().encode(text)); c.close(); } }));`,
  'breaks.mjs': `export default () => new Response(new ReadableStream({ pull(c) {
  if (this.sent) c.error(new Error('oh')); else c.enqueue(new TextEncoder().encode('half')); this.sent = true; } }));`,
  'porthole.routes.json': JSON.stringify({
    routes: [
      { path: '/fixed', json: { a: 1 }, method: 'GET' },
      { path: '/gone', status: 410 },
      { path: '/no', status: 204 },
      { path: '/items', collection: 'data.json' },
      { path: '/throws', handler: 'throws.mjs' },
      { path: '/says/:x', handler: 'says.mjs' },
      { path: '/streams', handler: 'streams.mjs' },
      { path: '/breaks', handler: 'breaks.mjs' },
      { path: '/proxy', proxy },
      { path: '/dead', proxy: 'http://127.0.0.1:9' },
    ],
  }),
});

const navigation = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const get = (target: string, headers: Readonly<Record<string, string>> = {}): Question => ({
  target,
  headers,
});
const send = (
  method: string,
  target: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Question =>
  body === undefined
    ? { target, method, headers }
    : { target, method, headers: { 'Content-Length': String(body.length), ...headers }, body };
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Groups of questions, each answered alike over both versions. */
const groups: Readonly<Record<string, readonly Question[]>> = {
  ranges: [
    ...['0-0', '9-', '10-', '-1', '-0', '-99', '0-99', '5-4', '0-1,8-9', '0-,-1', 'x', ''].map(range =>
      get('/ten.txt', { Range: `bytes=${range}` }),
    ),
    get('/ten.txt', { Range: 'lines=0-1' }),
    get('/ten.txt', { Range: 'bytes=0-1', 'If-Range': '"other"' }),
    get('/empty.txt', { Range: 'bytes=0-0' }),
    send('HEAD', '/ten.txt', undefined, { Range: 'bytes=0-1' }),
  ],
  preconditions: [
    get('/ten.txt', { 'If-None-Match': 'W/"x", *' }),
    get('/ten.txt', { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }),
    get('/ten.txt', { 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
    get('/ten.txt', { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
    get('/ten.txt', { 'If-Match': '*' }),
    send('PUT', '/ten.txt', 'x', { 'If-Match': '*' }),
  ],
  files: [
    get('/folder'),
    get('/folder/'),
    get('/folder/index.html?x#y'),
    get('/list/'),
    get('/list'),
    get('/list/', navigation),
    get('/%C3%A4%20b/c.txt'),
    get('/page.html', navigation),
    get('/page.html', { ...navigation, 'Accept-Encoding': 'br' }),
    get('/empty.txt'),
    get('//ten.txt'),
    get('/ten.txt/'),
    get('/ten.txt?raw??'),
    ...['/.git/config', '/%2egit/config', '/.GIT/config', '/a%2f..%2f.git', '/a%5cb', '/a%00', '/:a'].map(
      at => get(at),
    ),
  ],
  methods: [
    ...['OPTIONS', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'SEARCH'].flatMap(method => [
      send(method, '/ten.txt'),
      send(method, '/fixed'),
      send(method, '/__porthole/page.js'),
    ]),
    send('OPTIONS', '*'),
  ],
  routes: [
    get('/fixed'),
    get('/gone'),
    get('/no'),
    get('/items?name=Ada'),
    get('/items/2'),
    send('POST', '/items', '{"name":', JSON_TYPE),
    send('POST', '/items', '[]', JSON_TYPE),
    send('POST', '/items', 'a=b', { 'Content-Type': 'text/plain' }),
    send('DELETE', '/items/9'),
    get('/throws'),
    get('/throws', navigation),
    get('/streams'),
    send('HEAD', '/streams'),
    get('/says/1', { Cookie: 'a=1', 'X-A': 'b' }),
    send('POST', '/says/2', 'x'.repeat(100_000)),
    send('PUT', '/says/2', ''),
    get('/dead'),
    get('/dead', navigation),
  ],
  'other servers': [
    get('/proxy/redirect'),
    get('/proxy/cookies'),
    get('/proxy/cached', { 'If-None-Match': '"e"' }),
    get('/proxy/reason'),
    get('/proxy/connection'),
    get('/proxy/trailers', { TE: 'trailers' }),
    send('HEAD', '/proxy/x'),
    send('POST', '/proxy/x', 'y'.repeat(200_000), { 'Content-Type': 'text/plain' }),
    send('DELETE', '/proxy/x'),
    send('OPTIONS', '/proxy/x'),
  ],
};

/** Answers of another server that a proxy changes or takes over. */
const other = (): Promise<Backend> =>
  backend(({ method, target, headers, body }, response) => {
    const name = target.split('/').at(-1) ?? '';
    const more: Readonly<
      Record<string, readonly [status: number, headers: Record<string, string | string[]>]>
    > = {
      redirect: [302, { location: '/x' }],
      cookies: [200, { 'set-cookie': ['a=1; Path=/; Domain=x.example', 'b=2; Secure'] }],
      cached: [304, { etag: '"e"' }],
      connection: [200, { connection: 'x-hop, keep-alive', 'x-hop': '1', 'keep-alive': 'timeout=9' }],
    };
    const [status, fields] = more[name] ?? [200, {}];
    if (name === 'reason') response.statusMessage = 'Very Fine';
    if (name === 'break') {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.destroy(), 50);
      return;
    }
    const seen = [method, target, headers['content-length'], headers['transfer-encoding'], body.length];
    response.writeHead(status, { ...fields, 'x-seen': JSON.stringify(seen) });
    if (name === 'trailers') response.addTrailers({ 'x-after': 'yes' });
    response.end(status === 304 ? undefined : 'body');
  });

/** Boundaries between ranges and identities of documents are random. */
const alike = (response: Plain): Plain =>
  JSON.parse(
    JSON.stringify(response)
      .replaceAll(/(boundary=|--)[0-9a-f]{32}/g, '$1')
      .replaceAll(/data-document=\\"[^"]*\\"/g, ''),
  ) as Plain;

describe('HTTP/2 beside HTTP/1.1', () => {
  let folder: string;
  let served: Served;
  let there: Backend;
  let session: ClientHttp2Session;
  before(async () => {
    folder = await makeTree({});
    there = await other();
  });
  after(async () => {
    await there.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    served = await serve(site(there.origin), {
      https: 'always',
      certificates: folder,
      compression: 'on',
      // The built thread of handlers lies beside it.
      pageScript: path.resolve('dist/page.js'),
    });
    session = await connect2(served.port);
  });
  afterEach(async () => {
    session.destroy();
    await endAll();
  });

  for (const [name, questions] of Object.entries(groups))
    it(`answers alike: ${name}`, async () => {
      const proofs = await Promise.all(['/fixed', '/says/1'].map(target => ask2(session, get(target))));
      assert.deepEqual(
        proofs.map(({ status }) => status),
        [200, 203],
      );
      for (const question of questions) {
        const one = await ask1(served.port, question);
        const two = await ask2(session, question);
        if (question.target.startsWith('/proxy/'))
          assert.doesNotMatch(one.headers['x-seen'] ?? 'none', /none/);
        const asked = `${question.method ?? 'GET'} ${question.target} ${JSON.stringify(question.headers ?? {})}`;
        assert.deepEqual({ asked, ...alike(two) }, { asked, ...alike(one) });
        assert.doesNotMatch(two.body, /SECRET/);
      }
    });

  it('refuses the same strangers', async () => {
    for (const [name, { host, headers = {} }] of Object.entries(strangers(served.port)))
      for (const target of ['/ten.txt', '/fixed', '/proxy/x', '/__porthole/page.js', '/nothing']) {
        // Its own origin over HTTPS is not foreign here.
        const own = { Origin: `https://127.0.0.1:${served.port}` };
        const origin =
          headers['Origin'] === own.Origin ? { Origin: own.Origin.replace('https', 'http') } : {};
        const question = {
          target,
          headers: { ...headers, ...origin, ...(host === undefined ? {} : { Host: host }) },
        };
        const two = await ask2(session, question);
        assert.equal(two.status, 403, name);
        assert.deepEqual({ name, ...two }, { name, ...(await ask1(served.port, question)) });
      }
  });

  it('breaks off a body that breaks off, so that it does not look whole', async () => {
    for (const target of ['/breaks', '/proxy/break']) {
      const stream = session.request({ ':path': target });
      let text = '';
      stream.on('data', part => (text += String(part)));
      const error = await new Promise<NodeJS.ErrnoException | undefined>(resolve => {
        stream.once('error', resolve);
        stream.once('close', () => resolve(undefined));
      });
      assert.equal(text, 'half');
      assert.ok(error, `the stream ended with ${stream.rstCode}`);
    }
  });

  it('takes no body that is longer or shorter than it says', async () => {
    for (const body of ['xx', 'xxxxxxxxxxxx']) {
      const stream = session.request({ ':path': '/says/1', ':method': 'POST', 'content-length': '10' });
      stream.on('error', () => undefined);
      stream.end(body);
      const status = await new Promise<number | undefined>(resolve => {
        stream.once('response', headers => resolve(headers[':status']));
        stream.once('close', () => resolve(undefined));
      });
      assert.ok(status === undefined || status >= 400, `${body.length} bytes: ${status}`);
      if (session.destroyed) session = await connect2(served.port);
    }
    assert.equal((await ask2(session, get('/fixed'))).status, 200);
  });

  it('refuses CONNECT, and fields that HTTP/2 does not have', async () => {
    const tunnel = session.request({ ':method': 'CONNECT', ':authority': 'localhost:1' });
    const [head] = (await once(tunnel, 'response')) as [IncomingHttpHeaders];
    assert.equal(head[':status'], 405);
    tunnel.close();
    const socket = tls.connect({
      port: served.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    });
    await once(socket, 'secureConnect');
    // A request of HTTP/1.1 on a connection of HTTP/2 is no preface (RFC 9113, 3.4).
    socket.write(`GET /ten.txt HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n\r\n`);
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString('latin1'))).on('error', () => undefined);
    await once(socket, 'close');
    assert.doesNotMatch(text, /0123456789/);
  });
});
