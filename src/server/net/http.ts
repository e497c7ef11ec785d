import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { release } from './drain';
import { expectContinue } from './expect';
import { allowHalfOpen, currentResponse } from './nodeInternals';
import { noticeLeaving } from './leaving';
import { asksForWebSocket, ignoreOffer } from './offers';
import { joinPieces } from './pieces';
import { isStalled, stallTimers } from './stalled';
import { afterReplies, inTurn } from './turns';
import type { Limits } from '../options';

/** The events of a listening server. */
interface HttpEvents {
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
    // The guard refuses a request without one, and says who can frame the reply.
    requireHostHeader: false,
    noDelay: true,
  });
  http.maxHeadersCount = 0;
  http.maxConnections = limits.connections;
  http.timeout = 0;
  const watch = stallTimers(limits.stalledTimeout);
  // Node reports a timeout only if the system's send buffer has not moved either.
  http.on('timeout', (socket: Socket) => {
    const response = currentResponse(socket);
    if (!isStalled(socket, response)) return;
    if (response || socket.writableLength > 0 || !release(socket)) socket.destroy();
  });
  allowHalfOpen(http);
  http.on('request', (request, response) => {
    joinPieces(request);
    inTurn(request, response, () => {
      events.request(request, response);
      watch(response);
    });
  });
  // Without this listener, Node sends `100 Continue` itself before the guard has seen the request.
  http.on('checkContinue', (request, response) => {
    expectContinue(request, response);
    http.emit('request', request, response);
  });
  http.on('checkExpectation', (request, response) => http.emit('request', request, response));
  http.on('connection', socket => {
    socket.setTimeout(limits.stalledTimeout);
    noticeLeaving(socket);
    events.connection(socket);
  });
  // `secured` has taken these connections for HTTP/2.
  http.on('secureConnection', (socket: Socket) => events.connection(socket));
  http.on('clientError', (error, socket) => events.clientError(error, socket));
  const inOrder = (socket: Duplex, start: () => void): unknown =>
    socket.writable ? afterReplies(socket, limits.stalledTimeout, start) : socket.destroy();
  http.on('upgrade', (request, socket, head) =>
    inOrder(socket, () => {
      if (asksForWebSocket(request)) events.upgrade(request, socket, head);
      else ignoreOffer(http, request, socket, head);
    }),
  );
  // Without this listener, Node closes the connection without a reply.
  http.on('connect', (request, socket, head) => inOrder(socket, () => events.upgrade(request, socket, head)));
  http.on('drop', () => events.drop());
  return http;
}

/** Closes each connection once it is idle: a keep-alive connection right after its last reply, long before its timeout. */
export async function whenIdle(http: Server, closed: Promise<void>): Promise<void> {
  http.closeIdleConnections();
  const sweep = setInterval(() => http.closeIdleConnections(), 20);
  await closed;
  clearInterval(sweep);
}
