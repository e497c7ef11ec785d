import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { WebSocket } from 'ws';
import { endAll, makeTree, serve, type Served } from '../support/serve';

const tree = { 'index.html': '<h1>Hello</h1>', 'large.bin': Buffer.alloc(5_000_000, 7) };

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

function get(url: string, headers: http.OutgoingHttpHeaders = {}, ca?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const sent = request(url, {
      headers,
      agent: false,
      ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    });
    sent.on('error', reject);
    sent.on('response', response => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.end();
  });
}

/** Fetch Metadata of a page from elsewhere. */
const metadata = (mode: string, dest: string) => ({
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
});

/** The authority, as a device gets it. */
const authorityOf = async ({ url }: Served): Promise<string> => {
  const { body } = await get(`${url}__porthole/trust.crt`);
  return `-----BEGIN CERTIFICATE-----\n${body.toString('base64')}\n-----END CERTIFICATE-----\n`;
};

describe('a server with HTTPS', () => {
  let folder: string;
  before(async () => {
    folder = await makeTree({});
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  const start = (mode: 'always' | 'shared' = 'always', limits = {}): Promise<Served> =>
    serve(tree, { https: mode, certificates: path.join(folder, 'certificates') }, limits);

  it('is reached by each of its names under the authority that it gives away', async () => {
    const served = await start();
    assert.match(served.url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
    const ca = await authorityOf(served);
    for (const host of ['localhost', '127.0.0.1']) {
      const answer = await get(`https://${host}:${served.port}/`, {}, ca);
      assert.equal(answer.status, 200);
      assert.match(answer.body.toString(), /Hello/);
    }
    assert.equal((await get(`${served.url}large.bin`, {}, ca)).body.length, 5_000_000);
  });

  it('redirects plain HTTP on its port, to itself and nowhere else', async () => {
    const served = await start();
    const plain = await get(`http://127.0.0.1:${served.port}/a%20b?c=d`);
    assert.equal(plain.status, 307);
    assert.equal(plain.headers.location, `https://127.0.0.1:${served.port}/a%20b?c=d`);
    assert.equal(plain.headers['cache-control'], 'no-store');
    const rebound = await get(`http://127.0.0.1:${served.port}/`, { host: 'evil.example' });
    assert.equal(rebound.status, 403);
    assert.equal(rebound.headers.location, undefined);
  });

  it('opens the live channel by wss, and redirects ws', async () => {
    const served = await start();
    const live = served.server.liveUrl ?? '';
    assert.match(live, /^wss:/);
    const socket = new WebSocket(live, { rejectUnauthorized: false });
    assert.match(String(await once(socket, 'message')), /hello/);
    socket.terminate();
    const plain = new WebSocket(live.replace('wss:', 'ws:'));
    const [, response] = (await once(plain, 'unexpected-response')) as [unknown, http.IncomingMessage];
    assert.equal(response.statusCode, 307);
    plain.on('error', () => undefined).terminate();
  });

  it('refuses strangers as ever, and its own page of the other scheme', async () => {
    const { url } = await start();
    for (const origin of ['https://evil.example', 'null', url.slice(0, -1).replace('https', 'http')])
      assert.equal((await get(url, { origin })).status, 403, origin);
    assert.equal((await get(url, { origin: url.slice(0, -1) })).status, 200);
    assert.equal((await get(url, { host: 'evil.example' })).status, 403);
  });

  it('says how a device trusts it, on iOS with the second switch, and gives the profile', async () => {
    const { url } = await start();
    const page = (await get(`${url}__porthole/trust`)).body.toString();
    assert.match(page, /Certificate Trust Settings/);
    assert.match(page, /<a href="trust\.crt">/);
    const profile = await get(`${url}__porthole/trust.mobileconfig`);
    assert.equal(profile.headers['content-type'], 'application/x-apple-aspen-config');
    const { body } = await get(`${url}__porthole/trust.crt`);
    assert.ok(profile.body.toString().includes(body.toString('base64')));
    assert.doesNotMatch(profile.body.toString(), /PRIVATE/);
  });

  it('gives it to no page from elsewhere, in a profile that holds nothing but its bytes', async () => {
    const { url } = await start();
    for (const path of ['trust', 'trust.crt', 'trust.mobileconfig'])
      for (const headers of [
        { origin: 'https://evil.example' },
        { referer: 'https://evil.example/', accept: '*/*' },
        metadata('no-cors', 'script'),
        metadata('cors', 'empty'),
        metadata('no-cors', 'object'),
      ])
        assert.equal((await get(`${url}__porthole/${path}`, headers)).status, 403, path);
    for (const path of ['trust.crt', 'trust.mobileconfig'])
      assert.equal((await get(`${url}__porthole/${path}`, metadata('navigate', 'iframe'))).status, 403, path);
    const profile = (await get(`${url}__porthole/trust.mobileconfig`)).body.toString();
    const values = [...profile.matchAll(/<(key|string|integer|data)>([^<]*)<\/\1>/g)].map(
      ([, , text]) => text,
    );
    assert.equal(values.length, 23);
    for (const text of values) assert.match(String(text), /^[\w.+/=-]+$/);
  });

  it('has no authority to give without HTTPS', async () => {
    const { url } = await serve(tree);
    assert.equal((await get(`${url}__porthole/trust`)).status, 404);
  });

  it('ends connections that say nothing, or no TLS, and goes on', async () => {
    const served = await start('always', { headersTimeout: 300 });
    const silent = net.connect(served.port, '127.0.0.1');
    const broken = net.connect(served.port, '127.0.0.1');
    const half = net.connect(served.port, '127.0.0.1');
    for (const socket of [silent, broken, half]) socket.on('error', () => undefined).resume();
    broken.write(Buffer.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5]));
    half.write(Buffer.from([22, 3]));
    await Promise.all([silent, broken, half].map(socket => once(socket, 'close')));
    assert.equal((await get(served.url)).status, 200);
  });

  it('keeps a connection for more than one request, and stops all the same', async () => {
    const served = await start();
    const socket = tls.connect({ port: served.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    for (const _ of [1, 2, 3]) {
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n\r\n`);
      assert.match(String(await once(socket, 'data')), /^HTTP\/1\.1 200/);
    }
    const closed = once(socket, 'close');
    socket.on('error', () => undefined).resume();
    await served.server.close();
    await closed;
  });

  it('sends a recorded request again', async () => {
    const served = await start();
    served.server.replay({
      method: 'GET',
      target: '/?again',
      headers: ['Host', `127.0.0.1:${served.port}`],
      body: Buffer.alloc(0),
    });
    while (!served.log.some(entry => entry.kind === 'request' && entry.target === '/?again'))
      await new Promise(resolve => setTimeout(resolve, 10));
  });

  it('may be HTTP on this machine and HTTPS on the shared address, whose cookie is Secure', async () => {
    const served = await start('shared');
    assert.match(served.url, /^http:/);
    const address = process.platform === 'darwin' ? '::1' : '127.0.0.2';
    const sharing = await served.server.sharing();
    const state = await sharing.share({ address, page: '/', directoryListing: false });
    assert.match(state.joinUrl, /^https:/);
    assert.equal((await get(state.url)).status, 401);
    assert.equal((await get(state.url.replace('https', 'http'))).status, 307);
    const joined = await get(state.joinUrl);
    assert.equal(joined.status, 303);
    assert.match(joined.headers['set-cookie']?.[0] ?? '', /; Secure$/);
    const cookie = joined.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    assert.equal((await get(state.url, { cookie })).status, 200);
    assert.equal((await get(`${state.url}__porthole/trust`, { cookie })).status, 200);
    assert.equal((await get(`${state.url}__porthole/trust`)).status, 401);
  });
});
