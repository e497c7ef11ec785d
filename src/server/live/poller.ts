import path from 'node:path';

/** Milliseconds between two looks at files whose directory cannot be watched. */
const PACE = 500;

/** Looks at used files where the system's events do not work: network drives, exhausted watches. */
export class Poller {
  private readonly blind = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly files: () => Iterable<string>,
    private readonly look: (file: string) => void,
  ) {}

  add(directory: string): void {
    this.blind.add(directory);
    this.timer ??= setInterval(() => this.sweep(), PACE).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.blind.clear();
  }

  private sweep(): void {
    for (const file of this.files()) if (this.blind.has(path.dirname(file))) this.look(file);
  }
}
