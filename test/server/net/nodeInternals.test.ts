import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { currentResponse, pauseRequests, resumeRequests } from '../../../src/server/net/nodeInternals';

/** A canary for each private property that `nodeInternals.ts` uses: on a Node where one has gone, its name stands in the failure. */
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
});
