import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { listenError } from '../errors';
import type { Limits } from '../options';
import { bind } from './bind';
import type { Front, KeyPair } from './front';

/** A listener beside the server's own. */
export interface Listener {
  readonly port: number;
  /** Ends the listener and each of its connections at once. */
  close(): void;
}

/**
 * The server that listens for an HTTP server: itself, or one that speaks TLS if there are credentials. Node's TLS is loaded only then, so
 * that a plain start does not wait for it.
 */
export async function frontOf(http: Server, keys: KeyPair | undefined, limits: Limits): Promise<Front> {
  const made = keys
    ? (await import('./secured')).secured(http, keys, limits)
    : { http, server: http, renew: () => undefined, endIdle: () => undefined };
  const open = new Set<Socket>();
  made.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    ...made,
    endAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/**
 * Listens on another address, with HTTPS where there are credentials. Rejects with a `HumanError`.
 */
export async function listenAside(
  http: Server,
  { host, port, keys, limits }: { host: string; port: number; keys: KeyPair | undefined; limits: Limits },
): Promise<Listener> {
  const front = await frontOf(http, keys, limits);
  const got = await bind(front.server, host, port, 0).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
  const close = (): void => {
    front.server.close();
    front.endAll();
  };
  return { port: got, close };
}
