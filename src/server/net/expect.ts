import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests whose client sends its body only after a `100 Continue` (RFC 9110, 10.1.1), and their responses. */
const expecting = new WeakMap<IncomingMessage, ServerResponse>();

/** Remembers a request with `Expect: 100-continue`. */
export function expectContinue(request: IncomingMessage, response: ServerResponse): void {
  expecting.set(request, response);
}

/**
 * Call before reading a body: sends `100 Continue` if the client asked for it. If the reply comes without it, the client keeps
 * its body, and Node closes the connection.
 */
export function sendContinue(request: IncomingMessage): void {
  if (request.headers.expect === undefined) return;
  const response = expecting.get(request);
  expecting.delete(request);
  if (response && !response.headersSent) response.writeContinue();
}
