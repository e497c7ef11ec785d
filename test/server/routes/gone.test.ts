import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { constants } from 'node:http2';
import net, { type Socket } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { ask1, connect2 } from '../support/both';
import { exchange } from '../support/raw';
import { type RawBackend, rawBackend, response } from '../support/rawBackend';
import { until, withRoutes } from '../support/routes';
import { endAll, makeTree, serve, type Served } from '../support/serve';

interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request, and leaves on demand; a connection with other requests ends later. */
type Client = (
  port: Ports,
  asked: Asked,
) => Promise<{ readonly leave: () => void; readonly end?: () => void }>;

interface Ports {
  readonly plain: number;
  readonly encrypted: number;
}

const headOf = ({ method, target, headers }: Asked): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

const overSocket =
  (connect: (ports: Ports) => Socket, event: string, leave: (socket: Socket) => void): Client =>
  async (ports, asked) => {
    const socket = connect(ports);
    socket.on('error', () => undefined);
    await once(socket, event);
    socket.write(headOf(asked) + asked.body);
    return { leave: () => leave(socket) };
  };

const overHttp2 =
  (isWhole: boolean): Client =>
  async ({ encrypted: port }, { method, target, headers, body }) => {
    const session = await connect2(port);
    const fields = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Content-Length'));
    const stream = session.request(
      { ':method': method, ':path': target, ...fields },
      { endStream: body === '' },
    );
    stream.on('error', () => undefined);
    if (body !== '') stream.write(body);
    return {
      leave: () => (isWhole ? session.destroy() : stream.close(constants.NGHTTP2_CANCEL)),
      end: () => session.destroy(),
    };
  };

const plain = (ports: Ports): Socket => net.connect(ports.plain, '127.0.0.1');
const encrypted = ({ encrypted: port }: Ports): Socket =>
  tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });

const CLIENTS: Readonly<Record<string, Client>> = {
  'that closes its connection': overSocket(plain, 'connect', socket => socket.destroy()),
  'that resets its connection': overSocket(plain, 'connect', socket => socket.resetAndDestroy()),
  'that closes its encrypted connection': overSocket(encrypted, 'secureConnect', socket => socket.destroy()),
  'that breaks off a request of HTTP/2': overHttp2(false),
  'that closes a connection of HTTP/2': overHttp2(true),
};

interface Kind {
  readonly asked: Partial<Asked>;
  readonly answer?: (socket: Socket) => void;
  /** HTTP/2 has no such kind of request. */
  readonly isOld?: true;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a backend that says nothing': { asked: {} },
  'a backend that has said a part of its head': {
    asked: {},
    answer: socket => void socket.write('HTTP/1.1 200 OK\r\nX-Slow: '),
  },
  'a backend that has sent an interim response': {
    asked: {},
    answer: socket => void socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
  },
  'a backend whose stream is silent': {
    asked: {},
    answer: socket =>
      void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n'),
  },
  'a backend that takes the body and says nothing': {
    asked: { method: 'POST', headers: { 'Content-Length': '4' }, body: 'body' },
  },
  'a backend that waits for the rest of the body': {
    asked: { method: 'POST', headers: { 'Content-Length': '400' }, body: 'body' },
  },
  'a WebSocket that is not answered': {
    isOld: true,
    asked: {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    },
  },
};

const HANDLER = `let gone = 0;
const signals = new Set();
export const GET = request => new Promise(() => {
  signals.add(request.signal);
  request.signal.addEventListener('abort', () => { gone += 1; });
});
export const PUT = () => new Response(String(signals.size));
export const DELETE = () => new Response(String(gone));`;

const connected = (kind: Kind, client: string): boolean => !(kind.isOld && client.includes('HTTP/2'));
const open = (): number => readdirSync('/proc/self/fd').length;

/** Far less than a route's timeout of 30 s. */
describe('a client that has gone', function () {
  this.timeout(25_000);
  let ports: Ports;
  let there: RawBackend;
  let answer: (socket: Socket) => void;
  before(async () => {
    there = await rawBackend(socket => answer(socket));
    const routes = [
      { path: '/p', proxy: there.origin },
      { path: '/h', handler: 'silent.mjs' },
    ];
    const tree = withRoutes(routes, { 'silent.mjs': HANDLER });
    const pageScript = path.resolve('dist/page.js');
    const open = await serve(tree, { pageScript });
    const secured = await serve(tree, { https: 'always', certificates: await makeTree({}), pageScript });
    ports = { plain: open.port, encrypted: secured.port };
  });
  after(async () => {
    await endAll();
    await there.close();
  });

  const connections = (): number => there.heard.filter(({ socket }) => !socket.destroyed).length;

  for (const [what, kind] of Object.entries(KINDS))
    for (const [how, client] of Object.entries(CLIENTS).filter(([name]) => connected(kind, name)))
      it(`leaves no connection to ${what}, nor a descriptor: one ${how}`, async () => {
        answer = kind.answer ?? (() => undefined);
        const [before, heard] = [connections(), there.heard.length];
        const asked = { method: 'GET', target: '/p', headers: {}, body: '', ...kind.asked };
        const descriptors = process.platform === 'linux' ? open() : 0;
        const { leave, end } = await client(ports, asked);
        await until('the backend is asked', async () =>
          there.heard.slice(heard).some(({ text }) => text.includes('\r\n\r\n')),
        );
        leave();
        await until('the connection to the backend stays', async () => connections() === before);
        end?.();
        if (process.platform === 'linux')
          await until('descriptors stay open', async () => open() <= descriptors);
      });

  for (const [how, client] of Object.entries(CLIENTS))
    it(`is told to a handler: one ${how}`, async () => {
      const isPlain = !/encrypted|HTTP\/2/.test(how);
      const ask = async (method: string): Promise<number> =>
        isPlain
          ? Number(/\r\n\r\n\w+\r\n(\d+)/.exec(String(await say(ports.plain, method, '/h')))?.[1])
          : Number((await ask1(ports.encrypted, { method, target: '/h' })).body);
      const [before, gone] = [await ask('PUT'), await ask('DELETE')];
      const { leave, end } = await client(ports, { method: 'GET', target: '/h', headers: {}, body: '' });
      await until('the handler is not called', async () => (await ask('PUT')) > before);
      leave();
      await until('the handler is not told', async () => (await ask('DELETE')) > gone);
      end?.();
    });
});

const say = (port: number, method: string, target: string): Promise<Buffer> =>
  exchange(
    port,
    `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    { quiet: 5000 },
  );

const half = async (served: Served, target: string, times = 1): Promise<string> =>
  (
    await exchange(served.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(times), {
      half: true,
      quiet: 5000,
    })
  ).toString('latin1');

describe('a client that has ended its side and reads on', function () {
  this.timeout(25_000);
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await endAll();
    for (const end of ends.splice(0)) await end();
  });

  /** A backend that answers after the first bytes were sent ahead. */
  const late = async (bytes: Buffer): Promise<Served> => {
    const there = await rawBackend(socket => void setTimeout(() => socket.write(bytes), 300));
    ends.push(there.close);
    return serve(
      withRoutes(
        [
          { path: '/p', proxy: there.origin },
          { path: '/slow', json: 'slow', delay: 300 },
          { path: '/file', file: 'a.txt', delay: 300 },
        ],
        { 'a.txt': 'the file' },
      ),
    );
  };
  for (const [what, bytes, end] of [
    ['a reply with a length', response('200 OK', 'late'), /\r\n\r\nlate$/],
    ['an empty reply', response('404 Not There', ''), /^HTTP\/1\.1 404 Not There\r\n[^]*\r\n\r\n$/],
    [
      'a reply without a body',
      Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'),
      /^HTTP\/1\.1 204 No Content\r\n/,
    ],
    [
      'an interim response before the reply',
      Buffer.concat([
        Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
        response('200 OK', 'late'),
      ]),
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nlate$/,
    ],
    [
      'a reply in chunks',
      Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlate\r\n0\r\n\r\n'),
      /\r\n\r\n4\r\nlate\r\n0\r\n\r\n$/,
    ],
  ] as const)
    it(`gets ${what} byte for byte`, async () => {
      const told = await half(await late(bytes), '/p');
      assert.match(told, end);
      assert.equal(
        told.split('HTTP/1.1 ').length - 1,
        bytes.toString('latin1').split('HTTP/1.1 ').length - 1,
        told,
      );
      assert.ok(told.startsWith('HTTP/1.1 '), told);
    });

  it('gets what a mock says late, from memory and from a file, and one reply after another', async () => {
    const served = await late(response('200 OK'));
    assert.match(await half(served, '/slow'), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n"slow"$/);
    assert.match(await half(served, '/file'), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nthe file$/);
    const three = await half(served, '/file', 3);
    assert.equal(three.split('HTTP/1.1 200 OK\r\n').length, 4, three);
    assert.equal(three.split('the file').length, 4, three);
  });
});
