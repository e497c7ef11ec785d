/**
 * The API of Porthole for other extensions. Copy this file into yours, as you would copy `git.d.ts`, and write:
 *
 *     const porthole = vscode.extensions.getExtension<PortholeApi>('porthole.porthole');
 *     const api = await porthole?.activate();
 */
import type { Event, Uri } from 'vscode';

/** A running server. */
export interface Served {
  /** Address of the server on this machine; ends with a slash. */
  readonly url: string;
  /** Absolute path of the folder that the server serves. */
  readonly root: string;
}

/** One server of this window and its state. */
export interface ServerInfo {
  /** The folder that the server belongs to: a workspace folder, or any other folder that you served. */
  readonly folder: Uri;
  readonly state: 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
  /** Set while `state` is `running`. */
  readonly served: Served | undefined;
  /** A sentence that says why there is no server; set while `state` is `failed`. */
  readonly reason: string | undefined;
}

/** The first bytes of a request or response body. */
export interface RecordedBody {
  readonly bytes: Uint8Array;
  /** Length of the whole body in bytes; larger than `bytes.length` when the body was cut. */
  readonly total: number;
}

/** Headers and bodies of a request. */
export interface RequestDetails {
  /** Name, value, name, value … as the client sent them, with cookies and credentials. */
  readonly requestHeaders: readonly string[];
  /** Name, value, name, value …, without `Date` and the headers of the connection. */
  readonly responseHeaders: readonly string[];
  /** Milliseconds from the arrival of the request's head to the first byte of the response. */
  readonly wait: number;
  readonly requestBody?: RecordedBody;
  /** In the content coding in which the body was sent. */
  readonly responseBody?: RecordedBody;
}

/**
 * A finished request. Targets, headers and bodies are as the client sent them: treat them as untrusted input, and cookies and
 * credentials as secrets.
 */
export interface RequestInfo {
  readonly folder: Uri;
  /** Counts up from 1 for each server. */
  readonly id: number;
  /** Arrival of the request's head, in milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  /** The request target (RFC 9112, 3.2) as the client sent it. */
  readonly target: string;
  readonly status: number;
  /** Bytes of the response body that were sent. */
  readonly bytes: number;
  /** Milliseconds from the arrival of the request's head to the end of the response. */
  readonly duration: number;
  /** The step that answered: `file`, `listing`, `route`, `refused`, `missing`, `failed` … More may follow. */
  readonly rule: string;
  /** False when the client left early or the file changed while it was being sent. */
  readonly complete: boolean;
  readonly httpVersion: string;
  /** The file or route that answered; missing when there is none. */
  readonly source?: {
    /** Absolute path. */
    readonly file: string;
    /** Counts from 1; missing when the whole file answered. */
    readonly line?: number;
    /** Method and path of the route. */
    readonly name?: string;
  };
  readonly details?: RequestDetails;
}

/** Members are added within a version; a change that breaks callers gets a new `version`. */
export interface PortholeApi {
  readonly version: 1;
  /**
   * Starts the server of a folder or file, or finds the running one. Nothing opens. Without an argument it acts like the
   * command `porthole.start`: the active file, the only folder, or a question.
   *
   * @throws an `Error` whose `message` may be shown to the user
   */
  start(folder?: Uri): Promise<Served>;
  /** Stops the server of a folder or file; without an argument, all servers. Resolves when the port is free. */
  stop(folder?: Uri): Promise<void>;
  /** Every server of this window, whatever its state. */
  readonly servers: readonly ServerInfo[];
  /** Fires after each request. Headers and bodies are recorded only while this event has a listener. */
  readonly onDidRequest: Event<RequestInfo>;
  /** Fires when a server starts, runs, stops or fails. */
  readonly onDidChangeState: Event<ServerInfo>;
}
