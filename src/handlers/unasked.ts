import { Budget } from '../protocol/budget';
import { cut, type FromHandlers, LONGEST, MOST_OUTPUT, MOST_STRAYS } from '../protocol/handlerMessages';
import { thrownOf } from './thrown';

// Kept at load, since packages replace clocks and timers for their tests.
const { setTimeout: later, performance: clock } = globalThis;
const now = clock.now.bind(clock);
/** Milliseconds until the server hears how much was left out. */
const TELL_AFTER = 200;

/** Passes on errors and output of handlers, as much as the server can take beside its requests. */
export class Unasked {
  private readonly errors = new Budget(MOST_STRAYS);
  private readonly output = new Budget(MOST_OUTPUT);
  private waits = false;

  constructor(private readonly post: (message: FromHandlers) => void) {}

  readonly stray = (error: unknown): void => {
    if (this.errors.takes(0, now())) this.post({ type: 'stray', thrown: thrownOf(error) });
    else this.tellLater();
  };

  /** Takes over everything written to a stream, by any of its methods. */
  take(stream: NodeJS.WriteStream, level: 'info' | 'warn'): void {
    const write = (chunk: string | Uint8Array, _encoding: unknown, done: () => void): void => {
      this.print(level, chunk);
      done();
    };
    // Node's own `_writev` posts everything that waits in one message, however long.
    Object.assign(stream, { _write: write, _writev: null });
  }

  private print(level: 'info' | 'warn', chunk: string | Uint8Array): void {
    // A character has four bytes at most.
    const text =
      typeof chunk === 'string' ? chunk : Buffer.from(chunk.subarray(0, 4 * LONGEST.output)).toString();
    const short = cut(text, LONGEST.output);
    if (this.output.takes(short.length, now())) this.post({ type: 'output', level, text: short });
    else this.tellLater();
  }

  private tellLater(): void {
    if (this.waits) return;
    this.waits = true;
    later(() => {
      this.waits = false;
      this.post({ type: 'leftOut', errors: this.errors.leftOut(), output: this.output.leftOut() });
    }, TELL_AFTER);
  }
}
