import type { IncomingMessage } from 'node:http';
import type { Admission } from '../ask/guard';
import type { Files } from '../files/files';
import type { Live } from '../live/door';
import type { Log } from '../log';
import type { LiveOptions } from '../../protocol/serverOptions';
import type { PageSettings } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Faults } from '../knownFaults';

/** The part of the site that routes read; options and pages change while the server runs, so read them on each use. */
export interface RouteSite {
  readonly root: string;
  readonly options: Pick<LiveOptions, 'trusted' | 'maxBodySize' | 'authorities'>;
  readonly pages: PageSettings;
  readonly admission: Admission;
  readonly files: Pick<Files, 'pathOf' | 'readSaved' | 'real'>;
  readonly log: Pick<Log, 'event'>;
  readonly live: Pick<Live, 'revise'>;
}

/** Everything that routes may use of the server around them. */
export interface RouteContext {
  readonly site: RouteSite;
  readonly faults: Faults;
  /** Absolute path of the built script of the handlers' thread. */
  readonly handlersScript: string;
  /** Answers with a file as a request for its own address would; `file` is relative to the root, with forward slashes. */
  serveFile(request: IncomingMessage, file: string): Reply | Promise<Reply>;
  /** Call before reading a body: sends `100 Continue` to a client that waits for it (RFC 9110, 10.1.1). */
  sendContinue(request: IncomingMessage): void;
  /** Passes an interim response on to the client; `rawHeaders` is name, value, name, value … */
  sendInformation(request: IncomingMessage, status: number, rawHeaders: readonly string[]): void;
}
