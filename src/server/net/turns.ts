import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isReset, pauseRequests, resumeRequests } from './nodeInternals';

/** Requests that may wait on one connection (security rule 19); with more, nothing further is read from it. */
const MOST_WAITING = 16;

/** How many requests wait on each connection that a client pipelines on. */
const waiting = new WeakMap<Socket, number>();

/**
 * Starts a request once the reply before it on the same connection is out (RFC 9112, 9.3.2).
 * Started earlier, its reply would wait with a descriptor or a backend's connection, and Node never tells such a reply
 * that its client has gone. A request that has not started by then is forgotten with its connection.
 */
export function inTurn({ socket }: IncomingMessage, response: ServerResponse, start: () => void): void {
  // Node gives a response its socket when it is the next to be sent, and emits `socket` if that is later.
  if (response.socket) {
    start();
    return;
  }
  if (count(socket, 1) > MOST_WAITING) pauseRequests(socket);
  response.once('socket', () => {
    if (count(socket, -1) <= MOST_WAITING) resumeRequests(socket);
    // The reply before it may have ended because the client has gone.
    if (socket.destroyed) return;
    if (socket.readableEnded) startIfThere(socket, start);
    else start();
  });
}

/** A client that has ended its side may read on, or be gone: then it has answered the reply before with a reset. */
function startIfThere(socket: Socket, start: () => void): void {
  // On this machine a reset is there at once; over a network, one more request may start.
  setImmediate(() => {
    if (isReset(socket)) socket.destroy();
    else if (!socket.destroyed) start();
  });
}

function count(socket: Socket, more: 1 | -1): number {
  const now = (waiting.get(socket) ?? 0) + more;
  waiting.set(socket, now);
  return now;
}
