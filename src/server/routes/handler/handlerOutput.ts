import { Budget } from '../../../protocol/budget';
import { MOST_OUTPUT, MOST_STRAYS, type Thrown } from '../../../protocol/handlerMessages';
import type { LogLevel } from '../../../protocol/logEntry';

/** Milliseconds of omitted output that one line of the log sums up. */
const TELL_AFTER = 1000;

export interface OutputHost {
  log(level: LogLevel, text: string): void;
  /** Called for an error outside of any request. */
  stray(thrown: Thrown): void;
}

/** Logs errors and output of a server's handlers, up to the budget that each of their threads keeps as well. */
export class HandlerOutput {
  private readonly errors = new Budget(MOST_STRAYS);
  private readonly printed = new Budget(MOST_OUTPUT);
  /** Errors and output that the threads themselves have left out. */
  private left = { errors: 0, output: 0 };
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: OutputHost) {}

  stray(thrown: Thrown): void {
    if (this.errors.takes(0, performance.now())) this.host.stray(thrown);
    else this.tellSoon();
  }

  output(text: string, level: 'info' | 'warn'): void {
    if (this.printed.takes(text.length, performance.now())) this.host.log(level, text.trimEnd());
    else this.tellSoon();
  }

  leftOut(errors: number, output: number): void {
    this.left = { errors: this.left.errors + errors, output: this.left.output + output };
    this.tellSoon();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), TELL_AFTER).unref();
  }

  private tell(): void {
    const errors = this.left.errors + this.errors.leftOut();
    const output = this.left.output + this.printed.leftOut();
    this.left = { errors: 0, output: 0 };
    this.timer = undefined;
    this.host.log(
      'warn',
      `Handlers said more than a second may hold; left out: ${errors} errors that no request waited for, ${output} printed lines`,
    );
  }
}
