import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inBackground } from '../background';
import type { LiveHost } from '../door';
import { type Clock, systemClock } from './clock';

/** Milliseconds between the end of one sweep and the start of the next. */
const PACE = 500;
/** Files looked at in parallel: libuv has four threads, which serve requests, too. */
const AT_ONCE = 8;
/** Files probed per sweep in directories without an event so far, and in the others. */
const MOST_UNPROVEN = 64;
const MOST_PROVEN = 8;
/** Events within one sweep after which the system may have lost some: inotify queues 16,384 by default. */
const FLOOD = 4_096;
/** Events within one sweep below which a flood is over. */
const CALM = 256;
/** Turns of the event loop until queued events are counted: right after a long turn, none of them is. */
const QUEUED_TURNS = 3;

interface PollerHost extends Pick<LiveHost, 'log'> {
  /** The files in use, each with the directory that is watched for it. */
  files(): Iterable<readonly [file: string, directory: string]>;
  /** Whether a visible page or an observer would hear of a change. */
  isNeeded(): boolean;
  /** A file changed without an event. */
  onChange(file: string): void;
  /** Changes in this directory make no events. */
  onSilent(directory: string): void;
  /** Looks for directories that were replaced without an event; `areLost`: events of any entries may be lost. */
  checkDirectories(areLost: boolean): Promise<void>;
  /** Changes when the file does; the same text for every missing file. */
  stampOf?(file: string): Promise<string>;
  /** The target of a path that is watched for its links only; undefined for any other path. */
  goalOf?(file: string): string | undefined;
  /** Whether a file is a link: a change behind it may make its event elsewhere. */
  isLink?(file: string): boolean;
}

/**
 * Looks at used files where events do not come: used-up watches, network drives, mounts of containers and WSL. Such a drive may grant
 * a watch that stays silent, so files elsewhere are probed, most where no event has come yet.
 */
export class Poller {
  /** Directories whose files are looked at in every sweep. */
  private readonly blind = new Set<string>();
  /** Directories whose events do come. */
  private readonly proven = new Set<string>();
  private readonly stamps = new Map<string, string>();
  /** Files with an event since they were last looked at. */
  private readonly heard = new Set<string>();
  /** Files that a probe found changed before any event; the event may still be under way. */
  private readonly suspects = new Set<string>();
  private readonly stampOf: (file: string) => Promise<string>;
  private cancel: (() => void) | undefined;
  private state: 'idle' | 'running' | 'closed' = 'idle';
  private events = 0;
  private wasFlooded = false;
  private turn = 0;

  constructor(
    private readonly host: PollerHost,
    private readonly clock: Clock = systemClock,
  ) {
    this.stampOf = async file => host.goalOf?.(file) ?? host.stampOf?.(file) ?? systemStampOf(file);
  }

  /** From now on, each sweep looks at the files of this directory. */
  add(directory: string): void {
    this.blind.add(directory);
    this.start();
  }

  /** Remembers a file as it is. */
  async know(file: string): Promise<void> {
    this.start();
    if (!this.stamps.has(file)) await this.hasChanged(file);
  }

  /** The system reported an event of any entry. */
  count(): void {
    this.events += 1;
  }

  /** The system reported an event of this file. */
  hear(file: string): void {
    this.count();
    if (!this.suspects.delete(file) && this.stamps.has(file)) this.heard.add(file);
  }

  close(): void {
    this.state = 'closed';
    this.cancel?.();
    this.blind.clear();
  }

  /** Starts to sweep even without used files: a directory may be replaced without an event. */
  start(): void {
    if (this.state !== 'idle') return;
    this.state = 'running';
    this.wait();
  }

  private wait(): void {
    if (this.state !== 'running') return;
    this.cancel = this.clock.after(PACE, () => {
      // A sweep of a slow drive may take longer than `PACE`, so the next one starts after its end.
      const sweep = this.host.isNeeded() ? this.sweep() : Promise.resolve();
      inBackground(
        sweep.finally(() => this.wait()),
        this.host,
        'live: looking at used files',
      );
    });
  }

  private async sweep(): Promise<void> {
    for (let turns = 0; this.wasFlooded && turns < QUEUED_TURNS; turns++) await nextTurn();
    const files = [...this.host.files()];
    const isFlooded = this.events >= (this.wasFlooded ? CALM : FLOOD);
    this.events = 0;
    // During a flood, a look at whole folders would miss files and slow the writer down.
    const isOver = this.wasFlooded && !isFlooded;
    this.wasFlooded = isFlooded;
    await this.host.checkDirectories(isOver);
    for (const [file, directory] of files) if (this.suspects.has(file)) this.convict(file, directory);
    const [blind, others] = [[], []] as [string[], (readonly [string, string])[]];
    for (const entry of files)
      if (isFlooded || this.blind.has(entry[1])) blind.push(entry[0]);
      else others.push(entry);
    await each(blind, file => this.look(file));
    await each(this.probed(others), ([file, directory]) => this.probe(file, directory));
    this.forget(new Map(files));
  }

  /** The files whose turn it is to be probed. */
  private probed(others: readonly (readonly [string, string])[]): (readonly [string, string])[] {
    const proven = others.filter(([, directory]) => this.proven.has(directory));
    const unproven = others.filter(([, directory]) => !this.proven.has(directory));
    this.turn += 1;
    return [...part(unproven, MOST_UNPROVEN, this.turn), ...part(proven, MOST_PROVEN, this.turn)];
  }

  private async look(file: string): Promise<void> {
    this.heard.delete(file);
    if (await this.hasChanged(file)) this.host.onChange(file);
  }

  private async probe(file: string, directory: string): Promise<void> {
    const wasHeard = this.heard.delete(file);
    const hasChanged = await this.hasChanged(file);
    // An event during the look may be of a change that the look has not seen: it counts for the next look, too.
    const isHeard = wasHeard || this.heard.has(file);
    if (hasChanged && isHeard) this.proven.add(directory);
    if (hasChanged && !isHeard) this.suspect(file, directory);
  }

  /** Behind a link, no event is no sign of a directory without events. */
  private suspect(file: string, directory: string): void {
    const isWay = this.host.goalOf?.(file) !== undefined;
    if (!isWay && this.host.isLink?.(file) !== true) {
      this.suspects.add(file);
      return;
    }
    if (!isWay) this.add(directory);
    this.host.onChange(file);
  }

  private convict(file: string, directory: string): void {
    this.suspects.delete(file);
    if (!this.blind.has(directory)) this.host.onSilent(directory);
    this.add(directory);
    this.host.onChange(file);
  }

  private async hasChanged(file: string): Promise<boolean> {
    const stamp = await this.stampOf(file);
    const known = this.stamps.get(file);
    this.stamps.set(file, stamp);
    return known !== undefined && known !== stamp;
  }

  private forget(inUse: ReadonlyMap<string, string>): void {
    for (const file of this.stamps.keys()) {
      if (inUse.has(file)) continue;
      this.stamps.delete(file);
      this.heard.delete(file);
      this.suspects.delete(file);
    }
    const directories = new Set(inUse.values());
    for (const directory of this.proven) if (!directories.has(directory)) this.proven.delete(directory);
    for (const directory of this.blind) if (!directories.has(directory)) this.blind.delete(directory);
  }
}

async function systemStampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : 'none';
}

/** The part of a list whose turn it is; after enough turns every entry had one. */
export function part<T>(list: readonly T[], most: number, turn: number): readonly T[] {
  const parts = Math.max(1, Math.ceil(list.length / most));
  const first = (turn % parts) * most;
  return list.slice(first, first + most);
}

/** Runs a task for each entry, `AT_ONCE` at a time. */
async function each<T>(list: readonly T[], run: (entry: T) => Promise<void>): Promise<void> {
  const queue = list.values();
  const worker = async (): Promise<void> => {
    for (const entry of queue) await run(entry);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, worker));
}
