import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isReset } from './nodeInternals';

/**
 * Whether a connection without progress during the stall timeout is the client's fault, so that it is ended (security rule 19). The client
 * does not read waiting bytes, does not send the body that it announced, or has no open request. A reply that is still being made, and a
 * stream without data, are ours to end.
 * @param response the current reply of the connection
 */
export function isStalled(socket: Socket, response: ServerResponse | undefined): boolean {
  if (socket.writableLength > 0 || response === undefined) return true;
  const { req } = response;
  // Nothing is read from a connection whose body has no reader, or on which too many requests wait, so a reset goes unnoticed.
  if (isReset(socket)) return true;
  if (req.complete) return false;
  // A slow reader fills this buffer, while the client would send more.
  return req.readableLength < req.readableHighWaterMark && !req.isPaused();
}

/**
 * Starts the stall timer of requests whose reply is not out at the end of their turn of the event loop. `server.timeout` would start one
 * for every request, which costs 3 % of a small file's reply (test/bench/requests).
 */
export function stallTimers(timeout: number): (response: ServerResponse) => void {
  let started: ServerResponse[] = [];
  const look = (): void => {
    const now = started;
    started = [];
    // Node detaches the socket once the system has the last byte of a response, and then sets `keepAliveTimeout`.
    for (const { socket } of now) socket?.setTimeout(timeout);
  };
  return response => {
    // A request of HTTP/2 has a timer of its own (http2.ts).
    if (response.req.httpVersionMajor > 1) return;
    if (started.length === 0) setImmediate(look);
    started.push(response);
  };
}
