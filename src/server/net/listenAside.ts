import type { Server } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { listenError } from '../errors';
import { bind } from './bind';
import type { KeyPair } from './secured';

/** A listener beside the server's own. */
export interface Listener {
  readonly port: number;
  /** Ends the listener and each of its connections at once. */
  close(): void;
}

/**
 * The server that listens for an HTTP server: itself, or with credentials one that speaks TLS. Node's TLS is loaded for that one only: a
 * plain start does not wait for it.
 */
export async function frontOf(http: Server, keys: KeyPair | undefined, patience: number): Promise<NetServer> {
  if (!keys) return http;
  const { secured } = await import('./secured');
  return secured(http, keys, patience);
}

/**
 * Listens on another address, with HTTPS where there are credentials. Rejects with a `HumanError`.
 * @param patience milliseconds that a client has for its first byte, and for the TLS handshake
 */
export async function listenAside(
  http: Server,
  { host, port, keys, patience }: { host: string; port: number; keys: KeyPair | undefined; patience: number },
): Promise<Listener> {
  const front = await frontOf(http, keys, patience);
  const open = new Set<Socket>();
  front.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const got = await bind(front, host, port, 0).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
  const close = (): void => {
    front.close();
    for (const socket of open) socket.destroy();
  };
  return { port: got, close };
}
