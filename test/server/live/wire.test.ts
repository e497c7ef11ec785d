import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { wireOf } from '../../../src/server/live/channel/wire';

describe('messages that leave together', () => {
  it('arrive one by one, of all lengths, in order with those that leave alone', async () => {
    const texts = [0, 1, 125, 126, 127, 65_535, 65_536].flatMap(length => [
      'x'.repeat(length),
      'é'.repeat(length / 2),
    ]);
    const http = createServer().listen(0, '127.0.0.1');
    const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    http.on('upgrade', (request, socket, head) =>
      server.handleUpgrade(request, socket, head, client => {
        const wire = wireOf(client, socket);
        wire.send('first');
        wire.sendAll(texts.map(text => Buffer.from(text)));
        wire.sendAll([]);
        wire.send('last');
        wire.end(1000, 'done');
      }),
    );
    await once(http, 'listening');
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const heard: string[] = [];
    client.on('message', data => heard.push((data as Buffer).toString()));
    const [code] = (await once(client, 'close')) as [number];
    http.close();
    assert.equal(code, 1000);
    assert.deepEqual(heard, ['first', ...texts, 'last']);
  });
});
