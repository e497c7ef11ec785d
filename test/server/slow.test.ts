import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { ask, parseResponses } from './support/raw';
import { endAll, serve } from './support/serve';

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Sends a few bytes at a time until the server has had enough; what it said. */
async function drip(port: number, begin: string, piece: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  let said = '';
  let open = true;
  socket.on('data', (part: Buffer) => (said += part.toString('latin1')));
  socket.on('error', () => undefined);
  socket.on('close', () => (open = false));
  socket.write(begin);
  while (open) {
    socket.write(piece);
    await sleep(20);
  }
  return said;
}

const quick = { headersTimeout: 300, requestTimeout: 600, checkingInterval: 50 };

describe('slow clients', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('that never finish their header fields get 408 and the end of the connection', async () => {
    const { port } = await serve({ 'a.txt': 'aaa' }, {}, quick);
    const said = await drip(port, 'GET /a.txt HTTP/1.1\r\nHost: localhost\r\n', 'x: y\r\n');
    assert.match(said, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it('that say nothing at all get 408, too', async () => {
    const { port } = await serve({ 'a.txt': 'aaa' }, {}, quick);
    assert.match(await drip(port, '', ''), /^HTTP\/1\.1 408 /);
  });

  it('that never finish their body have their answer, and lose the connection', async () => {
    const { port } = await serve({ 'a.txt': 'aaa' }, {}, quick);
    const said = await drip(
      port,
      'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n',
      'x',
    );
    assert.equal(parseResponses(Buffer.from(said, 'latin1'))[0]?.body.toString(), 'aaa');
  });

  it('do not keep others waiting, however many they are', async () => {
    const { port } = await serve({ 'a.txt': 'aaa' });
    const slow = Array.from({ length: 200 }, () => {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      return socket;
    });
    const dripping = setInterval(() => slow.forEach(socket => socket.write('G')), 20);
    for (let i = 0; i < 20; i++) assert.equal((await ask(port, '/a.txt')).body.toString(), 'aaa');
    clearInterval(dripping);
    for (const socket of slow) socket.destroy();
  });

  it('that stop reading a download are given up; those that read on slowly get it whole', async () => {
    const size = 12 << 20;
    const { port, log } = await serve({ 'big.bin': Buffer.alloc(size, 1) }, {}, { stalledTimeout: 500 });
    const stalled = net.connect(port, '127.0.0.1');
    const steady = net.connect(port, '127.0.0.1');
    stalled.on('error', () => undefined);
    for (const socket of [stalled, steady])
      socket.write('GET /big.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    let received = 0;
    steady.on('data', part => {
      received += part.length;
      steady.pause();
      setTimeout(() => steady.resume(), 5);
    });
    await once(steady, 'close');
    assert.ok(received > size, `${received} bytes`);
    while (!log.some(entry => entry.kind === 'request' && !entry.complete)) await sleep(20);
    stalled.destroy();
  });
});

describe('a thousand idle connections', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('leave it answering, and are gone when they have been idle for long enough', async () => {
    const { port, log } = await serve({ 'a.txt': 'aaa' }, {}, { keepAliveTimeout: 300 });
    const closed = (): number =>
      log.filter(entry => entry.kind === 'event' && /^Connection from .* closed$/.test(entry.text)).length;
    const idle: net.Socket[] = [];
    for (let i = 0; i < 1000; i += 100) {
      const some = Array.from({ length: 100 }, () => net.connect(port, '127.0.0.1'));
      await Promise.all(some.map(socket => once(socket, 'connect')));
      idle.push(...some);
    }
    assert.equal((await ask(port, '/a.txt')).status, 200);
    const before = closed();
    for (const socket of idle) socket.write('GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await Promise.all(idle.map(socket => once(socket.resume(), 'close')));
    while (closed() < before + 1000) await sleep(20);
  });
});
