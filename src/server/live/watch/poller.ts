import { stat } from 'node:fs/promises';

/** Milliseconds between two looks at files whose directory tells nothing. */
const PACE = 500;
/** Every how many looks the others are probed, and the most of them at a time. */
const PROBE_EVERY = 2;
const MOST_PROBED = 256;

/** What the poller needs from the one who watches. */
export interface PollerHost {
  /** The files in use, each with the directory that is watched for its sake. */
  files(): Iterable<readonly [file: string, directory: string]>;
  /** Whether somebody would hear of a change. */
  isNeeded(): boolean;
  /** A file changed and nobody said so. */
  onChange(file: string): void;
  /** The system gave no sign of a change in this directory. */
  onSilent(directory: string): void;
}

/**
 * Looks at used files where the system's events do not come: exhausted watches, network drives, mounts of containers and WSL.
 * On such a drive a watch is granted and stays silent, so the others are probed: a change without an event gives it away.
 */
export class Poller {
  private readonly blind = new Set<string>();
  private readonly stamps = new Map<string, string>();
  /** Files that were heard of since the last look at them. */
  private readonly heard = new Set<string>();
  /** Files that had changed at the last look without a sign, which may still have been under way. */
  private readonly suspects = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private ticks = 0;

  constructor(private readonly host: PollerHost) {}

  /** Looks from now on at the files of a directory. */
  add(directory: string): void {
    this.blind.add(directory);
    this.start();
  }

  /** Remembers a file as it is. */
  async know(file: string): Promise<void> {
    this.start();
    await this.hasChanged(file);
  }

  /** The system has spoken of this file. */
  hear(file: string): void {
    if (!this.suspects.delete(file) && this.stamps.has(file)) this.heard.add(file);
  }

  close(): void {
    clearInterval(this.timer);
    this.blind.clear();
  }

  private start(): void {
    this.timer ??= setInterval(() => {
      if (this.host.isNeeded()) void this.sweep();
    }, PACE).unref();
  }

  private async sweep(): Promise<void> {
    this.ticks += 1;
    const files = [...this.host.files()];
    for (const entry of files) if (this.suspects.has(entry[0])) this.convict(...entry);
    await Promise.all(
      files.filter(([, directory]) => this.blind.has(directory)).map(([file]) => this.look(file)),
    );
    if (this.ticks % PROBE_EVERY !== 0) return;
    const others = files.filter(([, directory]) => !this.blind.has(directory));
    const first = (this.ticks * MOST_PROBED) % (Math.ceil(others.length / MOST_PROBED) * MOST_PROBED || 1);
    await Promise.all(others.slice(first, first + MOST_PROBED).map(([file]) => this.probe(file)));
    this.forget(new Set(files.map(([file]) => file)));
  }

  private async look(file: string): Promise<void> {
    if (await this.hasChanged(file)) this.host.onChange(file);
  }

  private async probe(file: string): Promise<void> {
    const hasChanged = await this.hasChanged(file);
    const wasHeard = this.heard.delete(file);
    if (hasChanged && !wasHeard) this.suspects.add(file);
  }

  private convict(file: string, directory: string): void {
    this.suspects.delete(file);
    if (!this.blind.has(directory)) this.host.onSilent(directory);
    this.add(directory);
    this.host.onChange(file);
  }

  private async hasChanged(file: string): Promise<boolean> {
    const found = await stat(file).catch(() => undefined);
    const stamp = found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : 'none';
    const known = this.stamps.get(file);
    this.stamps.set(file, stamp);
    return known !== undefined && known !== stamp;
  }

  private forget(inUse: ReadonlySet<string>): void {
    for (const file of this.stamps.keys()) {
      if (inUse.has(file)) continue;
      this.stamps.delete(file);
      this.heard.delete(file);
      this.suspects.delete(file);
    }
  }
}
