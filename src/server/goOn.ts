import type { IncomingMessage, ServerResponse } from 'node:http';

/** Clients that send their body only once they are told to (RFC 9110, 10.1.1), until they are. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Notes a request with `Expect: 100-continue`. */
export function waitsToSend(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

/**
 * To be called by whatever begins to read a body: says `100 Continue` to a client that waits for it. One that is refused first
 * hears the refusal alone, keeps its body, and Node ends the connection, since nobody could tell what comes on it next.
 */
export function goOn(request: IncomingMessage): void {
  const response = waiting.get(request);
  if (!waiting.delete(request) || !response || response.headersSent) return;
  response.writeContinue();
}
