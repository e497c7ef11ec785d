import type { Readable } from 'node:stream';
import type { Thrown, HandlerCall } from '../../../protocol/handlers';
import type { LogLevel } from '../../../protocol/log';
import { stampOf, stampsOf } from './imports';
import type { Answered } from './openCall';
import type { Ended } from './ended';
import { HandlerThread, type WatchTimes } from './handlerThread';

export interface HandlersHost {
  /** The built script of the handlers' thread. */
  readonly script: string;
  readonly times: WatchTimes;
  log(level: LogLevel, text: string): void;
  /** Thrown where no request waits for it. */
  stray(thrown: Thrown): void;
  /** A module has changed: what was wrong with any of them may be so no more. */
  renewed(): void;
  /** The thread ended by itself. */
  ended(ended: Ended): void;
}

export const TIMES: WatchTimes = { pingEvery: 1000, pingsMissed: 5 };

/** Milliseconds that replies of the old code may still take after a change; an event stream reconnects to the new. */
const GRACE = 2000;

interface Generation {
  readonly thread: HandlerThread;
  /** What its modules looked like when they were about to be loaded. */
  readonly stamps: Map<string, string | undefined>;
  /** The files of each module that a route names. */
  readonly graphs: Map<string, readonly string[]>;
}

/**
 * The handlers of one server. All share one thread, so that two of them can share a module with state in it; it starts with
 * the first call, and anew when a module has changed: all of that state begins again, as it does when a server is restarted.
 */
export class Handlers {
  private generation: Generation | undefined;
  private readonly threads = new Set<HandlerThread>();
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly host: HandlersHost) {}

  /** Runs the handler in a module for one request, as its file is now. */
  async call(
    call: HandlerCall,
    body: Readable | undefined,
  ): Promise<{ answered: Promise<Answered>; abandon: () => void }> {
    // One after the other: requests that come together after a change must not start a thread each.
    const turn = this.turn.then(() => this.fresh(call.file));
    this.turn = turn;
    return (await turn).call(call, body);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.threads].map(thread => thread.end({ kind: 'closed' })));
  }

  private async fresh(file: string): Promise<HandlerThread> {
    const { generation } = this;
    if (generation?.thread.alive) {
      if (await this.holds(generation, file)) return generation.thread;
      void generation.thread.retire(GRACE);
      this.host.log('debug', 'A handler has changed: the thread of handlers starts anew');
      this.host.renewed();
    }
    const next: Generation = { thread: this.spawn(), stamps: new Map(), graphs: new Map() };
    this.generation = next;
    await this.holds(next, file);
    return next.thread;
  }

  /** Whether a module and all that it imports are still what the thread has loaded, or will load now for the first time. */
  private async holds({ stamps, graphs }: Generation, file: string): Promise<boolean> {
    const known = graphs.get(file);
    const now = known
      ? await Promise.all(known.map(async each => [each, await stampOf(each)] as const))
      : [...(await stampsOf(file))];
    if (now.some(([each, stamp]) => stamps.has(each) && stamps.get(each) !== stamp)) return false;
    graphs.set(
      file,
      now.map(([each]) => each),
    );
    for (const [each, stamp] of now) stamps.set(each, stamp);
    return true;
  }

  private spawn(): HandlerThread {
    const thread = new HandlerThread(
      this.host.script,
      {
        output: (text, level) => this.host.log(level, text.trimEnd()),
        stray: thrown => this.host.stray(thrown),
        ended: ended => {
          this.threads.delete(thread);
          if (ended.kind !== 'closed') this.host.ended(ended);
        },
      },
      this.host.times,
    );
    this.threads.add(thread);
    // The server has been closed while this one was being started.
    if (this.closed) void thread.end({ kind: 'closed' });
    return thread;
  }
}
