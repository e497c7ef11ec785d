import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { Server } from 'node:http';

/** The first byte of a TLS record that begins a handshake (RFC 8446, 5.1); no method of HTTP begins with it. */
const HANDSHAKE = 22;

/** A certificate with its private key, both in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * A listener in front of an HTTP server: encrypted connections are decrypted, others are passed on as they are. The HTTP server
 * itself does not listen.
 * @param patience milliseconds that a client has for its first byte, and for the handshake
 */
export function secured(http: Server, { cert, key }: KeyPair, patience: number): NetServer {
  const pass = (socket: Socket): boolean => http.emit('connection', socket);
  const tls = createTls(
    { cert, key, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'], handshakeTimeout: patience },
    pass,
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
  return front;
}
