import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onLastReply } from './nodeInternals';

/** Milliseconds without a byte after which a half-closed connection is closed: the client has read the reply. */
const LINGER = 2000;
/** The most milliseconds that the rest of a body is read and dropped. */
const LONGEST_LINGER = 30_000;

/** Callbacks that take an unread body away from a reader that has stopped. */
const releases = new WeakMap<Socket, () => void>();
/** Half-closed connections on which the rest of a body is read and dropped. */
const lingering = new WeakSet<Socket>();

/** Whether more bytes of the body may arrive. */
const hasRest = ({ headers, readableEnded }: IncomingMessage): boolean =>
  (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) && !readableEnded;

/** Call before a reply. Node closes a connection after its last reply; bytes of a body that still arrive would then cause a reset. */
export function lingerAfter(request: IncomingMessage): void {
  const { socket, httpVersionMajor } = request;
  if (httpVersionMajor > 1 || !hasRest(request)) return;
  onLastReply(socket, () => (request.complete ? socket.destroySoon() : hangUp(request)));
}

/**
 * Reads and drops an unread body, so that the next request on the connection starts at its first byte. Node does the same without a limit:
 * here a rest of more than `most` bytes ends the connection once the reply is out.
 */
export function drain(request: IncomingMessage, response: ServerResponse, most: number): void {
  const { socket } = request;
  if (!hasRest(request)) return;
  if (request.listenerCount('data') === 0) return drop(request, response, most);
  // A body with a reader is read to its end, unless the reader leaves it or stops.
  let isHeld = true;
  const take = (): void => {
    if (!isHeld) return;
    isHeld = false;
    releases.delete(socket);
    request.off('removeListener', onLeave).unpipe();
    if (!request.readableEnded) drop(request, response, most);
  };
  // In a later turn: a reader that leaves pauses the body right after this event.
  const onLeave = (event: string | symbol): void => {
    if (event === 'data' && request.listenerCount('data') === 0) setImmediate(take);
  };
  releases.set(socket, take);
  request.on('removeListener', onLeave).once('end', take);
}

/**
 * Takes the body away from its reader on a connection where nothing has moved since the reply. A backend that answers an upload early may
 * never take the rest.
 * @returns false if there is no such body
 */
export function release(socket: Socket): boolean {
  const take = releases.get(socket);
  if (!take) return false;
  socket.setTimeout(LINGER);
  take();
  return true;
}

function drop(request: IncomingMessage, response: ServerResponse, most: number): void {
  let dropped = 0;
  request.on('data', (part: Buffer) => {
    dropped += part.length;
    if (dropped <= most || lingering.has(request.socket)) return;
    request.pause();
    if (response.writableFinished) hangUp(request);
    else response.once('finish', () => hangUp(request));
  });
  request.resume();
}

/**
 * Half-closes the connection and reads on (RFC 9112, 9.6). Destroying a socket with unread bytes resets the connection, and a client that
 * sends its whole body first would lose the reply.
 */
function hangUp(request: IncomingMessage): void {
  const { socket } = request;
  if (lingering.has(socket)) return;
  lingering.add(socket);
  socket.end();
  const close = (): unknown => socket.destroy();
  const isStream = request.httpVersionMajor > 1;
  const timer = setTimeout(close, isStream ? LINGER : LONGEST_LINGER).unref();
  // A stream of HTTP/2 has its own window, so its client never blocks.
  if (isStream) return;
  socket.setTimeout(LINGER).once('close', () => clearTimeout(timer));
  request.once('end', close).resume();
}
