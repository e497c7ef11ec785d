import type { LogEntry, LogLevel, RequestEntry } from '../protocol/logEntry';
import { RESERVED } from '../protocol/paths';
import type { Refusal } from './ask/guard';

const RANK: Readonly<Record<LogLevel | 'off', number>> = {
  trace: 0,
  debug: 1,
  info: 2,
  warn: 3,
  error: 4,
  off: 5,
};

/** Milliseconds within which refusals of one host or origin are one line. */
const QUIET = 60_000;
/** Refused names that are told apart; the rest count as one, so that a flood of names costs neither memory nor lines. */
const MOST_TOLD_APART = 64;
const THE_REST = 'the rest';

/** The receiver of entries: the terminal or the thread's batches. */
type LogSink = (entry: LogEntry) => void;

/** The server's log. Entries below the level are not made. */
export class Log {
  private readonly refusals = new Map<string, { since: number; count: number }>();
  /** The last request that was refused, as it may be shown. */
  lastRefusal: { readonly target: string; readonly refusal: Refusal; readonly time: number } | undefined;

  constructor(
    private readonly sink: LogSink,
    public level: LogLevel | 'off',
    /** A monotonic clock in milliseconds: `Date.now()` may be set back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  hears(level: LogLevel): boolean {
    return RANK[level] >= RANK[this.level];
  }

  event(level: LogLevel, text: string): void {
    if (this.hears(level)) this.sink({ kind: 'event', level, time: Date.now(), text: lines(text) });
  }

  request(entry: RequestEntry): void {
    if (!this.hears('info')) return;
    const { method, target } = entry;
    this.sink({ ...entry, method: visible(method), target: visible(target) });
  }

  /** One line a minute for each cause and name, with the count of refusals since the last one. */
  refused(target: string, refusal: Refusal): void {
    this.lastRefusal = {
      target: printable(withoutToken(target)),
      refusal: { ...refusal, who: printable(refusal.who) },
      time: Date.now(),
    };
    const now = this.now();
    const key = this.keyFor(refusal, now);
    const known = this.refusals.get(key);
    if (known && now - known.since < QUIET) {
      known.count++;
      return;
    }
    this.refusals.set(key, { since: now, count: 0 });
    const more =
      known && known.count > 0 ? ` (and ${known.count} more like it since the last such line)` : '';
    const setting = refusal.setting === undefined ? '' : ` Setting: ${refusal.setting}.`;
    this.event(
      'warn',
      `Refused ${printable(withoutToken(target))} from ${printable(refusal.who)}: ${refusal.reason}${setting}${more}`,
    );
  }

  private keyFor({ cause, who }: Refusal, now: number): string {
    const key = `${cause} ${who}`.slice(0, 200);
    if (this.refusals.has(key) || this.refusals.size < MOST_TOLD_APART) return key;
    for (const [other, { since }] of this.refusals) if (now - since >= QUIET) this.refusals.delete(other);
    return this.refusals.size < MOST_TOLD_APART ? key : THE_REST;
  }
}

/** Text from outside as part of a line, cut to a length that cannot fill the log. */
export const printable = (text: string): string => visible(text).slice(0, 200);

/** Control characters end lines and steer terminals; bidirectional ones show another text than was sent (CVE-2021-42574). */
// oxlint-disable-next-line no-control-regex -- replacing control characters is the purpose
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const visible = (text: string): string => text.replace(INVISIBLE, '�');

/** Security rule 16: every line after the first, such as a stack's, is indented, so that outside text never begins a line of the log. */
const lines = (text: string): string =>
  text
    .split('\n')
    .map((line, at) => (at === 0 || line.startsWith('  ') ? visible(line) : `    ${visible(line)}`))
    .join('\n');

/** Whether a target, in any form, may be below `/__porthole/`: such addresses contain the server's token. */
export function isReserved(target: string): boolean {
  const at = target.indexOf(RESERVED);
  return at >= 0 && !target.slice(0, at).includes('?');
}

/** A target without the token, for the log. */
export const withoutToken = (target: string): string =>
  isReserved(target) ? target.replace(/\?.*$/s, '') : target;

/**
 * Takes a promise that nothing waits for: a rejection is logged at `error` once, with what was being done.
 * @param what begins a sentence that ends with "failed", for example "Closing a file"
 */
export function inBackground(promise: Promise<unknown>, log: Pick<Log, 'event'>, what: string): void {
  promise.catch((error: unknown) => log.event('error', `${what} failed: ${textOf(error)}`));
}

/**
 * A value that is made at its first use and shared by all callers. A failure is forgotten, so that the next
 * use tries again.
 */
export class Once<T> {
  private made: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  /** Undefined before the first use, and after a failure. */
  get begun(): Promise<T> | undefined {
    return this.made;
  }

  get(): Promise<T> {
    if (this.made) return this.made;
    const made = this.make();
    this.made = made;
    made.catch(() => (this.made = undefined));
    return made;
  }
}

/** The stack of an error, or the value that was thrown, as text. */
export const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Runs jobs one after another; a job that fails does not stop those behind it. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the job does. */
  add<T>(job: () => Promise<T>): Promise<T> {
    const done = this.last.then(job);
    this.last = done.catch(() => undefined);
    return done;
  }
}
