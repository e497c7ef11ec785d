import type { IncomingMessage, ServerResponse } from 'node:http';

/** Milliseconds for the client to read the reply after we have stopped reading its body. */
const LINGER = 1000;

/**
 * Reads and drops an unread body, so that the next request on the connection begins at its first byte. Node does so itself, but
 * without a limit: here a body of more than `most` bytes ends the connection once the reply is out.
 */
export function drain(request: IncomingMessage, response: ServerResponse, most: number): void {
  const { headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  // A body that is being read is read to its end; one that is too long for its reader is paused.
  if (request.readableEnded || request.readableFlowing === true) return;
  let dropped = 0;
  request.on('data', (part: Buffer) => {
    dropped += part.length;
    if (dropped <= most) return;
    request.pause();
    if (response.writableFinished) hangUp(request);
    else response.once('finish', () => hangUp(request));
  });
  request.resume();
}

/** Destroying a socket with unread bytes resets the connection, and the client loses the reply (RFC 9112, 9.6). */
function hangUp({ socket }: IncomingMessage): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER).unref();
}
