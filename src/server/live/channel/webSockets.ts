import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { Once } from '../../log';
import { LARGEST_MESSAGE } from './connection';
import { type Wire, wireOf } from './wire';

/** Upgrades sockets to WebSockets. `ws` is loaded with the first one, since it brings Node's TLS along. */
export class WebSockets {
  private readonly server = new Once(load);

  /**
   * Never resolves for a client that speaks no WebSocket or has gone: `ws` answers it or ends its socket.
   * Rejects when `ws` cannot be loaded, for example because VS Code has removed the folder of an updated extension.
   */
  async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<Wire> {
    const server = await this.server.get().catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
    return new Promise(resolve => {
      server.handleUpgrade(request, socket, head, client => resolve(wireOf(client, socket)));
    });
  }
}

async function load(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  // In a variable of its own, because the types of ws lack the last option.
  const options = {
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    // One message in a turn of the event loop: a packet may hold a thousand (security rule 19).
    allowSynchronousEvents: false,
  };
  return new WebSocketServer(options);
}
