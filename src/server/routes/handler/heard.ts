import { Budget } from '../../../protocol/budget';
import { MOST_OUTPUT, MOST_STRAYS, type Thrown } from '../../../protocol/handlers';
import type { LogLevel } from '../../../protocol/log';

/** Milliseconds during which all that is left out is one line of the log. */
const TELL_AFTER = 1000;

export interface HeardHost {
  log(level: LogLevel, text: string): void;
  /** Thrown where no request waits for it. */
  stray(thrown: Thrown): void;
}

/** Hears errors and output of a server's handlers, within the budget that each of their threads keeps as well. */
export class Heard {
  private readonly errors = new Budget(MOST_STRAYS);
  private readonly printed = new Budget(MOST_OUTPUT);
  /** The counts that the threads have left out themselves. */
  private left = { errors: 0, output: 0 };
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: HeardHost) {}

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
