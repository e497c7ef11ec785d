import type { ClientRequest, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Headers } from '../../reply/reply';
import type { Upgrade } from '../routeKind';
import { inTime } from './inTime';
import { faultOf, ResponseFailure } from './failures';

/** The other server's answer to a WebSocket handshake. */
export type Handshake =
  | {
      readonly kind: 'accepted';
      readonly response: IncomingMessage;
      readonly socket: Duplex;
      readonly head: Buffer;
    }
  /** For example 401: the client gets this response. */
  | { readonly kind: 'response'; readonly response: IncomingMessage };

/** Waits for the answer to a handshake. Rejects within `timeout` milliseconds. */
export function handshake(outgoing: ClientRequest, timeout: number, signal: AbortSignal): Promise<Handshake> {
  return inTime<Handshake>(outgoing, { timeout, signal }, ({ answered, fail }) => {
    outgoing.once('response', response => {
      const fault = faultOf(response);
      if (fault === undefined) answered({ kind: 'response', response });
      else fail(new ResponseFailure(fault));
    });
    outgoing.once('upgrade', (response, socket: Duplex, head) => {
      const fault = faultOf(response, true);
      if (fault === undefined) return answered({ kind: 'accepted', response, socket, head });
      socket.destroy();
      fail(new ResponseFailure(fault));
    });
    outgoing.end();
  });
}

/** Milliseconds without a byte after which a tunnel whose one side has ended is closed. */
const LAST_WORDS = 2000;

/** Milliseconds after which a side that does not take the bytes waiting for it is closed (security rule 19). */
const STALLED = 30_000;

/**
 * Sends the accepting head to the client and connects the two sockets; each end, or error, ends the other.
 * @param stalled milliseconds that a side may take nothing while bytes wait for it
 */
export function connect(
  { socket: here, head: sentEarly }: Upgrade,
  { response, socket: there, head }: Extract<Handshake, { kind: 'accepted' }>,
  fields: Headers,
  stalled = STALLED,
): void {
  endTogether(here, there, stalled);
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map(each => `${name}: ${each}\r\n`),
  );
  const upgrade = `Connection: Upgrade\r\nUpgrade: ${response.headers.upgrade ?? 'websocket'}\r\n`;
  here.write(`HTTP/1.1 101 ${response.statusMessage ?? ''}\r\n${lines.join('')}${upgrade}\r\n`, 'latin1');
  if (head.length > 0) here.write(head);
  if (sentEarly.length > 0) there.write(sentEarly);
  there.pipe(here).pipe(there);
}

/**
 * Ends both sides of a tunnel when one ends. A WebSocket has no half-closed state (RFC 6455, 7.1.1), so the other side only has time for
 * its last frames. `pipe` passes on an end, but neither an error nor a close.
 */
function endTogether(here: Duplex, there: Duplex, stalled: number): void {
  const end = (): void => {
    here.destroy();
    there.destroy();
  };
  let timer: NodeJS.Timeout | undefined;
  const progress = (): unknown => timer?.refresh();
  for (const [socket, other] of [
    [here, there],
    [there, here],
  ] as const) {
    socket.on('error', end).on('data', progress).on('drain', progress);
    // A silent side is not stalled: a WebSocket may be idle for hours.
    if (socket instanceof Socket)
      socket.setTimeout(stalled, () => (socket.writableLength > 0 ? end() : undefined));
    socket.once('end', () => (timer ??= setTimeout(end, LAST_WORDS).unref()));
    socket.once('close', () => {
      // Bytes that the other side has not taken yet must still arrive.
      if (socket.readableEnded && other.writableLength > 0) other.once('finish', end);
      else end();
    });
  }
}
