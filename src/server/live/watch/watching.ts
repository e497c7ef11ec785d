import path from 'node:path';
import type { UseKind } from '../../../protocol/page';
import { inBackground } from '../background';
import type { LiveHost } from '../door';
import type { Clock } from './clock';
import { type Content, Contents } from './contents';
import { fold } from '../kinds';
import { Ignored } from './ignored';
import { Poller } from './poller';
import { RecentRequests } from './recentRequests';
import type { Watch } from './systemWatch';
import { WatchedFolders } from './watchedFolders';
import { Watchlist } from './watchlist';

/** The questions and events of `watch/`. */
export interface WatchingHost extends Pick<LiveHost, 'folders' | 'read' | 'log' | 'options'> {
  /** The text in an editor that stands before the file. */
  unsavedOf(file: string): string | undefined;
  /** Whether an observer is connected, which hears of every file. */
  isObserved(): boolean;
  /** Whether a page is in a visible tab. */
  isSeen(): boolean;
  /** A file's writer has finished. */
  onContent(content: Content): void;
  /** Something happened to a file that nothing uses. */
  onUnused(file: string): void;
}

/** Stand-ins for the system, for tests. */
export interface WatchingSystem {
  readonly watch?: Watch;
  /** Whether one watch covers a whole tree. */
  readonly recursive?: boolean;
  readonly clock?: Clock;
}

/** The files in use, and the changes to them. */
export class Watching {
  readonly contents: Contents;
  private readonly poller: Poller;
  private readonly watchlist: Watchlist;
  private readonly recent: RecentRequests;
  private readonly ignored: Ignored;
  private readonly folders: WatchedFolders;
  private tops: string;
  /** Directories that are polled, and why. */
  private readonly silent = new Map<string, string>();

  constructor(
    private readonly host: WatchingHost,
    { watch, recursive, clock }: WatchingSystem = {},
  ) {
    this.tops = host.folders.tops.join('\0');
    const log: LiveHost['log'] = (level, text) => host.log(level, text);
    this.ignored = new Ignored(
      file => host.folders.pathOf(file),
      () => host.options().ignore,
    );
    this.contents = new Contents(
      {
        read: file => host.read(file),
        log,
        unsavedOf: file => host.unsavedOf(file),
        isUsed: file => this.watchlist.has(file),
      },
      content => this.onContent(content),
      clock,
    );
    this.poller = new Poller(
      {
        files: () => this.watchlist.entries(),
        isNeeded: () => host.isSeen() || host.isObserved(),
        onChange: file => this.onFile(file),
        onSilent: directory => {
          this.silent.set(directory, 'silent');
          log('info', `live: ${directory} changes without events, looking at its used files instead`);
        },
        checkDirectories: () => this.watchlist.check(),
        log,
      },
      clock,
    );
    this.watchlist = new Watchlist(
      () => host.folders.tops,
      {
        onFile: file => this.onUsed(file),
        onOther: file => this.onOther(file),
        onBlind: (directory, code) => {
          this.silent.set(directory, code);
          this.poller.add(directory);
        },
        onDropped: file => this.contents.forget(file),
        fileOf: file => host.folders.fileOf(file),
        log,
      },
      watch,
      recursive,
    );
    this.recent = new RecentRequests(this.watchlist, () => host.isObserved(), clock);
    this.folders = new WatchedFolders(() => host.folders.tops, this.ignored, this.watchlist, {
      onFound: file => this.contents.hear(file),
      log,
    });
  }

  has(file: string): boolean {
    return this.watchlist.has(file);
  }

  *files(): IterableIterator<string> {
    for (const [file] of this.watchlist.entries()) yield file;
  }

  hold(file: string): void {
    this.watchlist.hold(file);
  }

  release(file: string): void {
    this.watchlist.release(file);
  }

  isIgnored(file: string): boolean {
    return this.ignored.has(file);
  }

  /** The pattern of `porthole.ignore` that a file matches; empty where none does. */
  ignoredBy(file: string): string {
    return this.ignored.by(file) ?? '';
  }

  /** Why the directory of a file makes no events; empty where it does. */
  silenceOf(file: string): string {
    return this.silent.get(path.dirname(file)) ?? '';
  }

  askedBy(user: string): Iterable<readonly [file: string, kind: UseKind]> {
    return this.recent.askedBy(user);
  }

  /** A request asked for a file, on behalf of the document or style `by`. */
  requested(file: string, by: string | undefined, kind: UseKind | undefined): void {
    if (this.recent.note(file, by, kind)) this.learn(file);
  }

  /** Remembers a file as it is now. */
  learn(file: string): void {
    inBackground(this.contents.learn(file), this.host, `live: reading ${file}`);
    inBackground(this.poller.know(file), this.host, `live: reading ${file}`);
  }

  /** Watches every folder, or only those of files in use. */
  observe(isObserved: boolean): void {
    if (!isObserved) return this.folders.drop();
    this.poller.start();
    inBackground(this.folders.grow(), this.host, 'live: watching folders');
  }

  /** Other folders may be served now. */
  configured(): void {
    const tops = this.host.folders.tops.join('\0');
    if (this.tops !== tops) inBackground(this.folders.grown(), this.host, 'live: watching folders');
    this.tops = tops;
  }

  close(): void {
    this.folders.drop();
    for (const each of [this.poller, this.recent, this.watchlist, this.contents]) each.close();
  }

  /** While an editor's text stands before a file, the disk says nothing about what pages should show. */
  private onFile(file: string): void {
    if (this.host.unsavedOf(file) === undefined) this.contents.hear(file);
  }

  private onUsed(file: string): void {
    this.poller.hear(file);
    // A folder may stand there now.
    if (this.host.isObserved()) this.see(file);
    this.onFile(file);
  }

  private onOther(file: string): void {
    this.poller.count();
    if (!this.host.isObserved()) return this.host.onUnused(file);
    if (this.ignored.has(file)) return;
    const stored = this.stored(file);
    if (stored === undefined) return;
    this.see(stored);
    this.contents.hear(stored);
  }

  /** The system may name a missing file in another spelling than the one that the disk stores once it is back. */
  private onContent(content: Content): void {
    const { file, gone } = content;
    const spelt = gone || this.watchlist.has(file) ? file : this.host.folders.fileOf(file);
    if (spelt === file || fold(spelt) !== fold(file)) return this.host.onContent(content);
    this.contents.forget(file);
    this.contents.hear(spelt);
  }

  /** An entry came, went or changed; observers hear of all that is in a new directory. */
  private see(entry: string): void {
    inBackground(this.folders.see(entry), this.host, 'live: watching folders');
  }

  /**
   * The path with the name that the disk stores, where the system reports another letter case or Unicode form; undefined for one through
   * a link to a folder, whose own path is reported, too, and for a link out of what is served.
   */
  private stored(file: string): string | undefined {
    const { folders } = this.host;
    const spelt = folders.fileOf(file);
    if (!folders.contains(spelt) && !folders.tops.includes(spelt)) return undefined;
    if (fold(spelt) === fold(file)) return spelt;
    const folder = path.dirname(file);
    return fold(folders.fileOf(folder)) === fold(folder) ? file : undefined;
  }
}
