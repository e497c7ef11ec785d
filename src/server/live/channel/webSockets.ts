import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { LARGEST_MESSAGE } from './connection';

/** Makes WebSockets of upgrades. The library and Node's TLS, which it takes along, come with the first: a start need not wait for them. */
export class WebSockets {
  private server: Promise<WebSocketServer> | undefined;

  /** Never resolves for a client that is no WebSocket or has gone: it is answered, or its socket ended. */
  async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket> {
    this.server ??= load();
    const server = await this.server;
    return new Promise(resolve => {
      server.handleUpgrade(request, socket, head, resolve);
    });
  }
}

async function load(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
}
