import type { FromBridge } from '../../protocol/bridgeMessages';
import type { FromConsole } from '../../protocol/consoleMessages';
import type { FaultReport } from '../../protocol/faults';
import type { LogEntry, LogLevel, RequestEntry } from '../../protocol/logEntry';
import type { ServerOptions } from '../../protocol/serverOptions';
import type { FromThread } from '../../protocol/thread';
import type { Running } from './state';
import type { SupervisorTimes } from './supervisor';

export type ShareMessage = Extract<FromThread, { type: 'shared' }>;

/** The services that a server uses. */
export interface ServerHost {
  /** Path of the thread's script. */
  readonly script: string;
  readonly times: SupervisorTimes;
  /** Read for every start; throws a `HumanError` when the settings allow no server. */
  options(): ServerOptions;
  logLevel(): LogLevel | 'off';
  /** Writes a batch; resolves when the next one may come. */
  log(entries: readonly LogEntry[], omitted: number): Promise<void>;
  /** Logs an unexpected error. */
  error(error: unknown): void;
  /** Whether the thread should record headers and bodies, and listen to the consoles of pages. */
  interests(): { readonly watched: boolean; readonly console: boolean };
  /** Takes the requests that were recorded while `watched`. */
  recorded(entries: readonly RequestEntry[], omitted: number): void;
  say(level: LogLevel, text: string): void;
  /** Takes all current faults of one source in the thread. */
  faults(report: FaultReport): void;
  /** Called when the share with other devices began, changed, ended or could not begin. */
  shared(message: ShareMessage): void;
  /** Takes messages of pages about their source. */
  bridge(message: FromBridge): void;
  /** Takes console messages of pages. */
  console(message: FromConsole): void;
  /** The thread asks for the whole text of an open editor. */
  missed(path: string): void;
  /** Called each time the server begins to listen. */
  up(running: Running): void;
}
