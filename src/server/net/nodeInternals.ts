import { type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

// Everything that the server knows of Node's HTTP server beyond its documentation. `nodeInternals.test.ts` fails by name on a
// Node where one of these is not as described; without it, each function does the documented next best.

/** The reply that is being written to a socket: Node's own handler of `clientError` asks the same property. */
export function currentResponse(socket: Duplex): ServerResponse | undefined {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return message instanceof ServerResponse ? message : undefined;
}

/**
 * Stops reading requests from a connection. `pause()` alone does not last: every request that Node parses reads on, unless
 * `_paused` says that the server has had enough, which also pauses the parser after the chunk at hand.
 */
export function pauseRequests(socket: Socket): void {
  Reflect.set(socket, '_paused', true);
  socket.pause();
}

/** Undoes `pauseRequests`, as Node does once a full connection has drained. */
export function resumeRequests(socket: Socket): void {
  if (Reflect.get(socket, '_paused') !== true) return;
  Reflect.set(socket, '_paused', false);
  const parser: unknown = Reflect.get(socket, 'parser');
  if (canResume(parser)) parser.resume();
  socket.resume();
}

function canResume(parser: unknown): parser is { resume(): void } {
  return (
    typeof parser === 'object' && parser !== null && 'resume' in parser && typeof parser.resume === 'function'
  );
}

/**
 * Whether the client has reset a connection on which it had ended its side: libuv, which reads it no more, learns of that only when
 * it writes, but the system knows no peer then. False where the handle is another one.
 */
export function isReset(socket: Duplex): boolean {
  const handle: unknown = Reflect.get(socket, '_handle');
  return hasPeer(handle) && handle.getpeername({}) !== 0;
}

function hasPeer(handle: unknown): handle is { getpeername(to: object): number } {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'getpeername' in handle &&
    typeof handle.getpeername === 'function'
  );
}

/** A response whose head Node has neither made (`_header`) nor sent (`_headerSent`). */
export type Unsent = ServerResponse & { _header: unknown; _headerSent: unknown };

export const isUnsent = (response: ServerResponse): response is Unsent =>
  '_header' in response &&
  response._header === null &&
  '_headerSent' in response &&
  response._headerSent === false;

/** The head that `writeHead` has made; undefined where Node keeps it elsewhere. */
export function headOf({ _header: head }: Unsent): string | undefined {
  return typeof head === 'string' ? head : undefined;
}

/** Gives a response a head that was made for an equal one, so that Node makes none. */
export function reuseHead(response: Unsent, head: string): void {
  response._header = head;
}

/** Keeps `end` from sending the head, which has been written to the socket. */
export function noteHeadSent(response: Unsent): void {
  response._headerSent = true;
}

/** Closes idle connections while `may` says so. `close()` calls this method of the server, too, before it waits for the others. */
export function closeIdleOnly(http: Server, may: () => boolean): void {
  const closeIdle = http.closeIdleConnections.bind(http);
  http.closeIdleConnections = () => {
    if (may()) closeIdle();
  };
}

/** Lets a client half-close its side after the request and still read the reply (`printf … | nc`). */
export function allowHalfOpen(http: Server): void {
  Object.assign(http, { httpAllowHalfOpen: true });
}
