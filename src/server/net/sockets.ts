import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../log';
import { whenIdle } from './http';
import type { Front } from './front';
import { closeIdleOnly } from './nodeInternals';

/** All open connections: HTTP, upgraded, or without a request yet. */
export class Sockets {
  private readonly open = new Set<Socket>();

  add(socket: Socket, log: Log): void {
    // A connection whose client offers another protocol is reported twice.
    if (this.open.has(socket)) return;
    this.open.add(socket);
    const peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`;
    log.event('trace', `Connection from ${peer} opened`);
    socket.once('close', () => {
      this.open.delete(socket);
      log.event('trace', `Connection from ${peer} closed`);
    });
    // Without a listener, a reset by the peer would be an uncaught error.
    socket.on('error', error => log.event('debug', `Connection from ${peer}: ${error.message}`));
  }

  /**
   * Keeps a server from closing connections with unsent bytes: Node counts a socket as idle after `response.end()`, and closing it then
   * truncates the reply.
   */
  keepUnread(http: Server): void {
    closeIdleOnly(http, () => !this.areBehind());
  }

  /** Whether bytes for a client are still unsent. */
  private areBehind(): boolean {
    for (const socket of this.open) if (socket.writableLength > 0) return true;
    return false;
  }

  /**
   * Closes a server gracefully: no new connections, current replies finished, the rest ended after `timeout` milliseconds.
   * @param endParts ends everything that keeps its own connections open
   */
  async close(front: Front, timeout: number, endParts: () => Promise<void>): Promise<void> {
    const closed = new Promise<void>(resolve => {
      front.server.close(() => resolve());
    });
    // `front` also knows connections that HTTP does not: those in the middle of a TLS handshake.
    const deadline = setTimeout(() => front.endAll(), timeout);
    await endParts();
    front.endIdle();
    await whenIdle(front.http, closed);
    clearTimeout(deadline);
  }
}
