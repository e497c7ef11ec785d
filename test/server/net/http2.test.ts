import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { WebSocket } from 'ws';
import { type Backend, backend } from '../support/backend';
import { ask1, ask2, connect2, type Plain, type Question } from '../support/both';
import { endAll, makeTree, serve, type Served, type Tree } from '../support/serve';
import { hasOneTag } from '../support/tree';

const LARGE = 4_000_000;
const ranges = { Range: 'bytes=1-3' };
const navigation = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const site = (proxy: string): Tree => ({
  'index.html': '<!doctype html><title>home</title><p>Hello</p>',
  'a b.css': 'p{}',
  'large.bin': Buffer.alloc(LARGE, 7),
  'folder/x.txt': 'x',
  '.env': 'SECRET',
  'data.json': '[{"id":1}]',
  'handler.mjs':
    'export default async request => new Response(`${request.method} ${await request.text()}`, { status: 201, headers: { "x-own": "yes" } });',
  'porthole.routes.json': JSON.stringify({
    routes: [
      { path: '/fixed', body: 'fixed', status: 202, headers: { 'X-Fixed': 'yes' } },
      { path: '/items', collection: 'data.json' },
      { path: '/handler', handler: 'handler.mjs' },
      { path: '/proxy', proxy },
    ],
  }),
});

/** Requests, each answered alike over both versions. */
const table: Readonly<Record<string, Question>> = {
  'a document': { target: '/', headers: navigation },
  'a file': { target: '/a%20b.css' },
  'a large file': { target: '/large.bin' },
  'its head': { target: '/large.bin', method: 'HEAD' },
  'a range': { target: '/large.bin', headers: ranges },
  'two ranges': { target: '/a%20b.css', headers: { Range: 'bytes=0-0,2-2' } },
  'a range beyond the end': { target: '/a%20b.css', headers: { Range: 'bytes=99-' } },
  'an unchanged file': { target: '/a%20b.css', headers: { 'If-None-Match': '*' } },
  'a failed precondition': { target: '/a%20b.css', headers: { 'If-Match': '"x"' } },
  'a compressed file': { target: '/large.bin', headers: { 'Accept-Encoding': 'gzip' } },
  'a listing': { target: '/folder/' },
  'a redirect': { target: '/folder' },
  'a missing file': { target: '/none.js' },
  'a missing page': { target: '/none', headers: navigation },
  'a dotfile': { target: '/.env' },
  'a malformed target': { target: '/%' },
  'a target that climbs': { target: '/../../etc/passwd' },
  'a target that is too long': { target: `/${'x'.repeat(9000)}` },
  'another method': { target: '/a%20b.css', method: 'PROPFIND' },
  'a preflight': {
    target: '/a%20b.css',
    method: 'OPTIONS',
    headers: { Origin: 'http://friend.example', 'Access-Control-Request-Method': 'GET' },
  },
  'an origin of porthole.cors': { target: '/a%20b.css', headers: { Origin: 'http://friend.example' } },
  'a form': {
    target: '/form',
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
  },
  'a fixed route': { target: '/fixed' },
  'a collection': { target: '/items/1' },
  'a body for a collection': {
    target: '/items',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"name":',
  },
  'a handler': { target: '/handler', method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'abc' },
  'another server': { target: '/proxy/x?y=z', method: 'POST', headers: { cookie: 'a=1; b=2' }, body: 'abc' },
  'the page script': { target: '/__porthole/page.js' },
  'the live channel without a WebSocket': { target: '/__porthole/live' },
  'the page about trust': { target: '/__porthole/trust' },
  'a rebound name': { target: '/', headers: { Host: 'evil.example' } },
  'a foreign origin': { target: '/', headers: { Origin: 'https://evil.example' } },
  'an origin null': { target: '/', headers: { Origin: 'null' } },
  'a script of another site': {
    target: '/a%20b.css',
    headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
  },
};

const closeOf = (stream: ClientHttp2Stream): Promise<void> =>
  new Promise(resolve => (stream.closed ? resolve() : stream.once('close', () => resolve())));

/** Boundaries between ranges are random. */
const alike = (response: Plain): Plain =>
  JSON.parse(JSON.stringify(response).replaceAll(/(boundary=|--)[0-9a-f]{32}/g, '$1')) as Plain;

/** Cancels one request after another until the server ends the connection, with a log line each time. */
const BREAKING_OFF = `
  const session = require('node:http2').connect('https://127.0.0.1:' + process.argv[1], { rejectUnauthorized: false });
  session.on('error', () => process.exit()).on('close', () => process.exit()).on('goaway', () => process.exit());
  setTimeout(() => process.exit(), 10_000).unref();
  const next = count => {
    if (count === 1000) return process.exit();
    const stream = session.request({ ':path': '/large.bin' }).on('error', () => undefined);
    stream.once('response', () => stream.close(8));
    stream.once('close', () => {
      console.log(count);
      next(count + 1);
    });
  };
  next(0);
`;

describe('HTTP/2', () => {
  let folder: string;
  let served: Served;
  let other: Backend;
  let session: ClientHttp2Session;
  const start = async (limits = {}): Promise<void> => {
    const options = { https: 'always', certificates: folder, cors: ['http://friend.example'] } as const;
    served = await serve(site(other.origin), { ...options, compression: 'on' }, limits);
    session = await connect2(served.port);
  };
  before(async () => {
    folder = await makeTree({});
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    other = await backend();
  });
  afterEach(async () => {
    session.destroy();
    await endAll();
    await other.close();
  });

  it('answers every kind of request as HTTP/1.1 does, over one connection', async () => {
    await start();
    await hasOneTag(path.join(served.root, 'large.bin'));
    for (const [name, question] of Object.entries(table)) {
      const one = await ask1(served.port, question);
      const two = await ask2(session, question);
      assert.deepEqual({ name, ...alike(two) }, { name, ...alike(one) });
    }
    const entries = served.log.filter(entry => entry.kind === 'request');
    assert.equal(entries.length, 2 * Object.keys(table).length);
  });

  it('hands routes and other servers the fields of HTTP/1.1', async () => {
    await start();
    await ask2(session, { target: '/proxy/x', method: 'POST', headers: { cookie: 'a=1; b=2' }, body: 'abc' });
    const [asked] = other.asked;
    assert.equal(asked?.headers.cookie, 'a=1; b=2');
    assert.equal(asked?.body.toString(), 'abc');
    assert.deepEqual(
      Object.keys(asked?.headers ?? {}).filter(name => name.startsWith(':')),
      [],
    );
  });

  it('names no host by two that differ', async () => {
    await start();
    const stream = session.request({ ':path': '/', host: 'evil.example' });
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    assert.equal(headers[':status'], 403);
  });

  it('carries an event stream that says nothing for a while', async () => {
    await start();
    const { search } = new URL(served.server.liveUrl ?? '');
    const stream = session.request({
      ':path': `/__porthole/live${search}&document=&path=/index.html`,
      accept: 'text/event-stream',
    });
    let text = '';
    stream.on('data', part => (text += String(part)));
    while (!text.includes('hello')) await once(stream, 'data');
    await delay(2500);
    assert.equal(stream.closed, false);
    stream.close();
  });

  it('leaves WebSockets to connections of HTTP/1.1', async () => {
    await start();
    const socket = new WebSocket(served.server.liveUrl ?? '', { rejectUnauthorized: false });
    assert.match(String(await once(socket, 'message')), /hello/);
    socket.terminate();
  });

  it('ends one request that is broken off, and no other', async () => {
    await start();
    const [kept, cut] = ['/large.bin', '/large.bin'].map(target => session.request({ ':path': target }));
    cut!.once('data', () => cut!.close(http2.constants.NGHTTP2_CANCEL));
    cut!.on('error', () => undefined);
    let bytes = 0;
    kept!.on('data', (part: Buffer) => (bytes += part.length));
    await once(kept!, 'close');
    assert.equal(bytes, LARGE);
    const handler = session.request({ ':path': '/handler', ':method': 'POST' });
    handler.on('error', () => undefined);
    handler.write('half');
    await delay(50);
    handler.close(http2.constants.NGHTTP2_CANCEL);
    assert.equal((await ask2(session, { target: '/fixed' })).status, 202);
  });

  it('ends a connection that breaks off one request after another, and serves the next', async () => {
    await start();
    // In a separate process: Node 20's client may crash if its connection ends while it cancels a request.
    const client = spawn(process.execPath, ['-e', BREAKING_OFF, String(served.port)]);
    let said = '';
    client.stdout.on('data', (part: Buffer) => (said += part.toString()));
    await once(client, 'close');
    const broken = said.split('\n').length - 1;
    assert.ok(broken >= 200 && broken < 1000, `${broken} requests were broken off`);
    session = await connect2(served.port);
    assert.equal((await ask2(session, { target: '/fixed' })).status, 202);
  });

  it('has at most a hundred requests of one connection under way', async () => {
    await start();
    if (session.remoteSettings.maxConcurrentStreams === undefined) await once(session, 'remoteSettings');
    assert.equal(session.remoteSettings.maxConcurrentStreams, 100);
  });

  it('refuses heads that are too large, and lives', async () => {
    await start();
    // The limit applies once the client has confirmed it; before that, Node's own limit of 64 kB applies.
    await ask2(session, { target: '/fixed' });
    const stream = session.request({ ':path': '/', 'x-large': 'x'.repeat(60_000) });
    stream.on('error', () => undefined);
    await closeOf(stream);
    session = await connect2(served.port);
    assert.equal((await ask2(session, { target: '/fixed' })).status, 202);
  });

  it('ends a request that its client does not read, and one whose body does not come', async () => {
    await start({ stalledTimeout: 300 });
    const unread = session.request({ ':path': '/large.bin' });
    unread.on('error', () => undefined);
    unread.pause();
    const silent = session.request({ ':path': '/form', ':method': 'POST', 'content-type': 'text/plain' });
    silent.on('error', () => undefined);
    silent.write('half');
    await Promise.all([closeOf(silent), closeOf(unread)]);
  });

  it('ends a connection that asks for nothing', async () => {
    await start({ stalledTimeout: 300 });
    await once(session, 'close');
  });

  it('stops gracefully: what is under way is finished', async () => {
    await start();
    const stream = session.request({ ':path': '/large.bin' });
    let bytes = 0;
    await once(stream, 'response');
    stream.on('data', (part: Buffer) => (bytes += part.length));
    const closed = once(session, 'close');
    await Promise.all([once(stream, 'close'), served.server.close()]);
    assert.equal(bytes, LARGE);
    await closed;
  });

  it('is only for clients that offer it', async () => {
    await start();
    for (const [offers, chosen] of [
      [['h2', 'http/1.1'], 'h2'],
      [['http/1.1'], 'http/1.1'],
      [undefined, false],
    ] as const) {
      const more = offers ? { ALPNProtocols: [...offers] } : {};
      const socket = tls.connect({
        port: served.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ...more,
      });
      await once(socket, 'secureConnect');
      assert.equal(socket.alpnProtocol, chosen);
      socket.destroy();
    }
  });
});
