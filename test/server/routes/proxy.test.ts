import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Backend, backend, nobody } from '../support/backend';
import { ask as askRaw, navigation } from '../support/raw';
import { ask, until, withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

/** The things to end after the test, the last first. */
const ends: (() => Promise<unknown>)[] = [];
const other = async (...given: Parameters<typeof backend>): Promise<Backend> => {
  const made = await backend(...given);
  ends.push(made.close);
  return made;
};
const serving = (...routes: unknown[]): Promise<Served> => serve(withRoutes(routes));

const warnings = ({ log }: Served): string[] =>
  log.flatMap(entry => (entry.kind === 'event' && entry.level === 'warn' ? entry.text : []));

describe('a route to another server', () => {
  afterEach(async () => {
    await endAll();
    for (const end of ends.splice(0)) await end();
  });

  it('hands over the method, the path, the query, the body and the answer', async () => {
    const { origin } = await other();
    const served = await serving({ path: '/backend/*rest', proxy: origin });
    for (const [method, target] of [
      ['GET', '/backend'],
      ['GET', '/backend/'],
      ['GET', '/backend/a%20b/%C3%BC?q=1&q=2'],
      ['DELETE', '/backend/x/'],
    ] as const)
      assert.deepEqual(await ask(served, target, { method }), [200, { method, target, body: '' }]);
    const body = 'x'.repeat(300_000);
    const posted = await ask(served, '/backend/up', { method: 'POST', body });
    assert.deepEqual(posted, [200, { method: 'POST', target: '/backend/up', body }]);
    assert.equal((await ask(served, '/index.html'))[0], 200);
  });

  it('stands for its path and everything below it, and for nothing beside it', async () => {
    const { origin } = await other();
    const served = await serving({ path: '/api', proxy: origin });
    assert.equal((await ask(served, '/api'))[0], 200);
    assert.equal((await ask(served, '/api/a/b'))[0], 200);
    assert.equal((await ask(served, '/apis'))[0], 404);
  });

  it('asks for another path where the route says so', async () => {
    const { origin, asked } = await other();
    const served = await serving(
      { path: '/one/*rest', proxy: origin, rewrite: '/*rest' },
      { path: '/two/:id', proxy: `${origin}/base/`, rewrite: '/things/:id' },
      { path: '/three', proxy: `${origin}/base` },
    );
    for (const target of ['/one', '/one/a/b%20c/?q', '/two/%3F', '/three/x']) await ask(served, target);
    assert.deepEqual(
      asked.map(({ target }) => target),
      ['/', '/a/b%20c/?q', '/base/things/%3F', '/base/three/x'],
    );
  });

  it('is one of several, each with its own server', async () => {
    const [first, second] = [await other(), await other()];
    const served = await serving({ path: '/1', proxy: first.origin }, { path: '/2', proxy: second.origin });
    for (const target of ['/1', '/2', '/1']) await ask(served, target);
    assert.deepEqual([first.asked.length, second.asked.length], [2, 1]);
  });

  it('says who asks, and for whom, as a proxy does', async () => {
    const { origin, asked } = await other();
    const served = await serving({
      path: '/x',
      proxy: origin,
      requestHeaders: { 'X-Key': 'k', Cookie: null },
    });
    const own = `http://127.0.0.1:${served.port}`;
    const headers = {
      Origin: own,
      Cookie: 'a=1',
      Connection: 'close, x-hop',
      'X-Hop': 'gone',
      TE: 'trailers',
      'X-Twice': 'kept',
    };
    await askRaw(served.port, '/x', { headers });
    const [{ headers: got } = assert.fail('nothing was asked')] = asked;
    assert.equal(got.host, new URL(origin).host);
    assert.equal(got.origin, origin);
    assert.equal(got['x-forwarded-host'], `127.0.0.1:${served.port}`);
    assert.equal(got['x-forwarded-proto'], 'http');
    assert.match(String(got['x-forwarded-for']), /127\.0\.0\.1$/);
    assert.match(String(got.via), /^1\.1 porthole-/);
    assert.equal(got['x-key'], 'k');
    assert.equal(got['x-twice'], 'kept');
    for (const name of ['cookie', 'x-hop', 'te', 'expect']) assert.equal(got[name], undefined, name);
  });

  it('makes cookies and redirects of the other server ours', async () => {
    const elsewhere = 'https://login.example/a?b';
    const { origin } = await other(({ target }, response) => {
      const to: Record<string, string> = {
        '/base/in': '/base/home?x#y',
        '/base/abs': `${origin}/base/home`,
        '/base/rel': 'home',
        '/base/up': '//evil.example/x',
        '/base/odd': `${origin}//evil.example/x`,
        '/base/out': elsewhere,
      };
      response.writeHead(
        302,
        [
          ['Location', to[target] ?? ''],
          ['Set-Cookie', 'a=1; Domain=backend.example; Path=/; Secure; HttpOnly'],
          ['Set-Cookie', 'b=2; SameSite=None; Secure'],
        ].flat(),
      );
      response.end();
    });
    const served = await serving(
      { path: '/app/*rest', proxy: `${origin}/base`, rewrite: '/*rest' },
      { path: '/base', proxy: origin },
    );
    const locationOf = async (name: string): Promise<string | undefined> =>
      (await askRaw(served.port, `/app/${name}`)).headers['location'];
    assert.equal(await locationOf('in'), '/app/home?x#y');
    assert.equal(await locationOf('abs'), '/app/home');
    assert.equal(await locationOf('rel'), '/app/home');
    assert.equal(await locationOf('out'), elsewhere);
    assert.equal(await locationOf('up'), 'http://evil.example/x');
    assert.equal(await locationOf('odd'), '/app//evil.example/x');
    const { headers: plain } = await askRaw(served.port, '/base/odd');
    assert.equal(plain['location'], '/evil.example/x', 'never the address of another host');
    const { headers } = await askRaw(served.port, '/app/in');
    assert.equal(headers['set-cookie'], 'a=1; Path=/; Secure; HttpOnly\nb=2; SameSite=None; Secure');
  });

  it('keeps its answers under our policies, and changes their fields as the route says', async () => {
    const { origin } = await other((_asked, response) => {
      const fields = { 'access-control-allow-origin': '*', 'x-frame-options': 'DENY', server: 'other' };
      response
        .writeHead(200, { ...fields, 'content-type': 'text/html', 'content-length': 8 })
        .end('<p>other');
    });
    const served = await serving({
      path: '/x',
      proxy: origin,
      headers: { 'X-Frame-Options': null, Server: 'mine' },
    });
    const { headers, body } = await askRaw(served.port, '/x', { headers: navigation });
    assert.equal(body.toString(), '<p>other');
    assert.match(headers['content-security-policy'] ?? '', /frame-ancestors 'self'/);
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['x-frame-options'], undefined);
    assert.equal(headers['server'], 'mine');
  });

  it('passes an answer on as it comes, and ends the question when the client goes', async () => {
    let closed = false;
    const { origin } = await other((_asked, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      response.on('close', () => (closed = true));
    });
    const served = await serving({ path: '/events', proxy: origin, timeout: 200 });
    const client = http.get(`${served.url}events`);
    const [answer] = (await once(client, 'response')) as [http.IncomingMessage];
    assert.equal(String((await once(answer, 'data'))[0]), 'data: 1\n\n');
    await delay(400);
    assert.equal(closed, false, 'the timeout is for the beginning of the answer');
    client.destroy();
    await until('the question goes on', async () => closed);
  });

  it('breaks off there what breaks off here', async () => {
    let ended = '';
    const { origin } = await other();
    const raw = http.createServer(request => {
      request.on('error', () => (ended = 'broken off'));
      request.on('end', () => (ended = 'whole'));
      request.resume();
    });
    raw.listen(0, '127.0.0.1');
    await once(raw, 'listening');
    ends.push(async () => void raw.close());
    const { port } = raw.address() as AddressInfo;
    const served = await serving(
      { path: '/up', proxy: `http://127.0.0.1:${port}` },
      { path: '/x', proxy: origin },
    );
    for (const headers of [{ 'content-length': 1000 }, { 'transfer-encoding': 'chunked' }]) {
      ended = '';
      const client = http.request(`${served.url}up`, { method: 'POST', headers });
      client.on('error', () => undefined);
      const arrived = once(raw, 'request');
      client.write(Buffer.alloc(500));
      await arrived;
      client.destroy();
      await until('the upload goes on', async () => ended !== '');
      assert.equal(ended, 'broken off');
    }
    assert.equal((await ask(served, '/x'))[0], 200);
  });

  it('does not let an answer that breaks off look whole, in chunks or up to the end of its connection', async () => {
    for (const inChunks of [true, false]) {
      const { origin } = await other((_asked, response, request) => {
        response.useChunkedEncodingByDefault = inChunks;
        response.writeHead(200).write('half');
        setTimeout(() => request.socket.resetAndDestroy(), 50);
      });
      const served = await serving({ path: '/x', proxy: origin });
      await assert.rejects(async () => (await fetch(`${served.url}x`)).text());
      assert.equal((await ask(served, '/index.html'))[0], 200);
    }
  });

  it('names a server that cannot be had, and one that keeps silent', async () => {
    const silent = await other(() => undefined);
    const gone = await nobody();
    const served = await serving(
      { path: '/gone', proxy: gone },
      { path: '/silent', proxy: silent.origin, timeout: 150 },
    );
    const told = await askRaw(served.port, '/gone', { headers: navigation });
    assert.equal(told.status, 502);
    assert.equal(told.headers['content-type'], 'text/html; charset=utf-8');
    assert.ok(told.body.includes(gone) && told.body.includes('ECONNREFUSED'), told.body.toString());
    const [status, text] = await ask(served, '/silent');
    assert.equal(status, 504);
    assert.ok(String(text).startsWith(silent.origin), String(text));
    assert.deepEqual(warnings(served).filter(line => line.startsWith('Proxy: ')).length, 2);
    await until('the question is still open', async () => (await silent.connections()) === 0);
  });

  it('takes a certificate that nobody vouches for only where the route says so', async () => {
    const { origin } = await other(undefined, true);
    const served = await serving(
      { path: '/strict', proxy: origin },
      { path: '/lax', proxy: origin, insecure: true },
    );
    const [status, text] = await ask(served, '/strict');
    assert.equal(status, 502);
    assert.match(String(text), /SELF_SIGNED.*"insecure": true/);
    assert.equal((await ask(served, '/lax'))[0], 200);
  });

  it('that leads back to its own server ends at once', async () => {
    const served = await serving();
    await served.write({
      'porthole.routes.json': JSON.stringify({ routes: [{ path: '/*rest', proxy: served.url }] }),
    });
    await until('the route is not there', async () => (await ask(served, '/index.html'))[0] === 508);
    assert.ok(served.log.filter(entry => entry.kind === 'request' && entry.status === 508).length >= 1);
  });

  it('carries WebSockets both ways, and ends them with the server', async () => {
    const { origin, asked, connections } = await other();
    // Sooner than the timeout, so that only an immediate end passes.
    const served = await serve(withRoutes([{ path: '/ws/*rest', proxy: origin, rewrite: '/*rest' }]), {
      shutdownTimeout: 60_000,
    });
    const own = `http://127.0.0.1:${served.port}`;
    const client = new WebSocket(`ws://127.0.0.1:${served.port}/ws/chat?x=1`, { origin: own });
    await once(client, 'open');
    client.send('hello');
    assert.equal(String((await once(client, 'message'))[0]), 'hello');
    const big = Buffer.alloc(1_000_000, 7);
    client.send(big);
    assert.ok(((await once(client, 'message'))[0] as Buffer).equals(big));
    const [{ target, headers } = assert.fail()] = asked;
    assert.equal(target, '/chat?x=1');
    assert.equal(headers.origin, origin);
    const closed = once(client, 'close');
    await served.server.close();
    await closed;
    await until('the other end is open', async () => (await connections()) === 0);
  });

  it('says in the log which server has no WebSocket, and lives', async () => {
    const gone = await nobody();
    const served = await serving({ path: '/ws', proxy: gone });
    const client = new WebSocket(`ws://127.0.0.1:${served.port}/ws`, {
      origin: `http://127.0.0.1:${served.port}`,
    });
    await once(client, 'error');
    assert.match(warnings(served).join('\n'), new RegExp(`WebSocket /ws: ${gone}: .*ECONNREFUSED`));
    assert.equal((await ask(served, '/index.html'))[0], 200);
  });
});
