import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Whether a connection on which nothing has moved for the stall timeout is the client's fault, so that it is ended (security rule 19):
 * bytes wait that the client does not take, a body that it has announced does not come, or it has nothing to ask.
 * A reply that is still being made, and a stream with nothing to say, are ours to end. Pure.
 * @param response the reply that is under way on the connection
 */
export function isStalled(socket: Socket, response: ServerResponse | undefined): boolean {
  if (socket.writableLength > 0 || response === undefined) return true;
  const { req } = response;
  if (req.complete) return false;
  // A body that its reader takes slowly fills this buffer; the client would send more.
  return req.readableLength < req.readableHighWaterMark && !req.isPaused();
}
