import assert from 'node:assert/strict';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, HumanError } from '../../src/server';
import { ask, exchange } from './support/raw';
import { endAll, makeTree, pageScript, serve } from './support/serve';

const plain = { 'index.html': '<!doctype html><title>x</title>hello', 'big.bin': Buffer.alloc(8 << 20, 7) };

async function takePort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    release: () => new Promise(resolve => void server.close(() => resolve())),
  };
}

describe('a dev server', () => {
  afterEach(endAll);

  it('listens once however often it is asked', async () => {
    const { server, url } = await serve(plain);
    assert.equal((await server.listen()).url, url);
    assert.equal(server.url, url);
  });

  it('moves to the next free port when the one asked for is taken, and reports both', async () => {
    const taken = await takePort();
    const { server } = await serve(plain, { port: taken.port });
    const { port, askedPort } = await server.listen();
    assert.equal(askedPort, taken.port);
    assert.ok(port > taken.port && port < taken.port + 20, `got ${port}`);
    assert.equal((await ask(port, '/')).status, 200);
    await taken.release();
  });

  it('waits for its port as long as it is told to, and takes the next one after that', async () => {
    const taken = await takePort();
    const early = await serve(plain, { port: taken.port, patience: 100 });
    assert.ok(early.port > taken.port);
    const waiting = serve(plain, { port: taken.port, patience: 10_000 });
    await delay(200);
    await taken.release();
    assert.equal((await waiting).port, taken.port);
  });

  it('says in one sentence that a host is not of this machine', async () => {
    const root = await makeTree(plain);
    const server = createServer({ root, pageScript: await pageScript(root), host: '192.0.2.1', port: 0 });
    await assert.rejects(
      server.listen(),
      error => error instanceof HumanError && /192\.0\.2\.1 is not an address/.test(error.message),
    );
    await server.close();
  });

  it('says in one sentence that a root does not exist', async () => {
    const root = await makeTree(plain);
    const server = createServer({ root: `${root}-missing`, pageScript: await pageScript(root), port: 0 });
    await assert.rejects(server.listen(), error => error instanceof HumanError && error.code === 'ENOTDIR');
  });

  it('closes idle keep-alive connections at once and frees its port', async () => {
    const { server, port } = await serve(plain, { shutdownTimeout: 5000 });
    const idle = net.connect(port, '127.0.0.1');
    idle.write(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    await new Promise(resolve => idle.once('data', resolve));
    const ended = new Promise(resolve => idle.once('close', resolve));
    const began = Date.now();
    await server.close();
    await ended;
    assert.ok(Date.now() - began < 2000);
    await assert.rejects(exchange(port, 'x'), /ECONNREFUSED/);
  });

  it('lets a reply in flight finish while it closes', async () => {
    const { server, port } = await serve(plain, { shutdownTimeout: 5000 });
    const socket = net.connect(port, '127.0.0.1');
    let received = 0;
    socket.write(`GET /big.bin HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    await new Promise(resolve => socket.once('data', (part: Buffer) => resolve((received += part.length))));
    socket.pause();
    const closed = server.close();
    socket.on('data', (part: Buffer) => (received += part.length));
    socket.resume();
    await Promise.all([closed, new Promise(resolve => socket.once('close', resolve))]);
    assert.ok(received > 8 << 20, `${received} bytes`);
  });

  it('destroys what is left after shutdownTimeout', async () => {
    const { server, port } = await serve(plain, { shutdownTimeout: 100 });
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET /big.bin HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    await new Promise(resolve => socket.once('readable', resolve));
    const closed = new Promise(resolve => socket.once('close', resolve));
    await server.close();
    socket.resume();
    await closed;
    await server.close();
  });

  it('answers a client that half-closes after its request', async () => {
    const { port } = await serve(plain);
    const answer = await exchange(port, 'GET /index.html HTTP/1.0\r\n\r\n', { half: true });
    assert.match(answer.toString(), /^HTTP\/1\.1 200 [\s\S]*hello$/);
  });

  it('answers what is not HTTP with 400 and goes on', async () => {
    const { port } = await serve(plain);
    assert.match((await exchange(port, 'what is this\r\n\r\n')).toString(), /^HTTP\/1\.1 400 /);
    assert.equal((await ask(port, '/')).status, 200);
  });

  it('survives a client that resets its connection', async () => {
    const { port } = await serve(plain);
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise(resolve => socket.once('data', resolve));
    socket.resetAndDestroy();
    assert.equal((await ask(port, '/')).status, 200);
  });

  it('ignores an offer of HTTP/2 and answers the request', async () => {
    const { port } = await serve(plain);
    const headers = {
      Connection: 'Upgrade, HTTP2-Settings',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
    };
    assert.equal((await ask(port, '/', { headers })).status, 200);
  });

  it('logs a request with its status, bytes and time', async () => {
    const { port, log } = await serve(plain);
    await ask(port, '/index.html');
    const entry = log.find(item => item.kind === 'request');
    assert.ok(entry?.kind === 'request');
    assert.deepEqual(
      [entry.method, entry.target, entry.status, entry.complete],
      ['GET', '/index.html', 200, true],
    );
    assert.ok(entry.bytes > 0 && entry.duration > 0);
    assert.ok(log.some(item => item.kind === 'event' && /^Connection from .* opened$/.test(item.text)));
  });
});
