import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { noticeLeavingUnread } from './leaving';
import { currentResponse, isReset, pauseRequests, resumeRequests } from './nodeInternals';

/** Requests that may wait on one connection (security rule 19); above that, nothing more is read from it. */
const MOST_WAITING = 16;

/** Number of waiting requests on each connection whose client pipelines. */
const waiting = new WeakMap<Socket, number>();

/**
 * Starts a request once the previous reply on the same connection is out (RFC 9112, 9.3.2). Started earlier, it would hold a descriptor or
 * a backend's connection, and Node never tells it that its client has left. A request that never starts is dropped with its connection.
 */
export function inTurn({ socket }: IncomingMessage, response: ServerResponse, start: () => void): void {
  // Half-closed while the rest of a body was dropped: a reply could no longer be sent.
  if (socket.writableEnded) return;
  // Node gives a response its socket when it is the next to be sent, and then emits `socket`.
  if (response.socket) {
    start();
    return;
  }
  if (count(socket, 1) > MOST_WAITING) {
    pauseRequests(socket);
    noticeLeavingUnread(socket);
  }
  response.once('socket', () => {
    count(socket, -1);
    resumeInTurn(socket);
    setImmediate(startIfThere, socket, start);
  });
}

/** Reads on from a connection, unless too many requests wait on it. */
export function resumeInTurn(socket: Socket): void {
  if (count(socket, 0) <= MOST_WAITING) resumeRequests(socket);
}

/**
 * Starts another protocol, or HTTP anew, once all earlier replies on the same connection are out. Node reads no further request then, and
 * two replies at once on a socket are an error that nothing catches. Never starts if the connection ends before.
 */
export function afterReplies(socket: Duplex, timeout: number, start: () => void): void {
  const before = currentResponse(socket);
  if (!before) return start();
  before.once('close', () => {
    if (!socket.writable) return;
    // Node sets the idle timeout after a reply.
    if (socket instanceof Socket) socket.setTimeout(timeout);
    afterReplies(socket, timeout, start);
  });
}

/**
 * Starts a request in its own turn of the event loop: a thousand small replies in one turn would hold up every other client. The previous
 * reply may have ended because the client left. A client that has ended its side may read on, or has answered with a reset: on this machine
 * that is known at once; over a network, one more request may start.
 */
function startIfThere(socket: Socket, start: () => void): void {
  if (socket.destroyed) return;
  if (socket.readableEnded && isReset(socket)) socket.destroy();
  else start();
}

function count(socket: Socket, more: 1 | 0 | -1): number {
  const now = (waiting.get(socket) ?? 0) + more;
  waiting.set(socket, now);
  return now;
}
