import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { type Child, serveInChild } from '../support/child';
import { ask, parseResponses } from '../support/raw';
import { endAll, makeTree, serve } from '../support/serve';

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Sends a few bytes at a time until the server ends the connection; returns its reply. */
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

/** A client that reads so many bytes every second and leaves the rest in the buffers. */
class SlowReader {
  readonly socket: net.Socket;
  private readonly timer: NodeJS.Timeout;
  /** Bytes taken, the head's among them. */
  taken = 0;
  closed = false;

  constructor(port: number, target: string, rate: number) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.closed = true));
    this.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    this.socket.pause();
    this.timer = setInterval(() => {
      this.taken += (this.socket.read(rate) as Buffer | null)?.length ?? 0;
    }, 1000);
  }

  /** Reads the rest at full speed; returns the total. */
  async hurry(): Promise<number> {
    clearInterval(this.timer);
    this.socket.on('data', (part: Buffer) => (this.taken += part.length));
    this.socket.resume();
    await once(this.socket, 'close');
    return this.taken;
  }

  end(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}

describe('fifty clients that read 1 KiB a second of 50 MiB', function () {
  this.timeout(120_000);
  const SIZE = 50 << 20;
  const RATE = 1024;
  const SECONDS = 4;
  let child: Child;
  let root: string;
  afterEach(async () => {
    assert.equal(await child.end(), 0);
    await fs.rm(root, { recursive: true });
  });

  it('keep nobody waiting: from memory, from the disk, a part of the same file', async () => {
    root = await makeTree({ 'big.bin': Buffer.alloc(SIZE, 1), 'a.txt': 'aaa' });
    child = await serveInChild(root);
    const { port } = child;
    const slow = Array.from({ length: 50 }, () => new SlowReader(port, '/big.bin', RATE));
    const part = { headers: { Range: `bytes=${SIZE - 3}-` } };
    let rounds = 0;
    while (slow.some(({ taken }) => taken < SECONDS * RATE)) {
      const fresh = `new-${rounds++}.txt`;
      await fs.writeFile(path.join(root, fresh), fresh);
      const answers = await Promise.all([
        ask(port, '/a.txt'),
        ask(port, `/${fresh}`),
        ask(port, '/big.bin', part),
      ]);
      const bodies = answers.map(({ body }) => body.toString('latin1'));
      assert.deepEqual(bodies, ['aaa', fresh, '\x01\x01\x01']);
    }
    assert.ok(rounds > SECONDS, `${rounds} rounds`);
    // During all that time, every client was being sent its file, and none was dropped.
    assert.deepEqual(
      slow.filter(({ closed, taken }) => closed || taken > SIZE / 2),
      [],
    );
    const [first, ...rest] = slow;
    assert.ok(first);
    assert.ok((await first.hurry()) > SIZE);
    for (const one of rest) one.end();
  });
});

describe('a thousand idle connections', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('leave it answering others, and are gone when they have been idle for long enough', async () => {
    const { port, log } = await serve({ 'a.txt': 'aaa' }, {}, { keepAliveTimeout: 300 });
    const count = (what: 'opened' | 'closed'): number =>
      log.filter(entry => entry.kind === 'event' && entry.text.endsWith(what)).length;
    const open = (): number => count('opened') - count('closed');
    const idle: net.Socket[] = [];
    for (let i = 0; i < 1000; i += 100) {
      const some = Array.from({ length: 100 }, () => net.connect(port, '127.0.0.1'));
      await Promise.all(some.map(socket => once(socket, 'connect')));
      idle.push(...some);
    }
    while (open() < 1000) await sleep(20);
    for (let i = 0; i < 100; i++) assert.equal((await ask(port, '/a.txt')).body.toString(), 'aaa');
    assert.ok(open() >= 1000, `${open()} are open`);
    const before = count('closed');
    for (const socket of idle) socket.write('GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await Promise.all(idle.map(socket => once(socket.resume(), 'close')));
    while (count('closed') < before + 1000) await sleep(20);
  });
});
