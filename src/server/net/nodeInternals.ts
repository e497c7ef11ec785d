import { type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

// Everything that the server knows of Node's HTTP server beyond its documentation. `nodeInternals.test.ts` fails by name on a Node that
// differs. Without one of these, its function uses the best documented way.

/** The reply that is being written to a socket: Node's own handler of `clientError` asks the same property. */
export function currentResponse(socket: Duplex): ServerResponse | undefined {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return message instanceof ServerResponse ? message : undefined;
}

/**
 * Stops reading requests from a connection. `pause()` alone does not last: every request that Node parses resumes the socket, unless
 * `_paused` is set. That also pauses the parser after the chunk at hand.
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
 * Whether the client has reset a connection after it had ended its side. libuv no longer reads such a connection and learns of the reset
 * only by a write, but the system then knows no peer. False if the handle is of another kind.
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

/** Reads no more of a connection that HTTP/2 has taken over: `pause()` does nothing there. */
export function stopReading(socket: Duplex): void {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (canStopReading(handle)) handle.readStop();
}

function canStopReading(handle: unknown): handle is { readStop(): void } {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'readStop' in handle &&
    typeof handle.readStop === 'function'
  );
}

/** A response whose head Node has neither made (`_header`) nor sent (`_headerSent`). */
export type Unsent = ServerResponse & { _header: unknown; _headerSent: unknown };

export const isUnsent = (response: ServerResponse): response is Unsent =>
  '_header' in response &&
  response._header === null &&
  '_headerSent' in response &&
  response._headerSent === false;

/** The head that `writeHead` has made; undefined if Node keeps it elsewhere. */
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

/** The bytes with which Node begins every response, interim ones too. */
const START = 'HTTP/1.1 ';

/**
 * Sends the first bytes of the next response ahead, and leaves them out of it: Node writes a head whole, by `write` of the socket.
 * @returns false if the socket takes nothing now
 */
export function sendAhead(socket: Socket): boolean {
  if (Object.hasOwn(socket, 'write') || socket.writableLength > 0) return false;
  socket.write(START, 'latin1');
  const rest = (chunk: unknown, ...more: unknown[]): unknown => {
    Reflect.deleteProperty(socket, 'write');
    const isText = typeof chunk === 'string';
    const text = isText ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1', 0, START.length);
    // Any other head would be malformed behind these bytes.
    if (!text.startsWith(START)) return socket.destroy();
    const left = isText ? chunk.slice(START.length) : (chunk as Uint8Array).subarray(START.length);
    const write: unknown = Reflect.get(socket, 'write');
    return Reflect.apply(write as () => unknown, socket, [left, ...more]);
  };
  Object.assign(socket, { write: rest });
  return true;
}

/** Calls back once instead of closing a connection after its last reply, which Node does by `destroySoon` of the socket. */
export function onLastReply(socket: Socket, act: () => void): void {
  const destroySoon = (): void => {
    Reflect.deleteProperty(socket, 'destroySoon');
    act();
  };
  Object.assign(socket, { destroySoon });
}

/** Closes idle connections only while `may` allows it. `close()` of the server calls this method, too. */
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
