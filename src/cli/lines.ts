import type { LogEntry } from '../protocol/logEntry';
import { sizeText } from '../protocol/units';

/** Milliseconds that lines wait for others: one `write` for each request would cost a tenth of the request. */
const GATHER = 20;

/** The destination of lines. */
export interface Output {
  readonly stream: { write(text: string): unknown };
  /** Whether the stream shows ANSI colours. */
  readonly colours: boolean;
}

/** Writes the log for a terminal. */
export class Lines {
  private waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private output: Output | undefined;

  /** @param open called for the first line: Node takes 3 ms to open a terminal's stream, which would delay listening */
  constructor(private readonly open: () => Output) {}

  add(entry: LogEntry): void {
    this.output ??= this.open();
    this.waiting.push(lineOf(entry, this.output.colours));
    // Events are rare, and a program may be waiting for one, so they are written at once.
    if (entry.kind === 'event') this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const text = `${this.waiting.join('\n')}\n`;
    this.waiting = [];
    this.output?.stream.write(text);
  }
}

/** ANSI colours by the first digit of a status: green, cyan, yellow, red. */
const PALETTE: Readonly<Record<string, number>> = { 2: 32, 3: 36, 4: 33, 5: 31 };

function statusOf(status: number, colours: boolean): string {
  const text = String(status);
  const colour = colours ? PALETTE[text.charAt(0)] : undefined;
  return colour === undefined ? text : `\x1b[${colour}m${text}\x1b[39m`;
}

function lineOf(entry: LogEntry, colours: boolean): string {
  if (entry.kind === 'event') return entry.level === 'info' ? entry.text : `${entry.level}: ${entry.text}`;
  const cut = entry.complete ? '' : ' (cut)';
  return `${entry.method} ${entry.target} ${statusOf(entry.status, colours)} ${sizeText(entry.bytes)} ${entry.duration.toFixed(1)} ms${cut}`;
}
