import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from '../../protocol/thread';
import { readFromThread } from './threadMessages';

/** How a thread's life ended. */
export type Ended =
  | { readonly kind: 'closed' }
  | { readonly kind: 'crashed'; readonly code: string; readonly message: string }
  | { readonly kind: 'hung'; readonly seconds: number };

export interface ThreadEvents {
  message(message: FromThread): void;
  /** What the thread wrote to stdout or stderr; nothing of ours does. */
  output(text: string): void;
  /** Called once, when nothing of the thread runs any more. */
  ended(how: Ended): void;
}

export interface WatchTimes {
  /** Milliseconds between two pings. */
  readonly pingEvery: number;
  /** Unanswered pings after which the thread counts as hung. */
  readonly pingsMissed: number;
}

// The server streams and its caches are bounded, so a heap above this is a leak that must not take VS Code along.
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 };

const OUTPUT_AT_ONCE = 4096;

/** One life of one worker thread: spawned by the constructor, watched, ended once. */
export class ServerThread {
  private readonly worker: Worker;
  private readonly exited: Promise<void>;
  private watch: NodeJS.Timeout | undefined;
  private pings = { sent: 0, answered: 0 };
  private how: Ended = { kind: 'closed' };

  constructor(
    script: string,
    private readonly events: ThreadEvents,
    private readonly times: WatchTimes,
  ) {
    // No flags of the extension host: `--inspect` in a worker would ask for a port that is taken.
    this.worker = new Worker(script, {
      name: 'porthole',
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: HEAP,
    });
    this.worker.once('online', () => this.startWatching());
    this.worker.on('message', message => this.receive(message));
    this.worker.on('error', error => this.crashed(error));
    this.worker.stdout.on('data', chunk => this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE)));
    this.worker.stderr.on('data', chunk => this.events.output(String(chunk).slice(0, OUTPUT_AT_ONCE)));
    this.exited = new Promise(resolve => {
      this.worker.once('exit', code => {
        this.exit(code);
        resolve();
      });
    });
  }

  /** Messages to a thread that has ended go nowhere. */
  post(message: ToThread): void {
    this.worker.postMessage(message);
  }

  /** Asks for a graceful end and makes it one when `within` milliseconds have passed; resolves when it has come. */
  async close(within: number): Promise<void> {
    this.stopWatching();
    this.how = { kind: 'closed' };
    this.post({ type: 'close' });
    const deadline = setTimeout(() => void this.worker.terminate(), within);
    await this.exited;
    clearTimeout(deadline);
  }

  private receive(value: unknown): void {
    const message = readFromThread(value);
    if (message?.type === 'pong') this.pings.answered = this.pings.sent;
    else if (message?.type === 'closed') void this.worker.terminate();
    else if (message) this.events.message(message);
  }

  private startWatching(): void {
    this.watch = setInterval(() => this.ping(), this.times.pingEvery);
  }

  private stopWatching(): void {
    clearInterval(this.watch);
  }

  /** Missed pings are counted, not time: after the machine slept, or the extension host was busy, one ping is late, not five. */
  private ping(): void {
    const missed = this.pings.sent - this.pings.answered;
    if (missed >= this.times.pingsMissed) {
      this.stopWatching();
      this.how = { kind: 'hung', seconds: Math.round((missed * this.times.pingEvery) / 1000) };
      void this.worker.terminate();
      return;
    }
    this.pings.sent += 1;
    this.post({ type: 'ping', id: this.pings.sent });
  }

  private crashed(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    this.how = { kind: 'crashed', code, message };
  }

  private exit(code: number): void {
    this.stopWatching();
    if (this.how.kind === 'closed' && code > 1)
      this.how = { kind: 'crashed', code: '', message: `exit code ${code}` };
    this.events.ended(this.how);
  }
}
