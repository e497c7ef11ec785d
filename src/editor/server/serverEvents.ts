import type { FromBridge } from '../../protocol/bridgeMessages';
import type { FromConsole } from '../../protocol/consoleMessages';
import type { FaultReport } from '../../protocol/faults';
import type { RequestEntry } from '../../protocol/logEntry';
import type { Server, ShareMessage } from './server';

/** Finished requests of a server. */
export interface Recorded {
  readonly server: Server;
  readonly entries: readonly RequestEntry[];
  /** Number of requests that were left out before these. */
  readonly omitted: number;
}

/** Problems that a server found in its folder. */
export interface Reported {
  readonly server: Server;
  readonly report: FaultReport;
}

/** A change of the share of a server. */
export interface Shared {
  readonly server: Server;
  readonly message: ShareMessage;
}

/** An element was picked in a page, or pick mode began or ended. */
export interface Bridged {
  readonly server: Server;
  readonly message: FromBridge;
}

/** Pages wrote to their consoles. */
export interface Consoled {
  readonly server: Server;
  readonly message: FromConsole;
}

/** The thread of a server asks for the whole text of an open editor. */
export interface Missed {
  readonly server: Server;
  /** Absolute path. */
  readonly path: string;
}
