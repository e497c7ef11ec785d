import type { ServerOptions } from '../../protocol/serverOptions';
import type { ShareState } from '../../protocol/shareState';
import type { Failure, LastUpdate } from '../../protocol/thread';

export interface Starting {
  readonly kind: 'starting';
  readonly options: ServerOptions;
}

export interface Running {
  readonly kind: 'running';
  /** Ends with a slash. */
  readonly url: string;
  readonly port: number;
  readonly options: ServerOptions;
  /** Number of connected pages. */
  readonly pages: number;
  readonly lastUpdate: LastUpdate | undefined;
  /** Number of unread warnings in the log, such as errors of pages. */
  readonly warnings?: number;
  /** The share with other devices; undefined while there is none. */
  readonly share: ShareState | undefined;
}

interface Stopping {
  readonly kind: 'stopping';
  readonly done: Promise<void>;
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
}

export type ServerState = { readonly kind: 'stopped' } | Starting | Running | Stopping | Failed;
