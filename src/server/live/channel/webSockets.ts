import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { LARGEST_MESSAGE } from './connection';

/** Upgrades sockets to WebSockets. `ws` is loaded with the first one, since it brings Node's TLS along. */
export class WebSockets {
  private server: Promise<WebSocketServer> | undefined;

  /**
   * Never resolves for a client that speaks no WebSocket or has gone: `ws` answers it or ends its socket.
   * Rejects when `ws` cannot be loaded, for example because VS Code has removed the folder of an updated extension.
   */
  async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket> {
    const server = await this.load();
    return new Promise(resolve => {
      server.handleUpgrade(request, socket, head, resolve);
    });
  }

  /** Forgets a failed import: the next client may have more luck. */
  private async load(): Promise<WebSocketServer> {
    this.server ??= load();
    try {
      return await this.server;
    } catch (error) {
      this.server = undefined;
      throw error;
    }
  }
}

async function load(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
}
