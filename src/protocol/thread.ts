import type { FromBridge, ToBridge } from './bridgeMessages';
import type { Examine, ServerFacts } from './doctor';
import type { FromConsole, ToConsole } from './consoleMessages';
import type { LogEntry, LogLevel, RequestEntry } from './logEntry';
import type { FaultReport } from './faults';
import type { LiveOptions, ServerOptions } from './serverOptions';
import type { DeviceRights, ShareEnd, ShareOptions, ShareState } from './shareState';

/** How a file changed, as the editor saw it. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  readonly how: 'saved' | 'created' | 'deleted';
}

/**
 * Characters of the longest text that pages follow as it is typed or saved in an editor. Longer ones are served from the disk: parsing
 * takes some 100 ms there, and each keystroke would be copied to the thread.
 */
export const LARGEST_TEXT = 2_000_000;

/** The unsaved text of one open editor. */
export interface Overlay {
  /** Absolute path. */
  readonly path: string;
  /** The text to serve instead of the file on disk; undefined brings the disk's back. */
  readonly text: string | undefined;
  /** The editor's version of the text; counts up. */
  readonly version: number;
  /** Whether the editor is writing this text to the disk just now: pages take it as saved. */
  readonly saving?: boolean;
}

/** One replacement in a text. */
export interface Change {
  /** In UTF-16 units of the text, with the changes before this one made. */
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Typing in an open editor since the last `Overlay` or `Edit` of it. */
export interface Edit {
  /** Absolute path. */
  readonly path: string;
  /** The version that the changes were made to. The thread asks for the whole text when it has another one. */
  readonly from: number;
  readonly version: number;
  readonly changes: readonly Change[];
  /** UTF-16 units of the text with all changes made. The thread asks for the whole text when its own has another length. */
  readonly length: number;
}

/** A request that the server sends to itself. */
export interface ReplayedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Name, value, name, value …; how the message is framed is made anew. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Editor → worker thread. */
export type ToThread =
  | {
      readonly type: 'listen';
      readonly options: ServerOptions;
      readonly logLevel: LogLevel | 'off';
      /** As `watch`, from the first request on. */
      readonly watched?: boolean;
      /** Whether a console view is open, from the first page on. */
      readonly console?: boolean;
    }
  | { readonly type: 'configure'; readonly options: Partial<LiveOptions> }
  | { readonly type: 'changed'; readonly changes: readonly FileChange[] }
  | { readonly type: 'overlay'; readonly overlay: Overlay }
  | { readonly type: 'edit'; readonly edit: Edit }
  /** Absolute paths of the HTML documents below the root that are open in editors; their problems are reported. */
  | { readonly type: 'opened'; readonly files: readonly string[] }
  | { readonly type: 'logLevel'; readonly level: LogLevel | 'off' }
  /** Whether requests are recorded with headers and bodies, for the traffic view. */
  | { readonly type: 'watch'; readonly watched: boolean }
  /** Sends a request over the server's own socket, so that it passes the same checks as any other. */
  | { readonly type: 'replay'; readonly request: ReplayedRequest }
  /** The last batch of recorded requests has been taken: the next one may come. */
  | { readonly type: 'taken' }
  /** The last log batch has been written: the next one may come. */
  | { readonly type: 'logged' }
  /** Shares the server with other devices, or moves the share to another address. */
  | { readonly type: 'share'; readonly options: ShareOptions }
  | { readonly type: 'unshare' }
  /** Ends the connections of a device that was let in. */
  | { readonly type: 'removeDevice'; readonly id: string }
  /** Changes what a device may do. */
  | { readonly type: 'allowDevice'; readonly id: string; readonly rights: DeviceRights }
  /** Pick mode, and the carets of editors. */
  | { readonly type: 'bridge'; readonly message: ToBridge }
  /** Asks for all facts about a file whose pages do not update. */
  | ({ readonly type: 'examine' } & Examine)
  /** Whether a console view is open, and its questions about logged values. */
  | { readonly type: 'console'; readonly message: ToConsole }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'close' };

/** Why a server could not start or go on; `code` is Node's error code where there is one. */
export interface Failure {
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** The last update that reached pages. */
export interface LastUpdate {
  /** Path below the root, with forward slashes. */
  readonly path: string;
  /** How it was applied: the lightest touch that was right. */
  readonly touch: 'style' | 'resource' | 'patch' | 'reload';
  /** How many pages were told. */
  readonly pages: number;
  /** Milliseconds from the notice of the change until the messages were handed to the sockets. */
  readonly duration: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Worker thread → editor. */
export type FromThread =
  | { readonly type: 'listening'; readonly url: string; readonly port: number; readonly askedPort: number }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'closed' }
  /** A batch of log entries and how many more were left out since the last one. */
  | { readonly type: 'log'; readonly entries: readonly LogEntry[]; readonly omitted: number }
  /** While watched: a batch of requests and how many more were left out since the last one. */
  | { readonly type: 'requests'; readonly entries: readonly RequestEntry[]; readonly omitted: number }
  /** An edit does not match the server's text of this file, so the server asks for the whole text. */
  | { readonly type: 'resync'; readonly path: string }
  | { readonly type: 'pages'; readonly count: number }
  | { readonly type: 'updated'; readonly update: LastUpdate }
  | { readonly type: 'faults'; readonly report: FaultReport }
  /** The share changed. Without a state it ended, and `end` says why; `failure` says why it did not begin. */
  | {
      readonly type: 'shared';
      readonly state?: ShareState | undefined;
      readonly end?: ShareEnd | undefined;
      readonly failure?: Failure | undefined;
    }
  | { readonly type: 'bridge'; readonly message: FromBridge }
  /** The answer to `examine`; no facts for a file that is not served. */
  | { readonly type: 'examined'; readonly id: number; readonly facts: ServerFacts | undefined }
  | { readonly type: 'console'; readonly message: FromConsole }
  | { readonly type: 'pong'; readonly id: number };
