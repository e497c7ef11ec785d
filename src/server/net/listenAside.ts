import type { Server } from 'node:http';
import { listenError } from '../errors';
import { bind } from './bind';

/** A listener beside the server's own. */
export interface Listener {
  readonly port: number;
  /** Ends the listener and each of its HTTP connections at once. */
  close(): void;
}

/** Listens on another address. Rejects with a `HumanError`. */
export async function listenAside(http: Server, address: string, port: number): Promise<Listener> {
  const got = await bind(http, address, port, 0).catch((error: unknown) => {
    throw listenError(error, address, port);
  });
  const close = (): void => {
    http.close();
    http.closeAllConnections();
  };
  return { port: got, close };
}
