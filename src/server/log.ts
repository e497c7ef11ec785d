import type { LogEntry, LogLevel, RequestEntry } from '../protocol/log';
import type { Refusal } from './guard';

const RANK: Readonly<Record<LogLevel | 'off', number>> = {
  trace: 0,
  debug: 1,
  info: 2,
  warn: 3,
  error: 4,
  off: 5,
};

/** Milliseconds within which the same stranger is mentioned once. */
const QUIET = 60_000;
/** Strangers remembered; more are forgotten at once, so that a flood of names costs nothing. */
const MOST_STRANGERS = 256;

/** Where entries go: the terminal or the thread's batches. */
export type LogSink = (entry: LogEntry) => void;

/** What the server says about itself: nothing is made for a level that nobody hears. */
export class Log {
  private readonly strangers = new Map<string, { since: number; count: number }>();

  constructor(
    private readonly sink: LogSink,
    public level: LogLevel | 'off',
  ) {}

  hears(level: LogLevel): boolean {
    return RANK[level] >= RANK[this.level];
  }

  event(level: LogLevel, text: string): void {
    if (this.hears(level)) this.sink({ kind: 'event', level, time: Date.now(), text });
  }

  request(entry: RequestEntry): void {
    if (this.hears('info')) this.sink(entry);
  }

  /** One line for a cause and a stranger a minute, with the count of those before. */
  refused(target: string, refusal: Refusal): void {
    const key = `${refusal.cause} ${refusal.who}`.slice(0, 200);
    const now = Date.now();
    const known = this.strangers.get(key);
    if (known && now - known.since < QUIET) {
      known.count++;
      return;
    }
    if (this.strangers.size >= MOST_STRANGERS) this.strangers.clear();
    this.strangers.set(key, { since: now, count: 0 });
    const more = known && known.count > 0 ? ` (and ${known.count} more in the last minute)` : '';
    const setting = refusal.setting === undefined ? '' : ` Setting: ${refusal.setting}.`;
    this.event(
      'warn',
      `Refused ${printable(target)} from ${printable(refusal.who)}: ${refusal.reason}${setting}${more}`,
    );
  }
}

/** What a stranger sent, on one line and short: a log must not be written by them. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- replacing control characters is the purpose
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, '�').slice(0, 200);
}
