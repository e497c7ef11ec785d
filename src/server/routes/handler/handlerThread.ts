import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Thrown, FromHandlers, HandlerCall, ToHandlers } from '../../../protocol/handlers';
import type { LogLevel } from '../../../protocol/log';
import { inBackground } from '../../log';
import type { Ended } from './ended';
import { readMessage } from './messages';
import { type Answered, OpenCall } from './openCall';

export interface ThreadEvents {
  /** Output of handlers to stdout or stderr. */
  output(text: string, level: 'info' | 'warn'): void;
  /** Thrown outside of any request, or too late to tell the client. */
  stray(thrown: Thrown): void;
  /** Called once. */
  ended(ended: Ended): void;
  event(level: LogLevel, text: string): void;
}

export interface WatchTimes {
  /** Milliseconds between two pings while a call is open. */
  readonly pingEvery: number;
  /** Unanswered pings after which the thread counts as hung. */
  readonly pingsMissed: number;
}

const HEAP = { maxOldGenerationSizeMb: 512 };
const OUTPUT_AT_ONCE = 4096;
const STRIP_TYPES = '--experimental-strip-types';

/**
 * The thread that handlers run in, apart from the server's own: a handler may loop forever, run out of memory or throw from a
 * timer while pages are served all the same, also on the command line, which has no supervisor. Ending it is the only way to
 * load an ES module again on every Node: import hooks differ between versions and keep each old module in memory.
 */
export class HandlerThread {
  private readonly worker: Worker;
  private readonly open = new Map<number, OpenCall>();
  /** Calls that may block the thread at the moment, and their phase. */
  private readonly entered = new Map<number, 'loading' | 'calling'>();
  private calls = 0;
  private watch: NodeJS.Timeout | undefined;
  private missed = 0;
  private retired = false;
  private ending: Ended | undefined;
  private readonly exited: Promise<void>;

  constructor(
    script: string,
    private readonly events: ThreadEvents,
    private readonly times: WatchTimes,
  ) {
    this.worker = new Worker(script, {
      name: 'porthole handlers',
      execArgv: flags(),
      stdout: true,
      stderr: true,
      resourceLimits: HEAP,
    });
    this.worker.on('message', (message: unknown) => {
      const read = readMessage(message);
      if (read) this.receive(read);
    });
    // A handler may throw anything, even `null`.
    this.worker.on('error', (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.ending ??= { kind: 'crashed', message };
    });
    this.worker.stdout.on('data', chunk =>
      this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE), 'info'),
    );
    this.worker.stderr.on('data', chunk =>
      this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE), 'warn'),
    );
    this.exited = new Promise(resolve => {
      this.worker.once('exit', code => {
        this.over(this.ending ?? { kind: 'crashed', message: `exit code ${code}` });
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.ending === undefined;
  }

  /** Runs a handler; `body` is read only as far as the handler reads it. */
  call(call: HandlerCall, body: Readable | undefined): { answered: Promise<Answered>; abandon: () => void } {
    this.calls += 1;
    const id = this.calls;
    const opened = new OpenCall(id, call, body, {
      post: message => this.post(message),
      thrownLate: thrown => this.events.stray(thrown),
      event: (level, text) => this.events.event(level, text),
      over: () => {
        this.open.delete(id);
        this.endIfIdle();
      },
    });
    this.open.set(id, opened);
    if (this.ending) opened.end(this.ending);
    else this.startWatching();
    return { answered: opened.answered, abandon: () => opened.abandon() };
  }

  /** Ends the thread once its calls are over, or after `within` milliseconds; calls still open are cut off. */
  async retire(within: number): Promise<void> {
    const deadline = setTimeout(() => this.endSoon({ kind: 'closed' }), within);
    this.retired = true;
    this.endIfIdle();
    await this.exited;
    clearTimeout(deadline);
  }

  async end(why: Ended): Promise<void> {
    this.ending ??= why;
    await Promise.all([this.worker.terminate(), this.exited]);
  }

  private endSoon(why: Ended): void {
    inBackground(this.end(why), this.events, 'Ending the thread of handlers');
  }

  private endIfIdle(): void {
    if (this.retired && this.open.size === 0) this.endSoon({ kind: 'closed' });
  }

  private post(message: ToHandlers): void {
    this.worker.postMessage(message, message.type === 'body' && message.bytes ? [message.bytes.buffer] : []);
  }

  private receive(message: FromHandlers): void {
    switch (message.type) {
      case 'entered':
        this.entered.set(message.id, message.as);
        break;
      case 'left':
        this.entered.delete(message.id);
        break;
      case 'stray':
        this.events.stray(message.thrown);
        break;
      case 'pong':
        this.missed = 0;
        break;
      case 'pull':
      case 'head':
      case 'body':
      case 'method':
      case 'failed':
        this.open.get(message.id)?.receive(message);
        break;
      default:
        message satisfies never;
    }
  }

  private startWatching(): void {
    this.watch ??= setInterval(() => this.ping(), this.times.pingEvery);
  }

  private stopWatching(): void {
    clearInterval(this.watch);
    this.watch = undefined;
    this.missed = 0;
  }

  /** Counts missed pings, not time: after the machine slept, one ping is late, not five. */
  private ping(): void {
    if (this.open.size === 0) return this.stopWatching();
    if (this.missed >= this.times.pingsMissed) {
      const seconds = Math.round((this.missed * this.times.pingEvery) / 1000);
      this.endSoon({ kind: 'hung', seconds, blamed: this.suspects() });
      return;
    }
    this.missed += 1;
    this.post({ type: 'ping' });
  }

  /** Calls that may block the thread: a handler that has not returned, else a loading module, else any call after an `await`. */
  private suspects(): HandlerCall[] {
    const open = [...this.open.values()];
    const held = ['calling', 'loading'].map(as => open.filter(({ id }) => this.entered.get(id) === as));
    return (held.find(({ length }) => length > 0) ?? open).map(({ call }) => call);
  }

  private over(ended: Ended): void {
    this.ending = ended;
    this.stopWatching();
    for (const call of this.open.values()) call.end(ended);
    this.events.ended(ended);
  }
}

const known = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);

/** Node 22.6 to 22.17 needs a flag to strip types; Node 22.18 and later needs none, and older versions refuse the flag. */
function flags(): string[] {
  const { typescript } = process.features as { readonly typescript?: string | false };
  return [
    ...(!typescript && known(STRIP_TYPES) ? [STRIP_TYPES] : []),
    ...(known('--disable-warning') ? ['--disable-warning=ExperimentalWarning'] : []),
  ];
}
