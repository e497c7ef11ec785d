import type { FromBridge } from '../protocol/bridgeMessages';
import type { FromConsole } from '../protocol/consoleMessages';
import type { LogEntry, RequestEntry } from '../protocol/logEntry';
import type { FaultReport } from '../protocol/faults';
import type { ShareEnd, ShareState } from '../protocol/shareState';
import type { Failure, LastUpdate } from '../protocol/thread';

/** The address and port of a listening server. */
export interface Listening {
  /** With a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly askedPort: number;
}

/** The events of the server for the process that runs it. */
export interface ServerEvents {
  log(entry: LogEntry): void;
  /** Called before an entry is made: false if the entry is wanted, true if the request was only counted. */
  omit(): boolean;
  /** A request with all its details, while the server is watched. */
  request(entry: RequestEntry): void;
  /** The number of connected pages changed. */
  pages(count: number): void;
  updated(update: LastUpdate): void;
  /** The faults that one source knows have changed. */
  faults(report: FaultReport): void;
  /** The share with other devices changed; without a state it ended, and `end` says why. */
  shared(state: ShareState | undefined, end?: ShareEnd): void;
  /** A page was picked in, or pick mode began or ended. */
  bridge(message: FromBridge): void;
  /** Messages in the consoles of pages, while a console view is open. */
  console(message: FromConsole): void;
  /** The server can no longer listen. */
  failed(failure: Failure): void;
}
