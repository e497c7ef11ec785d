import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import net, { type Socket } from 'node:net';
import { connect } from '../../../src/server/routes/proxy/tunnel';
import { endProxied, proxied, statusOf, talk } from '../support/proxied';
import { rawBackend, response } from '../support/rawBackend';
import { until, withRoutes } from '../support/routes';
import { serve } from '../support/serve';
import { upgrade } from '../support/strangers';

/** RFC 9110, 9.2.2: a proxy must not repeat a request that is not idempotent. */
describe('a request whose kept connection breaks before the answer', function () {
  this.timeout(20_000);
  afterEach(endProxied);

  for (const [method, headers, times] of [
    ['GET', '', 2],
    ['HEAD', '', 2],
    ['PUT', 'Content-Length: 0\r\n', 2],
    ['DELETE', '', 2],
    ['OPTIONS', '', 2],
    ['POST', 'Content-Length: 0\r\n', 1],
    ['PATCH', 'Content-Length: 0\r\n', 1],
    ['LOCK', '', 1],
    ['PUT', 'Content-Length: 2\r\n', 1],
  ] as const)
    it(`reaches the other server ${times === 1 ? 'once' : 'again'}: ${method} ${headers.trim()}`, async () => {
      let asked = 0;
      let isWell = false;
      const { served } = await proxied((socket, head) => {
        const isFirst = / \/p\/first /.test(head);
        if (!isFirst) asked += 1;
        if (isFirst) socket.write(response('200 OK'));
        else if (isWell) socket.write(response('200 OK', method === 'HEAD' ? '' : 'ok'));
        else socket.destroy();
        if (!isFirst) isWell = true;
      });
      assert.equal(statusOf(await talk(served, 'GET', '/p/first')), 200);
      const told = await talk(served, method, '/p', headers, headers.includes('2') ? 'ab' : '');
      assert.deepEqual([asked, statusOf(told)], times === 1 ? [1, 502] : [2, 200]);
    });
});

/** A browser sends it again without a proxy, so it must do so behind one. */
describe('a server that closes a connection without a word', function () {
  this.timeout(20_000);
  afterEach(endProxied);

  for (const [method, headers, body] of [
    ['GET', '', ''],
    ['PUT', 'Content-Length: 0\r\n', ''],
    ['POST', 'Content-Length: 0\r\n', ''],
    ['POST', 'Content-Length: 2\r\n', 'ab'],
    ['PATCH', 'Transfer-Encoding: chunked\r\n', '2\r\nab\r\n0\r\n\r\n'],
    ['LOCK', '', ''],
    ['DELETE', 'Content-Length: 2\r\n', 'ab'],
  ] as const)
    it(`gets the next request all the same: ${method} ${headers.trim()}`, async () => {
      // The connection's end arrives while the next request is under way, and no answer comes over it.
      const answered = new Set<Socket>();
      const { served, there } = await proxied(socket => {
        if (answered.has(socket)) socket.resetAndDestroy();
        else socket.write(response('200 OK'));
        answered.add(socket);
      });
      const told: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        told.push(statusOf(await talk(served, 'GET', '/p')));
        told.push(statusOf(await talk(served, method, '/p', headers, body)));
      }
      assert.deepEqual(
        told,
        Array.from({ length: 6 }, () => 200),
      );
      for (const { text } of there.heard) assert.doesNotMatch(text, /^Connection: close/im);
    });
});

/** A separate process, whose reset may arrive at any moment. */
const RESETTING = `require('net').createServer(socket => {
  let text = '';
  socket.on('error', () => undefined).on('data', part => {
    text += part;
    if (!text.endsWith('ab')) return;
    socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok');
    socket.resetAndDestroy();
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;

describe('a server that answers an upload and resets the connection', function () {
  this.timeout(20_000);
  afterEach(endProxied);

  it('has its answer passed on: nothing is written behind the last byte of the upload', async () => {
    const there = spawn(process.execPath, ['-e', RESETTING]);
    try {
      const [port] = (await once(there.stdout, 'data')) as [Buffer];
      const served = await serve(withRoutes([{ path: '/p', proxy: `http://127.0.0.1:${Number(port)}` }]));
      for (let count = 0; count < 30; count += 1) {
        const told = await talk(served, 'POST', '/p', 'Content-Length: 2\r\n', 'ab');
        assert.equal(statusOf(told), 200, told);
      }
    } finally {
      there.kill();
    }
  });
});

const ACCEPT = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

async function tunnel(accepted: (socket: Socket) => void): Promise<{ client: Socket; there: () => Socket }> {
  const { served, there } = await proxied(socket => {
    socket.write(ACCEPT);
    accepted(socket);
  });
  const client = net.connect({ port: served.port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined);
  const fields = Object.entries(upgrade).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`GET /p HTTP/1.1\r\nHost: localhost\r\n${fields.join('')}\r\n`);
  return { client, there: () => there.heard[0]?.socket ?? assert.fail() };
}

describe('the tunnel of a WebSocket', function () {
  this.timeout(20_000);
  afterEach(endProxied);

  it('leaves no connection to a server that says nothing when the client has ended its side', async () => {
    const { client, there } = await tunnel(() => undefined);
    await once(client, 'data');
    client.resume();
    client.end();
    await until('the connection stays', async () => there().destroyed && client.readableEnded);
  });

  it('leaves no connection to a client that says nothing when the server has ended its side', async () => {
    const { client } = await tunnel(socket => socket.end());
    client.resume();
    await once(client, 'end');
    // The client never ends its own side: only a write shows that the other side has gone.
    await until('the connection stays', async () => {
      client.write('x');
      return client.destroyed;
    });
  });

  it('gives a slow client all that the server has said before it ended', async () => {
    const last = Buffer.alloc(3_000_000, 'x');
    const { client, there } = await tunnel(socket => socket.end(last));
    let taken = -ACCEPT.length;
    client.on('data', (part: Buffer) => {
      taken += part.length;
      client.pause();
      setTimeout(() => client.resume(), 2);
    });
    await once(client, 'end');
    assert.ok(there());
    assert.ok(taken >= last.length, `${taken} of ${last.length} bytes`);
    client.destroy();
  });

  it('gives the server what the client has said before it ended, and the client the answer', async () => {
    const { client } = await tunnel(socket => {
      let heard = 0;
      socket.on('data', part => {
        heard += part.length;
        if (heard >= 1_000_000) socket.end(`heard ${heard}`);
      });
    });
    await once(client, 'data');
    client.end(Buffer.alloc(1_000_000, 'x'));
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(String(answer), 'heard 1000000');
    client.destroy();
  });

  it('stays open while nothing is said, for longer than a stalled client would', async () => {
    const there = await rawBackend(socket => {
      socket.write(ACCEPT);
      setTimeout(() => socket.write('late'), 1500);
    });
    const served = await serve(
      withRoutes([{ path: '/p', proxy: there.origin }]),
      {},
      { stalledTimeout: 300 },
    );
    const client = net.connect(served.port, '127.0.0.1');
    const fields = Object.entries(upgrade).map(([name, value]) => `${name}: ${value}\r\n`);
    client.write(`GET /p HTTP/1.1\r\nHost: localhost\r\n${fields.join('')}\r\n`);
    let said = '';
    client.on('data', part => (said += String(part)));
    await until('the tunnel was cut', async () => said.endsWith('late'));
    client.destroy();
    await there.close();
  });

  it('ends a client that takes nothing of what the server says', async () => {
    const [client, here] = await pair();
    const [there, backend] = await pair();
    client.pause();
    const response = { headers: {}, statusMessage: '' } as IncomingMessage;
    const none = Buffer.alloc(0);
    const request = {} as IncomingMessage;
    connect(
      { request, socket: here, head: none },
      { kind: 'accepted', response, socket: there, head: none },
      {},
      300,
    );
    const flood = setInterval(() => backend.write(Buffer.alloc(1_000_000)), 1);
    await until('the tunnel stays', async () => here.destroyed && there.destroyed);
    clearInterval(flood);
    client.destroy();
  });
});

/** Both ends of a connection. */
async function pair(): Promise<[Socket, Socket]> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const one = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const [other] = (await once(server, 'connection')) as [Socket];
  server.close();
  for (const socket of [one, other]) socket.on('error', () => undefined);
  return [one, other];
}
