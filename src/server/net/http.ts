import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { waitsToSend } from './expect';
import { currentResponse } from './nodeInternals';
import { asksForWebSocket, ignoreOffer } from './offers';
import { isStalled } from './stalled';
import { inTurn } from './turns';
import type { Limits } from '../options';

/** What a listening server tells. */
export interface HttpEvents {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket handshake; any other offer of a protocol is ignored. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connection(socket: Socket): void;
  clientError(error: Error, socket: Duplex): void;
  /** A connection was turned away because there are too many. */
  drop(): void;
}

/** Node's server with every limit said out loud; it does not listen yet. */
export function createHttp(limits: Limits, events: HttpEvents): Server {
  const http = createServer({
    keepAliveTimeout: limits.keepAliveTimeout,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: limits.checkingInterval,
    maxHeaderSize: limits.headerSize,
    // Requests must be framed in one way only: a lenient parser is how smuggling begins.
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
  // A client that has said all it wants may half-close; its answer is still due (`printf … | nc`).
  Object.assign(http, { httpAllowHalfOpen: true });
  http.on('request', (request, response) =>
    inTurn(request, response, () => events.request(request, response)),
  );
  // Node would ask for the body by itself, before anybody has looked at the request.
  http.on('checkContinue', (request, response) => {
    waitsToSend(request, response);
    http.emit('request', request, response);
  });
  http.on('connection', socket => events.connection(socket));
  http.on('clientError', (error, socket) => events.clientError(error, socket));
  http.on('upgrade', (request, socket, head) =>
    asksForWebSocket(request)
      ? events.upgrade(request, socket, head)
      : ignoreOffer(http, request, socket, head),
  );
  http.on('drop', () => events.drop());
  return http;
}
