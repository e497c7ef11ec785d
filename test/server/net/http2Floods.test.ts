import assert from 'node:assert/strict';
import { executionAsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls, { type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { ask2, connect2 } from '../support/both';
import { frame } from '../support/http2Frames';
import { until, withRoutes } from '../support/routes';
import { endAll, makeTree, serve, type Served } from '../support/serve';

/** A field without an index and without Huffman's code (RFC 7541, 6.2.2). */
const field = (name: string, value: string): string =>
  `\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`;
const request = (id: number, target = '/fixed', flags = 5): Buffer =>
  frame(
    1,
    flags,
    id,
    [
      field(':method', 'GET'),
      field(':scheme', 'https'),
      field(':authority', '127.0.0.1'),
      field(':path', target),
    ].join(''),
  );
const reset = (id: number): Buffer => frame(3, 0, id, '\0\0\0\x08');
const ping = frame(6, 0, 0, '12345678');
const goaway = (code: number): Buffer => frame(7, 0, 0, `\0\0\0\0\0\0\0${String.fromCharCode(code)}`);
const times = (count: number, make: (id: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, at) => make(2 * at + 1)));

/** Descriptors of this process that lead to files whose path has this in it; none where the system does not tell. */
function openFiles(name: string): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter(each => {
    try {
      return readlinkSync(`/proc/self/fd/${each}`).includes(name);
    } catch {
      return false;
    }
  }).length;
}

/** Bytes that make the server end the connection, whatever follows. */
const FLOODS: Readonly<Record<string, Buffer>> = {
  'requests that are broken off in the packet that sends them': times(3000, id =>
    Buffer.concat([request(id), reset(id)]),
  ),
  'requests that it makes this side break off': times(3000, id =>
    Buffer.concat([request(id), frame(8, 0, id, '\0\0\0\0')]),
  ),
  'a head that never ends': Buffer.concat([
    frame(1, 1, 1),
    ...Array.from({ length: 20 }, () => frame(9, 0, 1)),
  ]),
  'a body that comes byte by byte': Buffer.concat([
    request(1, '/fixed', 4),
    times(5000, () => frame(0, 0, 1, 'x')),
  ]),
  pings: times(1000, () => ping),
  settings: times(1000, () => frame(4, 0, 0)),
  'a failure of its own, in front of more requests and bodies': Buffer.concat([
    times(3, id => request(id, '/fixed', 4)),
    goaway(2),
    times(3, id => frame(0, 0, id, 'x')),
    Buffer.concat([101, 103].flatMap(id => [request(id, '/fixed', 4), frame(0, 1, id, 'x')])),
  ]),
  'requests whose connection is then left': Buffer.concat([goaway(0), times(3, id => request(id))]),
};

type Ends = Record<'close' | 'destroy', (this: Readonly<Record<'closed' | 'destroyed', boolean>>) => unknown>;
/** Records methods of the server that end a connection or a request outside of a turn of their own, until `undo`. */
function watchEnds(session: ClientHttp2Session): { readonly elsewhere: string[]; readonly undo: () => void } {
  const elsewhere: string[] = [];
  const stream = session.request({ ':path': '/' });
  stream.on('error', () => undefined);
  const undo = [session, stream].flatMap(each => {
    const parent = Object.getPrototypeOf(Object.getPrototypeOf(each) as object) as Ends;
    return (['close', 'destroy'] as const).map(name => {
      const real = parent[name];
      parent[name] = function (...given: []) {
        const within = executionAsyncResource().constructor.name;
        const isOver = this.destroyed || (each === stream && this.closed);
        if (this.constructor.name.startsWith('Server') && !isOver && !/^(?:Immediate|Timeout)$/.test(within))
          elsewhere.push(`${this.constructor.name}.${name} in ${within}`);
        return real.apply(this, given);
      };
      return () => void (parent[name] = real);
    });
  });
  stream.close();
  return { elsewhere, undo: () => undo.forEach(each => each()) };
}

describe('a client of HTTP/2 that floods', () => {
  let folder: string;
  let served: Served;
  before(async () => {
    folder = await makeTree({});
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  const start = async (limits = {}): Promise<void> => {
    const options = { https: 'always', certificates: folder } as const;
    served = await serve(withRoutes([{ path: '/fixed', body: 'fixed' }]), options, limits);
  };
  const connect = async (): Promise<TLSSocket> => {
    const socket = tls.connect({
      port: served.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    });
    await once(socket.on('error', () => undefined).resume(), 'secureConnect');
    socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(4, 0, 0)]));
    return socket;
  };
  const answered = (): number => served.log.filter(entry => entry.kind === 'request').length;

  for (const [name, bytes] of Object.entries(FLOODS))
    it(`is ended, and another is served: ${name}`, async () => {
      await start();
      const socket = await connect();
      const ended = once(socket, 'close');
      socket.write(bytes);
      await ended;
      // Nearly none of the thousands of cancelled requests has begun.
      assert.ok(answered() <= (name.includes('broken off') ? 20 : 100), `${answered()} requests`);
      const session = await connect2(served.port);
      assert.equal((await ask2(session, { target: '/fixed' })).status, 200);
      session.destroy();
    });

  it('is never ended while nghttp2 reads what it sent', async () => {
    await start();
    const session = await connect2(served.port);
    const { elsewhere, undo } = watchEnds(session);
    try {
      for (const bytes of Object.values(FLOODS)) {
        const socket = await connect();
        socket.write(bytes);
        await once(socket, 'close');
      }
      assert.deepEqual([...new Set(elsewhere)], []);
    } finally {
      undo();
      session.destroy();
    }
  });

  it('is ended where it only keeps its connection busy', async () => {
    await start({ stalledTimeout: 300 });
    const socket = await connect();
    const busy = setInterval(() => socket.write(ping), 20);
    await once(socket, 'close');
    clearInterval(busy);
  });

  it('has its requests started in turns of their own, so that another is answered in between', async () => {
    await start();
    const socket = await connect();
    socket.write(request(1));
    await until('the first is answered', () => Promise.resolve(answered() === 1));
    const began = new Set<number>();
    const count = (): void => {
      began.add(answered());
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    socket.write(Buffer.concat(Array.from({ length: 60 }, (_, at) => request(2 * at + 3))));
    await until('all are answered', () => Promise.resolve(answered() === 61));
    clearImmediate(timer);
    assert.ok(began.size > 30, `${began.size} steps`);
    socket.destroy();
  });

  for (const target of ['/big.bin', '/big.txt', '/p'])
    for (const leaves of [true, false])
      it(`is let go where it takes nothing of ${target}${leaves ? ' and leaves' : ''}`, async () => {
        const backend = http.createServer((_request, response) => {
          const pour = (): void => void (response.write(Buffer.alloc(1e5)) && setImmediate(pour));
          response.on('drain', pour);
          pour();
        });
        backend.listen(0, '127.0.0.1');
        await once(backend, 'listening');
        const proxy = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
        const options = { https: 'always', certificates: folder, compression: 'on' } as const;
        const limits = leaves ? {} : { stalledTimeout: 500 };
        const files = { 'big.bin': 'b'.repeat(2e7), 'big.txt': 'b'.repeat(2e7) };
        served = await serve(withRoutes([{ path: '/p', proxy }], files), options, limits);
        const open = async (): Promise<number> => {
          const inBackend = await promisify(backend.getConnections.bind(backend))();
          return openFiles('big') + inBackend;
        };
        const socket = await connect();
        socket.pause();
        const windows = [frame(4, 0, 0, '\0\x04\x7f\xff\xff\xff'), frame(8, 0, 0, '\x3f\xff\xff\xff')];
        socket.write(Buffer.concat([...windows, request(1, target)]));
        await until('it is begun', async () => (await open()) > 0);
        await delay(500);
        if (leaves) socket.destroy();
        await until('nothing is open', async () => (await open()) === 0);
        socket.destroy();
        backend.closeAllConnections();
        backend.close();
      });
});
