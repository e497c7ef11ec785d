import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { ask, exchange, parseResponses } from '../support/raw';
import { rawBackend } from '../support/rawBackend';
import { until, withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const open = (): number => readdirSync('/proc/self/fd').length;
const requested = ({ log }: Served): number => log.filter(entry => entry.kind === 'request').length;

/** Requests and the status of each. */
const BEFORE: Readonly<Record<string, readonly [bytes: string, status: number]>> = {
  'a file': [get('/a.txt'), 200],
  'a large file': [get('/big.txt'), 200],
  'a slow route': [get('/slow'), 200],
  'a form': [
    'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1',
    200,
  ],
  'an expectation that nothing meets': ['GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n', 417],
  'no Host': ['GET / HTTP/1.1\r\n\r\n', 400],
};
const offering = (protocol: string, host = 'localhost', target = '/'): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
/** Requests that begin another protocol, and the status of each. */
const OFFERS: Readonly<Record<string, readonly [bytes: string, status: number]>> = {
  'a handshake that is refused': [offering('websocket', 'evil.example'), 403],
  'a handshake to nothing': [offering('websocket'), 404],
  'a handshake to a backend': [offering('websocket', 'localhost', '/p'), 502],
  'a live channel without a token': [offering('websocket', 'localhost', '/__porthole/live'), 403],
  'an offer of HTTP/2': [offering('h2c', 'localhost', '/none'), 404],
  'a tunnel': ['CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405],
};

const statusesIn = (bytes: Buffer): number[] =>
  [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

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

  it('start in turns of their own, so that another client is answered in between', async () => {
    const served = await serve(withRoutes([{ path: '/fixed', body: 'fixed' }]));
    await exchange(served.port, get('/fixed'));
    let turns = 0;
    const began = new Set<number>();
    const count = (): void => {
      turns += 1;
      began.add(requested(served));
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await exchange(served.port, get('/fixed').repeat(60), {
      quiet: 2000,
      isWhole: bytes => parseResponses(bytes).length === 60,
    });
    clearImmediate(timer);
    assert.ok(turns >= 60, `${turns} turns`);
    // Between two turns, at most a few requests were answered.
    assert.ok(began.size > 30, `${began.size} steps`);
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
    // A client that has only ended its side may still read.
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

  it('are forgotten when their client has left, though so many wait that nothing is read from it', async () => {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      const there = await rawBackend(() => undefined);
      const { port } = await serve(withRoutes([{ path: '/p', proxy: there.origin, timeout: 60_000 }]));
      const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(get('/p').repeat(100));
      await until('the backend is asked', () => Promise.resolve(there.heard.length === 1));
      socket[leave]();
      await until(`${leave} reaches the backend`, () =>
        Promise.resolve(there.heard.every(({ socket: asked }) => asked.destroyed)),
      );
      assert.equal(there.heard.length, 1);
      await there.close();
    }
  });

  it('stop being read when more than sixteen wait, and are read on after that', async () => {
    const served = await serve(withRoutes([{ path: '/slow', json: 1, delay: 1000 }], { 'a.txt': 'a' }));
    const socket = net.connect(served.port, '127.0.0.1');
    // More than fits into all buffers between server and client.
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

describe('a body in many pieces', () => {
  afterEach(endAll);

  it('arrives whole, and the request behind it is answered', async () => {
    const served = await serve(withRoutes([{ path: '/text', method: 'POST', body: '{{body}}' }]));
    const digits = Array.from({ length: 20_000 }, (_, at) => at % 10);
    const chunks = digits.map(digit => `1\r\n${digit}\r\n`).join('');
    const head = 'Host: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n';
    const last = 'GET /index.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const got = await exchange(served.port, `POST /text HTTP/1.1\r\n${head}\r\n${chunks}0\r\n\r\n${last}`, {
      quiet: 5000,
    });
    const [first, second] = parseResponses(got);
    assert.equal(first?.body.toString(), digits.join(''));
    assert.equal(second?.status, 200);
  });
});

describe('requests that are pipelined before another protocol', () => {
  let port: number;
  before(async () => {
    const routes = [
      { path: '/slow', json: 1, delay: 20 },
      { path: '/p', proxy: 'http://127.0.0.1:1' },
    ];
    ({ port } = await serve(withRoutes(routes, { 'a.txt': 'a', 'big.txt': 'b'.repeat(3e6) })));
  });
  after(endAll);

  for (const count of [1, 3])
    for (const [name, [first, status]] of Object.entries(BEFORE))
      for (const [offered, [head, answer]] of Object.entries(OFFERS))
        it(`are answered first: ${count} × ${name}, then ${offered}`, async () => {
          const bytes = await exchange(port, first.repeat(count) + head, {
            quiet: 2000,
            isWhole: got => got.subarray(-2000).includes(`HTTP/1.1 ${answer} `),
          });
          // A request without a Host ends its connection.
          const all = status === 400 ? [400] : [...Array<number>(count).fill(status), answer];
          assert.deepEqual(statusesIn(bytes), all);
          assert.equal((await ask(port, '/a.txt')).status, 200);
        });
});
