import type { Readable } from 'node:stream';
import type { HandlerCall } from '../../../protocol/handlerMessages';
import { inBackground, Queue } from '../../log';
import { HandlerOutput, type OutputHost } from './handlerOutput';
import { stampOf, stampsOf } from './imports';
import type { Answered } from './openCall';
import type { Ended } from './ended';
import { HandlerThread, type WatchTimes } from './handlerThread';

interface HandlersHost extends OutputHost {
  /** The built script of the handlers' thread. */
  readonly script: string;
  readonly times: WatchTimes;
  /** A module has changed, so known faults may be mended. */
  renewed(): void;
  /** The thread ended unexpectedly. */
  ended(ended: Ended): void;
}

export const TIMES: WatchTimes = { pingEvery: 1000, pingsMissed: 5 };

/** Milliseconds that replies of the old code may take after a change. An event stream then reconnects to the new code. */
const GRACE = 2000;

interface Generation {
  readonly thread: HandlerThread;
  /** Stamps of its files, taken before they were loaded. */
  readonly stamps: Map<string, string | undefined>;
  /** For each module that a route names, the files it is made of. */
  readonly graphs: Map<string, readonly string[]>;
}

/**
 * The handlers of one server. All share one thread, so that two handlers can share a module with state. The thread starts at
 * the first call and is replaced when a module has changed; module state then begins again, as after a restart.
 */
export class Handlers {
  private generation: Generation | undefined;
  private readonly threads = new Set<HandlerThread>();
  /** Concurrent requests after a change must not start a thread each. */
  private readonly turns = new Queue();
  private closed = false;
  private readonly output: HandlerOutput;

  constructor(private readonly host: HandlersHost) {
    this.output = new HandlerOutput(host);
  }

  /** Runs the handler of a module for one request, with the current code of its files. */
  async call(
    call: HandlerCall,
    body: Readable | undefined,
  ): Promise<{ answered: Promise<Answered>; abandon: () => void }> {
    const thread = await this.turns.add(() => this.fresh(call.file));
    return thread.call(call, body);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.output.close();
    await Promise.all([...this.threads].map(thread => thread.end({ kind: 'closed' })));
  }

  private async fresh(file: string): Promise<HandlerThread> {
    const { generation } = this;
    if (generation?.thread.alive) {
      if (await this.holds(generation, file)) return generation.thread;
      this.background(generation.thread.retire(GRACE));
      this.host.log('debug', 'A handler has changed: the thread of handlers starts anew');
      this.host.renewed();
    }
    const next: Generation = { thread: this.spawn(), stamps: new Map(), graphs: new Map() };
    this.generation = next;
    await this.holds(next, file);
    return next.thread;
  }

  /** Whether the files of a module are unchanged since the thread loaded them. A first call notes their stamps. */
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
        output: (text, level) => this.output.output(text, level),
        stray: thrown => this.output.stray(thrown),
        leftOut: (errors, output) => this.output.leftOut(errors, output),
        event: (level, text) => this.host.log(level, text),
        ended: ended => {
          this.threads.delete(thread);
          if (ended.kind !== 'closed') this.host.ended(ended);
        },
      },
      this.host.times,
    );
    this.threads.add(thread);
    // The server was closed while this thread was starting.
    if (this.closed) this.background(thread.end({ kind: 'closed' }));
    return thread;
  }

  private background(end: Promise<void>): void {
    inBackground(
      end,
      { event: (level, text) => this.host.log(level, text) },
      'Ending the thread of handlers',
    );
  }
}
