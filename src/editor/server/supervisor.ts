import type { FromThread, ToThread } from '../../protocol/thread';
import { ServerThread, type Ended, type WatchTimes } from './serverThread';

export interface SupervisorTimes extends WatchTimes {
  /** Milliseconds before each new try; as many tries as there are numbers. */
  readonly backOff: readonly number[];
  /** Milliseconds of life after which the tries count from the start again. */
  readonly steadyAfter: number;
}

export const TIMES: SupervisorTimes = {
  pingEvery: 1000,
  pingsMissed: 5,
  backOff: [200, 1000, 4000],
  steadyAfter: 60_000,
};

export type Unexpected = Exclude<Ended, { kind: 'closed' }>;

export interface SupervisorEvents {
  message(message: FromThread): void;
  output(text: string): void;
  /** The thread ended by itself; it comes back for the `attempt`-th time. */
  restarting(why: Unexpected, attempt: number): void;
  /** The thread ended too often. Nothing runs any more. */
  gaveUp(why: Unexpected): void;
}

type Phase =
  | { readonly kind: 'alive'; readonly thread: ServerThread; readonly since: number }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'over' };

/** Keeps a thread alive from the constructor until `close`, however it ends. */
export class Supervisor {
  private phase: Phase;
  private attempts = 0;

  /**
   * @param script the thread's file
   * @param first what every new thread is told first; asked anew for each
   */
  constructor(
    private readonly script: string,
    private readonly first: () => ToThread,
    private readonly events: SupervisorEvents,
    private readonly times: SupervisorTimes,
  ) {
    this.phase = this.spawn();
  }

  post(message: ToThread): void {
    if (this.phase.kind === 'alive') this.phase.thread.post(message);
  }

  /** Ends the thread gracefully within so many milliseconds, else all the same. */
  async close(within: number): Promise<void> {
    const phase = this.phase;
    this.phase = { kind: 'over' };
    if (phase.kind === 'waiting') clearTimeout(phase.timer);
    if (phase.kind === 'alive') await phase.thread.close(within);
  }

  private spawn(): Phase {
    const thread = new ServerThread(
      this.script,
      {
        message: message => this.events.message(message),
        output: text => this.events.output(text),
        ended: how => this.ended(how),
      },
      this.times,
    );
    thread.post(this.first());
    return { kind: 'alive', thread, since: Date.now() };
  }

  private ended(how: Ended): void {
    if (this.phase.kind !== 'alive') return;
    if (Date.now() - this.phase.since >= this.times.steadyAfter) this.attempts = 0;
    const why: Unexpected = how.kind === 'closed' ? { kind: 'crashed', code: '', message: 'it closed' } : how;
    const delay = this.times.backOff[this.attempts];
    if (delay === undefined) {
      this.phase = { kind: 'over' };
      this.events.gaveUp(why);
      return;
    }
    this.attempts += 1;
    const timer = setTimeout(() => (this.phase = this.spawn()), delay);
    this.phase = { kind: 'waiting', timer };
    this.events.restarting(why, this.attempts);
  }
}
