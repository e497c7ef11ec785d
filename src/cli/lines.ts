import type { LogEntry } from '../protocol/log';
import { formatBytes } from '../server';

/** Milliseconds that lines wait for others: nobody reads faster, and a write for each request is a tenth of what it costs. */
const GATHER = 20;

/** The log as a person reads it in a terminal. */
export class Lines {
  private waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: { write(text: string): unknown }) {}

  add(entry: LogEntry): void {
    this.waiting.push(lineOf(entry));
    // Events are few, and a program may wait for one.
    if (entry.kind === 'event') this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const text = `${this.waiting.join('\n')}\n`;
    this.waiting = [];
    this.stream.write(text);
  }
}

function lineOf(entry: LogEntry): string {
  if (entry.kind === 'event') return entry.level === 'info' ? entry.text : `${entry.level}: ${entry.text}`;
  const cut = entry.complete ? '' : ' (cut)';
  return `${entry.method} ${entry.target} ${entry.status} ${formatBytes(entry.bytes)} ${entry.duration.toFixed(1)} ms${cut}`;
}
