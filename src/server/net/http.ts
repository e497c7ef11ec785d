import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expectContinue } from './expect';
import { allowHalfOpen, currentResponse } from './nodeInternals';
import { asksForWebSocket, ignoreOffer } from './offers';
import { isStalled } from './stalled';
import { inTurn } from './turns';
import type { Limits } from '../options';

/** The events of a listening server. */
export interface HttpEvents {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket handshake, or CONNECT; any other offer of a protocol is ignored. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connection(socket: Socket): void;
  clientError(error: Error, socket: Duplex): void;
  /** A connection was turned away because there are too many. */
  drop(): void;
}

/** Node's HTTP server with every limit set explicitly; it does not listen yet. */
export function createHttp(limits: Limits, events: HttpEvents): Server {
  const http = createServer({
    keepAliveTimeout: limits.keepAliveTimeout,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: limits.checkingInterval,
    maxHeaderSize: limits.headerSize,
    // A lenient parser reads some requests in two ways, which is how request smuggling begins.
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  });
  http.maxHeadersCount = 0;
  http.maxConnections = limits.connections;
  http.timeout = limits.stalledTimeout;
  // Node tells a timeout only when the system's send buffer has not moved either.
  http.on('timeout', (socket: Socket) => {
    if (isStalled(socket, currentResponse(socket))) socket.destroy();
  });
  allowHalfOpen(http);
  http.on('request', (request, response) =>
    inTurn(request, response, () => events.request(request, response)),
  );
  // Without this listener Node asks for the body itself, before the guard has seen the request.
  http.on('checkContinue', (request, response) => {
    expectContinue(request, response);
    http.emit('request', request, response);
  });
  http.on('connection', socket => events.connection(socket));
  // Connections of HTTP/2, which `secured` has taken.
  http.on('secureConnection', (socket: Socket) => events.connection(socket));
  http.on('clientError', (error, socket) => events.clientError(error, socket));
  http.on('upgrade', (request, socket, head) =>
    asksForWebSocket(request)
      ? events.upgrade(request, socket, head)
      : ignoreOffer(http, request, socket, head),
  );
  // Without this listener Node cuts the connection without a word.
  http.on('connect', (request, socket, head) => {
    // A reply before this one on the same connection would be broken off in the middle.
    if (currentResponse(socket) || !socket.writable) socket.destroy();
    else events.upgrade(request, socket, head);
  });
  http.on('drop', () => events.drop());
  return http;
}

/** Closes each connection once it is idle: a keep-alive one is when its last reply is out, long before its own timeout. */
export async function whenIdle(http: Server, closed: Promise<void>): Promise<void> {
  http.closeIdleConnections();
  const sweep = setInterval(() => http.closeIdleConnections(), 20);
  await closed;
  clearInterval(sweep);
}
