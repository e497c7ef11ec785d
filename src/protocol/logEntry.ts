/** Levels of VS Code's own LogOutputChannel. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** The first bytes of a body. */
export interface RecordedBody {
  readonly bytes: Uint8Array;
  /** Length of the whole body; `bytes` may hold only its beginning. */
  readonly total: number;
}

/** Headers and bodies of a request, recorded at log level debug or while the traffic view is open. */
export interface RequestDetails {
  /** Name, value, name, value … as they came, secrets and all. */
  readonly requestHeaders: readonly string[];
  /** As they were given to Node, which adds Date and fields of the connection. */
  readonly responseHeaders: readonly string[];
  /** Milliseconds from the head's arrival until the reply began. */
  readonly wait: number;
  /** Missing where only headers were asked for. */
  readonly requestBody?: RecordedBody;
  /** As sent, in its content coding. */
  readonly responseBody?: RecordedBody;
}

/** Where in the workspace an answer came from. */
export interface Source {
  /** Absolute path. */
  readonly file: string;
  /** Line in it, from 1; where there is none, the whole file. */
  readonly line?: number;
  /** A short name, such as the method and path of a route. */
  readonly name?: string;
}

/** One finished request. */
export interface RequestEntry {
  readonly kind: 'request';
  /** Counts up from 1 for each server. */
  readonly id: number;
  /** Milliseconds since the epoch when the request's head had arrived. */
  readonly time: number;
  readonly method: string;
  /** The request target as the client sent it. */
  readonly target: string;
  readonly status: number;
  /** Bytes of the body that were sent. */
  readonly bytes: number;
  /** Milliseconds from the head's arrival until the reply was handed to the system or the socket closed. */
  readonly duration: number;
  /** Which step answered: `file`, `listing`, `route`, `reserved`, `refused`, `missing`, `failed` … */
  readonly rule: string;
  /** Whether the whole reply was sent; false when the client left or the file changed under way. */
  readonly complete: boolean;
  readonly httpVersion: string;
  /** The file or the route that answered; missing where none did. */
  readonly source?: Source;
  readonly details?: RequestDetails;
}

/** Any other line of the log. */
export interface EventEntry {
  readonly kind: 'event';
  readonly level: LogLevel;
  readonly time: number;
  readonly text: string;
}

export type LogEntry = RequestEntry | EventEntry;
