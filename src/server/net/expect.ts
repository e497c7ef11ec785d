import type { IncomingMessage, ServerResponse } from 'node:http';

/** The bundle of the routes has a copy of this module: what both must know stands in the request, under a name that both have. */
const WAITING: unique symbol = Symbol.for('porthole.waitsToSend');

/** A request whose client sends its body only once it is told to (RFC 9110, 10.1.1), until it is. */
interface Expecting extends IncomingMessage {
  [WAITING]?: ServerResponse | undefined;
}

/** Notes a request with `Expect: 100-continue`. */
export function waitsToSend(request: Expecting, response: ServerResponse): void {
  request[WAITING] = response;
}

/**
 * To be called by whatever begins to read a body: says `100 Continue` to a client that waits for it. One that is refused first
 * hears the refusal alone, keeps its body, and Node ends the connection, since nobody could tell what comes on it next.
 */
export function goOn(request: Expecting): void {
  const response = request[WAITING];
  // Nearly every request: it must not be given a property for this.
  if (response === undefined) return;
  request[WAITING] = undefined;
  if (!response.headersSent) response.writeContinue();
}
