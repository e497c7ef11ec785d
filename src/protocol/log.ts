/** Levels of VS Code's own LogOutputChannel. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

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
  /** Request headers, only while the level is `debug` or `trace`. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
}

/** Anything else worth a line. */
export interface EventEntry {
  readonly kind: 'event';
  readonly level: LogLevel;
  readonly time: number;
  readonly text: string;
}

export type LogEntry = RequestEntry | EventEntry;
