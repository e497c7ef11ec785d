import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { exchange, parseResponses } from '../support/raw';
import { until, withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const open = (): number => readdirSync('/proc/self/fd').length;
const requested = ({ log }: Served): number => log.filter(entry => entry.kind === 'request').length;

describe('requests that are pipelined', function () {
  this.timeout(20_000);
  afterEach(endAll);

  it('are answered in order, however many there are and whatever they ask for', async () => {
    const { port } = await serve(
      withRoutes([{ path: '/slow/:n', json: '{{params.n}}', delay: 5 }], {
        'a.txt': 'a',
        'big.txt': 'b'.repeat(3e6),
      }),
    );
    const targets = Array.from({ length: 100 }, (_, n) =>
      n % 10 === 0 ? `/slow/${n}` : n % 25 === 1 ? '/big.txt' : '/a.txt',
    );
    const bytes = await exchange(port, targets.map(get).join(''), { quiet: 2000 });
    const bodies = parseResponses(bytes).map(({ body }) => body.toString().slice(0, 5));
    assert.deepEqual(
      bodies,
      targets.map(target =>
        target === '/a.txt' ? 'a' : target === '/big.txt' ? 'bbbbb' : `"${target.slice(6)}"`,
      ),
    );
  });

  it('start when their turn comes: one descriptor is open for all, and none when the client has gone', async function () {
    if (process.platform !== 'linux') return;
    const served = await serve({ 'big.bin': Buffer.alloc(8e6), 'a.txt': 'a' });
    const before = open();
    const socket = net.connect(served.port, '127.0.0.1');
    socket.pause();
    socket.write(get('/big.bin').repeat(200));
    await until('the first is being sent', () => Promise.resolve(open() > before));
    await new Promise(resolve => setTimeout(resolve, 200));
    // Both ends of the connection, and one file.
    assert.ok(open() <= before + 3, `${open() - before} descriptors`);
    const ended = once(socket, 'close');
    socket.destroy();
    await ended;
    await until('everything is closed', () => Promise.resolve(open() <= before));
    await until('the first is logged', () => Promise.resolve(requested(served) === 1));
  });

  it('are forgotten with their connection: what waits never reaches a route', async () => {
    const served = await serve(withRoutes([{ path: '/slow', json: 1, delay: 300 }]));
    const socket = net.connect(served.port, '127.0.0.1');
    socket.write(get('/slow').repeat(10));
    await new Promise(resolve => setTimeout(resolve, 100));
    // A plain end may be a client that reads on.
    socket.resetAndDestroy();
    await until('the first has ended', () => Promise.resolve(requested(served) === 1));
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.equal(requested(served), 1);
  });

  it('are answered for a client that has ended its side and reads on', async () => {
    const served = await serve(withRoutes([{ path: '/slow', json: 1, delay: 50 }]));
    const bytes = await exchange(served.port, get('/slow').repeat(5), { half: true, quiet: 5000 });
    assert.equal(parseResponses(bytes).length, 5);
  });

  it('are forgotten when their client has closed the connection, with a plain end as well', async () => {
    const served = await serve(withRoutes([{ path: '/slow', json: 1, delay: 200 }]));
    const client = spawn(process.execPath, [
      '-e',
      `require('net').connect(${served.port}, '127.0.0.1').write(${JSON.stringify(get('/slow').repeat(5))}, () => process.exit())`,
    ]);
    await once(client, 'exit');
    await until('the first has ended', () => Promise.resolve(requested(served) >= 1));
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal(requested(served), 1);
  });

  it('stop being read when more than sixteen wait, and are read on after that', async () => {
    const served = await serve(withRoutes([{ path: '/slow', json: 1, delay: 1000 }], { 'a.txt': 'a' }));
    const socket = net.connect(served.port, '127.0.0.1');
    // More than all buffers between the two take.
    const many = 2000;
    const filled = `GET /a.txt HTTP/1.1\r\nHost: localhost\r\nX-Fill: ${'x'.repeat(8000)}\r\n\r\n`;
    let isWritten = false;
    socket.write(get('/slow') + filled.repeat(many), () => (isWritten = true));
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.ok(!isWritten);
    await until('all are answered', () => Promise.resolve(text.split('HTTP/1.1 200').length === many + 2));
    assert.ok(isWritten);
    socket.destroy();
  });
});
