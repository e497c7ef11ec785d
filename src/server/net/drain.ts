import type { IncomingMessage, ServerResponse } from 'node:http';

/** Milliseconds that a client gets to read its answer once we have stopped reading its body. */
const LINGER = 1000;

/**
 * Reads away a body that nobody has asked for, so that the next request on the connection begins where it should. Node does
 * so by itself, but without an end: here a body of more than `most` bytes ends the connection once the answer is out.
 */
export function drain(request: IncomingMessage, response: ServerResponse, most: number): void {
  const { headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  // Whoever reads it does so to its end; one that was too long for its reader has been left paused.
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

/** Destroyed at once, with bytes of the body unread, the connection would be reset and the answer lost (RFC 9112, 9.6). */
function hangUp({ socket }: IncomingMessage): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER).unref();
}
