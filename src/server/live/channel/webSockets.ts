import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { LARGEST_MESSAGE } from './connection';
import { type Wire, wireOf } from './wire';

/** Upgrades sockets to WebSockets. `ws` is loaded with the first one, since it brings Node's TLS along. */
export class WebSockets {
  private server: Promise<WebSocketServer> | undefined;

  /**
   * Never resolves for a client that speaks no WebSocket or has gone: `ws` answers it or ends its socket.
   * Rejects when `ws` cannot be loaded, for example because VS Code has removed the folder of an updated extension.
   */
  async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<Wire> {
    const server = await this.load();
    return new Promise(resolve => {
      server.handleUpgrade(request, socket, head, client => resolve(wireOf(client)));
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
