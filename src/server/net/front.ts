import type { Server } from 'node:http';
import type { Server as NetServer } from 'node:net';

/** A certificate with its private key, both in PEM, or as a PKCS #12 file. */
export type KeyPair =
  | { readonly cert: string; readonly key: string }
  | { readonly pfx: Buffer; readonly passphrase: string };

/** An HTTP server and the server that listens for it; the same one without TLS. */
export interface Front {
  readonly http: Server;
  /** The HTTP server itself, or the one in front of it that speaks TLS. */
  readonly server: NetServer;
  /** Uses other credentials for new connections; does nothing without TLS. */
  renew(keys: KeyPair): void;
  /** Ends idle connections that the HTTP server does not know. */
  endIdle(): void;
  /** Ends each connection at once, even in the middle of a handshake. */
  endAll(): void;
}
