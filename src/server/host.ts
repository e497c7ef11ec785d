import type { LogEntry, RequestEntry } from '../protocol/log';
import type { Problem, ProblemOwner } from '../protocol/problems';
import type { Failure, LastUpdate } from '../protocol/thread';

/** What the core tells whoever runs it. */
export interface ServerEvents {
  log(entry: LogEntry): void;
  /** A request with all its details, while the server is watched. */
  request(entry: RequestEntry): void;
  /** The number of connected pages changed. */
  pages(count: number): void;
  updated(update: LastUpdate): void;
  /** All that one owner finds wrong in files of the workspace now, in place of what it said before. */
  problems(owner: ProblemOwner, problems: readonly Problem[]): void;
  /** The server can no longer listen. */
  failed(failure: Failure): void;
}
