import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import {
  allowHalfOpen,
  closeIdleOnly,
  currentResponse,
  headOf,
  isReset,
  isUnsent,
  noteHeadSent,
  pauseRequests,
  resumeRequests,
  reuseHead,
  sendAhead,
  stopReading,
} from '../../../src/server/net/nodeInternals';

/** A canary for each private property that `nodeInternals.ts` uses: on a Node without it, the failure names it. */
describe(`the insides of Node ${process.version}`, () => {
  let server: http.Server;
  let client: net.Socket;
  const next = async (): Promise<[IncomingMessage, ServerResponse]> =>
    (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  beforeEach(async () => {
    server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

  it('have the reply of a socket as `_httpMessage`, until it is out', async () => {
    client.write(get);
    const [request, response] = await next();
    assert.equal(currentResponse(request.socket), response);
    response.end();
    await once(response, 'close');
    assert.equal(currentResponse(request.socket), undefined);
  });

  it('give a response its `socket` when its turn comes, and emit `socket` then', async () => {
    client.write(get);
    const [, first] = await next();
    client.write(get);
    const [{ socket }, second] = await next();
    assert.equal(second.socket, null);
    const given = once(second, 'socket');
    first.end();
    assert.equal((await given)[0], socket);
  });

  it('read no further request from a socket whose `_paused` is set, and its `parser` can resume', async () => {
    client.write(get);
    const [{ socket }, first] = await next();
    pauseRequests(socket);
    let more = 0;
    server.on('request', () => more++);
    const filled = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(8000)}\r\n\r\n`;
    client.write(filled.repeat(50));
    await new Promise(resolve => setTimeout(resolve, 200));
    assert.equal(more, 0, 'Node read on');
    resumeRequests(socket);
    while (more < 1) await new Promise(resolve => setTimeout(resolve, 10));
    first.end();
  });

  it('have the head as `_header` once it is made, and send one that stands there already', async () => {
    client.write(get);
    const [, first] = await next();
    assert.ok(isUnsent(first), 'a new response has `_header` null and `_headerSent` false');
    first.writeHead(200, { 'Content-Length': '2', 'X-Made': 'once' });
    const head = headOf(first);
    assert.match(head ?? '', /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\nX-Made: once\r\n[^]*\r\n\r\n$/);
    assert.equal(isUnsent(first), false);
    first.end('ab');
    await once(client, 'data');
    client.write(get);
    const [, second] = await next();
    assert.ok(isUnsent(second));
    reuseHead(second, head ?? '');
    second.end('cd');
    const [bytes] = (await once(client, 'data')) as [Buffer];
    assert.equal(String(bytes), `${head}cd`);
  });

  it('send no head that `_headerSent` says is out', async () => {
    client.write(get);
    const [{ socket }, response] = await next();
    assert.ok(isUnsent(response));
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
    reuseHead(response, head);
    noteHeadSent(response);
    socket.write(`${head}ab`);
    response.end();
    await once(response, 'close');
    client.write(get);
    const [, third] = await next();
    third.writeHead(204).end();
    let bytes = '';
    while (!bytes.includes('204')) bytes += String(((await once(client, 'data')) as [Buffer])[0]);
    assert.equal(bytes.split('HTTP/1.1 ').length, 3, bytes);
    assert.ok(bytes.startsWith(`${head}abHTTP/1.1 204`), bytes);
  });

  it('close idle connections by the method `closeIdleConnections` when the server closes', async () => {
    client.write(get);
    const [, response] = await next();
    response.end();
    await once(client, 'data');
    let asked = 0;
    closeIdleOnly(server, () => {
      asked++;
      return false;
    });
    server.close();
    assert.equal(asked, 1);
    assert.equal(client.destroyed, false);
  });

  it('answer a client that has half-closed where `httpAllowHalfOpen` is set', async () => {
    allowHalfOpen(server);
    client.end(get);
    const [{ socket }, response] = await next();
    if (!socket.readableEnded) await once(socket, 'end');
    response.end('late');
    let bytes = '';
    client.on('data', part => (bytes += String(part)));
    await once(client, 'close');
    assert.match(bytes, /late/);
  });

  for (const [how, answer] of Object.entries({
    'a text': response => response.end('body'),
    bytes: response => response.end(Buffer.from('body')),
    'nothing else': response => response.writeHead(200, { 'Content-Length': '4' }).end('body'),
    'an interim response before it': response => {
      response.writeContinue();
      response.end('body');
    },
    chunks: response => {
      response.write('bo');
      response.end('dy');
    },
  } satisfies Record<string, (response: ServerResponse) => void>))
    it(`write a head with ${how} whole, by \`write\` of the socket`, async () => {
      client.write(get);
      const [{ socket }, response] = await next();
      assert.equal(sendAhead(socket), true);
      assert.equal(sendAhead(socket), false, 'sent twice');
      let bytes = '';
      client.on('data', part => (bytes += String(part)));
      while (bytes === '') await once(client, 'data');
      assert.equal(bytes, 'HTTP/1.1 ');
      answer(response);
      await once(response, 'close');
      client.write(get);
      const [, second] = await next();
      second.end('second');
      while (!bytes.endsWith('second')) await once(client, 'data');
      assert.match(bytes, /^HTTP\/1\.1 (?:100 Continue\r\n\r\nHTTP\/1\.1 )?200 OK\r\n/);
      assert.equal(bytes.split(/HTTP\/1\.1 200 OK/).length, 3, bytes);
      assert.match(bytes, /bo[^]*dy[^]*HTTP/);
    });

  it('know by `_handle.getpeername` that a client which had ended its side has reset the connection', async () => {
    allowHalfOpen(server);
    client.end(get);
    const [{ socket }] = await next();
    if (!socket.readableEnded) await once(socket, 'end');
    assert.equal(isReset(socket), false);
    client.destroy();
    await once(client, 'close');
    // The system of the client answers these bytes with a reset.
    socket.write('x');
    for (let tries = 0; !isReset(socket); tries += 1) {
      assert.ok(tries < 500);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  });

  it('stop reading by `_handle.readStop`', async () => {
    client.write(get);
    const [{ socket }, response] = await next();
    stopReading(socket);
    response.end();
    await once(client, 'data');
    client.write(get);
    const asked = next().then(() => 'asked');
    const waited = new Promise(resolve => setTimeout(resolve, 50, 'waited'));
    assert.equal(await Promise.race([asked, waited]), 'waited');
    (Reflect.get(socket, '_handle') as { readStart: () => void }).readStart();
    await asked;
  });
});
