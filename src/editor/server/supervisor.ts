import type { FromThread, ToThread } from '../../protocol/thread';
import { ServerThread, type Ended, type ThreadTimes } from './serverThread';

export interface SupervisorTimes extends ThreadTimes {
  /** Milliseconds before each restart; as many restarts as there are numbers. */
  readonly backOff: readonly number[];
  /** Milliseconds of life after which the restarts are counted from zero again. */
  readonly steadyAfter: number;
}

export const TIMES: SupervisorTimes = {
  pingEvery: 1000,
  pingsMissed: 5,
  startWithin: 30_000,
  exitWithin: 5000,
  backOff: [200, 1000, 4000],
  steadyAfter: 60_000,
};

export type Unexpected = Exclude<Ended, { kind: 'closed' }>;

interface SupervisorEvents {
  message(message: FromThread): void;
  output(text: string): void;
  /** The thread ended unexpectedly; the supervisor starts it for the `attempt`-th time. */
  restarting(why: Unexpected, attempt: number): void;
  /** The thread ended too often; the supervisor is closed. */
  gaveUp(why: Unexpected): void;
}

type Phase =
  | { readonly kind: 'new' }
  | { readonly kind: 'alive'; readonly thread: ServerThread; readonly since: number }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'closed' };

/** Restarts a thread that ends unexpectedly, from `begin` until `close`. */
export class Supervisor {
  private phase: Phase = { kind: 'new' };
  private attempts = 0;

  /**
   * @param script path of the thread's file
   * @param first makes the first message for each new thread
   */
  constructor(
    private readonly script: string,
    private readonly first: () => ToThread,
    private readonly events: SupervisorEvents,
    private readonly times: SupervisorTimes,
  ) {}

  /** Spawns the thread; does nothing after `close`. */
  begin(): void {
    if (this.phase.kind === 'new') this.spawn();
  }

  post(message: ToThread): void {
    if (this.phase.kind === 'alive') this.phase.thread.post(message);
  }

  /** Ends the thread gracefully; terminates it after `within` milliseconds. */
  async close(within: number): Promise<void> {
    const phase = this.phase;
    this.phase = { kind: 'closed' };
    if (phase.kind === 'waiting') clearTimeout(phase.timer);
    if (phase.kind === 'alive') await phase.thread.close(within);
  }

  private spawn(): void {
    const thread = this.spawned();
    if (!thread) return;
    this.phase = { kind: 'alive', thread, since: Date.now() };
    try {
      thread.post(this.first());
    } catch (error) {
      // Options that cannot be cloned.
      thread.crash(error);
    }
  }

  /** `new Worker` throws when its path is wrong or the system has no thread left: that counts as a crash. */
  private spawned(): ServerThread | undefined {
    try {
      const thread: ServerThread = new ServerThread(
        this.script,
        {
          message: message => this.events.message(message),
          output: text => this.events.output(text),
          ended: how => this.ended(thread, how),
        },
        this.times,
      );
      return thread;
    } catch (error) {
      this.restartLater(crashOf(error));
      return undefined;
    }
  }

  private ended(thread: ServerThread, how: Ended): void {
    if (this.phase.kind !== 'alive' || this.phase.thread !== thread) return;
    if (Date.now() - this.phase.since >= this.times.steadyAfter) this.attempts = 0;
    this.restartLater(how.kind === 'closed' ? { kind: 'crashed', code: '', message: 'it closed' } : how);
  }

  private restartLater(why: Unexpected): void {
    const delay = this.times.backOff[this.attempts];
    if (delay === undefined) {
      this.phase = { kind: 'closed' };
      this.events.gaveUp(why);
      return;
    }
    this.attempts += 1;
    this.phase = { kind: 'waiting', timer: setTimeout(() => this.spawn(), delay) };
    this.events.restarting(why, this.attempts);
  }
}

function crashOf(error: unknown): Unexpected {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { kind: 'crashed', code, message: error instanceof Error ? error.message : String(error) };
}
