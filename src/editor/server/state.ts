import type { ServerOptions } from '../../protocol/options';
import type { ShareState } from '../../protocol/share';
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
  /** Number of warnings in the log, such as errors of pages, that the user has not looked at. */
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
