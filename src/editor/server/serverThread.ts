import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from '../../protocol/thread';
import { readFromThread } from './threadMessages';

/** How a thread ended. */
export type Ended =
  | { readonly kind: 'closed' }
  | { readonly kind: 'crashed'; readonly code: string; readonly message: string }
  | { readonly kind: 'hung'; readonly seconds: number };

export interface ThreadEvents {
  message(message: FromThread): void;
  /** Text that the thread wrote to stdout or stderr; Porthole itself writes none. */
  output(text: string): void;
  /** Called once, after the thread has exited or could not be ended. */
  ended(how: Ended): void;
}

export interface ThreadTimes {
  /** Milliseconds between two pings. */
  readonly pingEvery: number;
  /** Unanswered pings after which the thread counts as hung. */
  readonly pingsMissed: number;
  /** Milliseconds until the thread must listen or fail. */
  readonly startWithin: number;
  /** Milliseconds until a thread that is terminated must have exited: native code may hold it for ever. */
  readonly exitWithin: number;
}

// The server streams files and bounds its caches, so a larger heap is a leak. The limit protects the extension host.
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 };

const OUTPUT_AT_ONCE = 4096;

/** A log line for a message of unknown shape, whose content is dropped. */
const unread = (value: unknown): FromThread => {
  const text = `A message of the server’s thread cannot be read: ${inspect(value).slice(0, 200)}`;
  return { type: 'log', entries: [{ kind: 'event', level: 'error', time: Date.now(), text }], omitted: 0 };
};

/** One worker thread, from the constructor to its exit. */
export class ServerThread {
  private readonly worker: Worker;
  private readonly exited: Promise<void>;
  private markExited: () => void = () => undefined;
  private readonly startDeadline: NodeJS.Timeout;
  private pinging: NodeJS.Timeout | undefined;
  private exitDeadline: NodeJS.Timeout | undefined;
  private pings = { sent: 0, answered: 0 };
  private how: Ended = { kind: 'closed' };

  /** @throws when the worker cannot be made */
  constructor(
    script: string,
    private readonly events: ThreadEvents,
    private readonly times: ThreadTimes,
  ) {
    // Without the extension host's flags: `--inspect` in a worker would request a port that is in use.
    this.worker = new Worker(script, {
      name: 'porthole',
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: HEAP,
    });
    this.worker.once('online', () => this.startPinging());
    this.worker.on('message', message => this.receive(message));
    this.worker.on('error', error => this.crashed(error));
    this.worker.stdout.on('data', chunk => this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE)));
    this.worker.stderr.on('data', chunk => this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE)));
    this.startDeadline = setTimeout(() => this.hung(this.times.startWithin), this.times.startWithin);
    this.exited = new Promise(resolve => (this.markExited = resolve));
    this.worker.once('exit', code => this.exit(code));
  }

  /** Messages to a thread that has exited are dropped. */
  post(message: ToThread): void {
    this.worker.postMessage(message);
  }

  /** Asks the thread to end; terminates it after `within` milliseconds. Resolves after its exit, or soon after it could not be terminated. */
  async close(within: number): Promise<void> {
    this.stopWatching();
    this.how = { kind: 'closed' };
    this.post({ type: 'close' });
    const deadline = setTimeout(() => this.terminate(), within);
    await this.exited;
    clearTimeout(deadline);
  }

  /** Ends the thread as one that crashed with this error. */
  crash(error: unknown): void {
    this.crashed(error);
    this.terminate();
  }

  private receive(value: unknown): void {
    const message = readFromThread(value);
    if (message?.type === 'listening' || message?.type === 'failed') clearTimeout(this.startDeadline);
    if (message?.type === 'pong') this.pings.answered = this.pings.sent;
    else if (message?.type === 'closed') this.terminate();
    else this.events.message(message ?? unread(value));
  }

  private startPinging(): void {
    this.pinging = setInterval(() => this.ping(), this.times.pingEvery);
  }

  private stopWatching(): void {
    clearInterval(this.pinging);
    clearTimeout(this.startDeadline);
  }

  /** Counts missed pings rather than time: after the machine slept or the extension host was busy, one ping is late, not five. */
  private ping(): void {
    const missed = this.pings.sent - this.pings.answered;
    if (missed >= this.times.pingsMissed) return this.hung(missed * this.times.pingEvery);
    this.pings.sent += 1;
    this.post({ type: 'ping', id: this.pings.sent });
  }

  private hung(milliseconds: number): void {
    this.stopWatching();
    this.how = { kind: 'hung', seconds: Math.round(milliseconds / 1000) };
    this.terminate();
  }

  /** `terminate` resolves on exit, which `exit` handles, and does not reject. */
  private terminate(): void {
    this.worker.terminate().catch(() => undefined);
    this.exitDeadline ??= setTimeout(() => this.giveUp(), this.times.exitWithin);
  }

  /** A thread that cannot be ended is waited for no longer. */
  private giveUp(): void {
    this.worker.removeAllListeners();
    this.worker.on('error', () => undefined);
    this.worker.unref();
    this.events.output('The thread of the server does not end. It is left alone.\n');
    this.exit(1);
  }

  private crashed(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    this.how = { kind: 'crashed', code, message };
  }

  private exit(code: number): void {
    this.stopWatching();
    clearTimeout(this.exitDeadline);
    if (this.how.kind === 'closed' && code > 1)
      this.how = { kind: 'crashed', code: '', message: `exit code ${code}` };
    this.events.ended(this.how);
    this.markExited();
  }
}
