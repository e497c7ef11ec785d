/** Runs at most so many tasks at a time, in order. */
export class Slots {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Tasks that have yet to begin. */
  get waiting(): number {
    return this.queue.length;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) await new Promise<void>(resolve => this.queue.push(resolve));
    else this.running += 1;
    try {
      return await task();
    } finally {
      // The slot goes to the next task without being free in between.
      const next = this.queue.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
