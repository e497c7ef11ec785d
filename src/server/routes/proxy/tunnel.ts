import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Headers } from '../../reply/reply';
import type { Upgrade } from '../routeKind';
import { inTime } from './answered';
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

/** Sends the accepting head to the client and connects the two sockets; each end, or error, ends the other. */
export function connect(
  { socket: here, head: sentEarly }: Upgrade,
  { response, socket: there, head }: Extract<Handshake, { kind: 'accepted' }>,
  fields: Headers,
): void {
  const end = (): void => {
    here.destroy();
    there.destroy();
  };
  // `pipe` passes on an end, but neither an error nor a close.
  for (const socket of [here, there]) socket.on('error', end).once('close', end);
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map(each => `${name}: ${each}\r\n`),
  );
  const upgrade = `Connection: Upgrade\r\nUpgrade: ${response.headers.upgrade ?? 'websocket'}\r\n`;
  here.write(`HTTP/1.1 101 ${response.statusMessage ?? ''}\r\n${lines.join('')}${upgrade}\r\n`, 'latin1');
  if (head.length > 0) here.write(head);
  if (sentEarly.length > 0) there.write(sentEarly);
  there.pipe(here).pipe(there);
}
