import { constants } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { Server } from 'node:http';
import type { Limits } from '../options';
import { createHttp2 } from './http2';
import type { Front, KeyPair } from './front';

/** Renegotiation would let a client keep the server busy; HTTP/2 forbids it (RFC 9113, 9.2.1), and TLS 1.3 has none. */
const OPTIONS = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION } as const;

/** The first byte of a TLS record that begins a handshake (RFC 8446, 5.1); no method of HTTP begins with it. */
const HANDSHAKE = 22;

/**
 * A listener in front of an HTTP server: encrypted connections are decrypted, others are passed on as they are. The HTTP server
 * itself does not listen. A client that offers HTTP/2 gets it, and its requests go the same way.
 */
export function secured(http: Server, keys: KeyPair, limits: Limits): Omit<Front, 'endAll'> {
  const http2 = createHttp2(http, limits);
  const patience = limits.headersTimeout;
  const pass = (socket: Socket): boolean => http.emit('connection', socket);
  const tls = createTls(
    { ...keys, ...OPTIONS, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: patience },
    socket => {
      if (socket.alpnProtocol !== 'h2') return pass(socket);
      http.emit('secureConnection', socket);
      return http2.take(socket);
    },
  );
  tls.on('tlsClientError', (_error, socket) => socket.destroy());
  const front = createServer({ noDelay: true }, socket => {
    socket.on('error', () => socket.destroy());
    const tooLate = (): void => void socket.destroy();
    socket.setTimeout(patience);
    socket.once('timeout', tooLate);
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return tooLate();
      socket.setTimeout(0);
      socket.off('timeout', tooLate);
      // TLS and HTTP read what a socket has buffered before they read from the system.
      socket.unshift(first);
      if (first[0] === HANDSHAKE) tls.emit('connection', socket);
      else pass(socket);
    });
  });
  front.maxConnections = http.maxConnections;
  front.on('drop', () => http.emit('drop'));
  // Node looks after the timeouts of connections from this event on (lib/_http_server.js, setupConnectionsTracking).
  front.on('listening', () => http.emit('listening'));
  front.on('close', () => http.close());
  return {
    http,
    server: front,
    renew: fresh => tls.setSecureContext({ ...fresh, ...OPTIONS }),
    endIdle: () => http2.close(),
  };
}
