import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Backend, backend } from '../support/backend';
import { withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

const STALL = 300;
const LARGE = 'x'.repeat(1.9e6);

const get = (target: string, times = 1): string =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(times);
const hasClosed = ({ log }: Served): boolean =>
  log.some(entry => entry.kind === 'event' && entry.text.endsWith(' closed'));

/** Security rule 19: whatever the body comes from. */
describe('a client that makes no progress', function () {
  this.timeout(20_000);
  let served: Served;
  let other: Backend;
  beforeEach(async () => {
    other = await backend((asked, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.target === '/backend/silent') {
        response.write('first');
        setTimeout(() => response.end('last'), STALL * 4);
        return;
      }
      const more = setInterval(() => response.write('x'.repeat(65_536)), 5);
      response.on('close', () => clearInterval(more));
    });
    const items = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, text: 'x'.repeat(400) })));
    const routes = [
      { path: '/items', collection: 'items.json' },
      { path: '/backend/*rest', proxy: other.origin },
    ];
    served = await serve(
      withRoutes(routes, {
        'items.json': items,
        'memory.txt': LARGE,
        'disk.bin': Buffer.alloc(2e7),
        'a.txt': 'a',
      }),
      {},
      { stalledTimeout: STALL },
    );
  });
  afterEach(async () => {
    await endAll();
    await other.close();
  });

  const connect = (bytes: string): net.Socket => {
    const socket = net.connect(served.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return socket;
  };

  for (const [target, times] of [
    ['/memory.txt', 20],
    ['/disk.bin', 1],
    ['/items', 3],
    ['/backend/endless', 1],
  ] as const)
    it(`is ended when it takes nothing of ${target}`, async () => {
      const socket = connect(get(target, times));
      socket.pause();
      for (let tries = 0; !hasClosed(served) && tries < 400; tries++) await delay(20);
      assert.ok(hasClosed(served));
      socket.destroy();
    });

  it('is ended on a connection that was used before, when it takes nothing or its body does not come', async () => {
    const body = 'POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc';
    for (const bytes of [get('/memory.txt', 20), get('/backend/endless'), body]) {
      const socket = connect(get('/a.txt'));
      await once(socket, 'data');
      const closed = served.log.length;
      socket.write(bytes);
      if (bytes === body) socket.resume();
      else socket.pause();
      const hasEnded = (): boolean =>
        served.log.slice(closed).some(entry => entry.kind === 'event' && entry.text.endsWith(' closed'));
      for (let tries = 0; !hasEnded() && tries < 400; tries++) await delay(20);
      assert.ok(hasEnded(), bytes.slice(0, 30));
      socket.destroy();
    }
  });

  it('is watched by a timer of its own only once a reply is not out at the end of its turn', async () => {
    const original: unknown = Reflect.get(net.Socket.prototype, 'setTimeout');
    let timers = 0;
    Object.assign(net.Socket.prototype, {
      setTimeout(this: net.Socket, ...args: unknown[]): unknown {
        if (args[0] === STALL) timers++;
        return Reflect.apply(original as () => unknown, this, args);
      },
    });
    try {
      const socket = connect('');
      const timersOf = async (target: string): Promise<number> => {
        const before = timers;
        socket.write(get(target));
        await once(socket, 'data');
        return timers - before;
      };
      // A file that was just written is read anew, which takes more than a turn.
      for (let tries = 0; (await timersOf('/a.txt')) > 0; tries++) assert.ok(tries < 100);
      assert.equal(await timersOf('/a.txt'), 0);
      assert.equal(await timersOf('/backend/endless'), 1);
      socket.destroy();
    } finally {
      Object.assign(net.Socket.prototype, { setTimeout: original });
    }
  });

  it('is ended when the body that it has announced does not come', async () => {
    const socket = connect('POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc');
    socket.resume();
    await once(socket, 'close');
  });

  it('is ended in the middle of a body for a backend, too', async () => {
    const socket = connect(
      'POST /backend/silent HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc',
    );
    socket.resume();
    await once(socket, 'close');
  });

  it('is not one that waits for a stream with nothing to say', async () => {
    const socket = connect(get('/backend/silent'));
    let said = '';
    socket.on('data', (part: Buffer) => (said += part.toString()));
    while (!said.includes('last')) await once(socket, 'data');
    socket.destroy();
  });

  it('is not one that reads slowly', async () => {
    const socket = connect(`GET /disk.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    let taken = 0;
    socket.on('data', (part: Buffer) => {
      taken += part.length;
      // Longer than the timeout in total, but never without progress for so long.
      if (taken < 6e6) {
        socket.pause();
        setTimeout(() => socket.resume(), 5);
      }
    });
    await once(socket, 'close');
    assert.ok(taken > 2e7, String(taken));
  });
});
