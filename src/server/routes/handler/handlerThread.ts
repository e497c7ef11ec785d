import type { Readable } from 'node:stream';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  cut,
  type FromHandlers,
  type HandlerCall,
  LONGEST,
  type Opening,
  type Thrown,
  type ToHandlers,
} from '../../../protocol/handlerMessages';
import type { LogLevel } from '../../../protocol/logEntry';
import { inBackground } from '../../log';
import type { Ended } from './ended';
import { readMessage } from './messages';
import { type Answered, OpenCall } from './openCall';

export interface ThreadEvents {
  /** Output of handlers to stdout or stderr. */
  output(text: string, level: 'info' | 'warn'): void;
  /** Called for an error outside of any request, or too late to tell the client. */
  stray(thrown: Thrown): void;
  /** Number of errors and printed pieces that were left out. */
  leftOut(errors: number, output: number): void;
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
const STRIP_TYPES = '--experimental-strip-types';

/**
 * The thread that handlers run in, apart from the server's own. A handler may loop forever, run out of memory or throw from a timer. Pages
 * are still served, also on the command line, which has no supervisor. Only the end of the thread lets every Node load an ES module again.
 * Import hooks differ between versions and keep each old module in memory.
 */
export class HandlerThread {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly open = new Map<number, OpenCall>();
  /** Calls that may block the thread at the moment, and their phase. */
  private readonly entered = new Map<number, 'loading' | 'calling'>();
  private calls = 0;
  private watch: NodeJS.Timeout | undefined;
  private missed = 0;
  private retired = false;
  private ending: Ended | undefined;
  private terminated: Promise<void> | undefined;
  private isOver = false;
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
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker.postMessage({ port: port2 } satisfies Opening, [port2]);
    port1.on('message', (message: unknown) => this.hear(message));
    this.worker.on('error', (error: unknown) => {
      this.ending ??= { kind: 'crashed', message: messageOf(error) };
    });
    // Output that bypasses `process.stdout` and `process.stderr` in the thread still arrives on the worker's streams.
    const print = (level: 'info' | 'warn') => (chunk: unknown) =>
      this.events.output(String(chunk).slice(0, LONGEST.output), level);
    this.worker.stdout.on('data', print('info'));
    this.worker.stderr.on('data', print('warn'));
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

  end(why: Ended): Promise<void> {
    // Answers its calls now: native code, such as `execSync`, keeps its thread until it returns.
    if (why.kind === 'hung') this.over(why);
    this.ending ??= why;
    // A second `terminate` would add another listener for the exit.
    this.terminated ??= this.worker.terminate().then(() => this.exited);
    return this.terminated;
  }

  private endSoon(why: Ended): void {
    inBackground(this.end(why), this.events, 'Ending the thread of handlers');
  }

  private endIfIdle(): void {
    if (this.retired && this.open.size === 0) this.endSoon({ kind: 'closed' });
  }

  private post(message: ToHandlers): void {
    this.port.postMessage(message, message.type === 'body' && message.bytes ? [message.bytes.buffer] : []);
  }

  private hear(message: unknown): void {
    const read = readMessage(message);
    if (read) this.receive(read);
  }

  private receive(message: FromHandlers): void {
    switch (message.type) {
      case 'entered':
        if (this.open.has(message.id)) this.entered.set(message.id, message.as);
        break;
      case 'left':
        this.entered.delete(message.id);
        break;
      case 'stray':
        this.events.stray(message.thrown);
        break;
      case 'output':
        this.events.output(message.text, message.level);
        break;
      case 'leftOut':
        this.events.leftOut(message.errors, message.output);
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
    if (this.isOver) return;
    this.isOver = true;
    // Messages that the thread posted before its end and that are still unread.
    for (let last = receiveMessageOnPort(this.port); last; last = receiveMessageOnPort(this.port))
      this.hear(last.message);
    this.port.close();
    this.ending = ended;
    this.stopWatching();
    for (const call of this.open.values()) call.end(ended);
    this.events.ended(ended);
  }
}

/** The message of the error that ended the thread: a handler may throw any value, even one that cannot become text. */
function messageOf(error: unknown): string {
  try {
    return cut(String(error instanceof Error ? error.message : error), LONGEST.message);
  } catch {
    return 'A value without a text was thrown.';
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
