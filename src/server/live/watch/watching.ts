import path from 'node:path';
import type { UseKind } from '../../../protocol/page';
import { inBackground } from '../background';
import type { LiveHost } from '../door';
import type { Clock } from './clock';
import { type Content, Contents } from './contents';
import { fold, isForObservers } from '../kinds';
import { firstLook } from './firstLook';
import { Ignored } from './ignored';
import { linksOn } from './linksOn';
import { Poller } from './poller';
import { RecentRequests } from './recentRequests';
import { StoredNames } from './storedNames';
import { lstatOf, statOf, type Watch } from './systemWatch';
import { WatchedFolders } from './watchedFolders';
import { Watchlist } from './watchlist';

/** The questions and events of `watch/`. */
interface WatchingHost extends Pick<LiveHost, 'folders' | 'read' | 'log' | 'options'> {
  /** The text in an editor that replaces the file. */
  unsavedOf(file: string): string | undefined;
  /** Whether an observer is connected, which hears of every file. */
  isObserved(): boolean;
  /** Whether a page is in a visible tab. */
  isSeen(): boolean;
  /** Whether a path is held only for the links in it; the file behind them has events at its own path. */
  isWay(path: string): boolean;
  /** The writer of a file has finished. */
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
  private readonly stored: StoredNames;
  private tops: string;
  /** Directories that are polled, and why. */
  private readonly silent = new Map<string, string>();

  constructor(
    private readonly host: WatchingHost,
    { watch, recursive, clock }: WatchingSystem = {},
  ) {
    this.tops = host.folders.tops.join('\0');
    this.stored = new StoredNames(host.folders);
    const log: LiveHost['log'] = (level, text) => host.log(level, text);
    const pathOf = (file: string): string => host.folders.pathOf(file);
    this.ignored = new Ignored(pathOf, () => host.options().ignore);
    this.contents = new Contents(
      {
        read: file => host.read(file),
        log,
        unsavedOf: file => host.unsavedOf(file),
        isUsed: file => this.watchlist.has(file),
        onTwin: file => (this.watchlist.has(file) ? this.onUsed(file) : this.contents.hear(file)),
      },
      content => this.onContent(content),
      clock,
    );
    this.poller = new Poller(
      {
        files: () => this.watchlist.entries(),
        isNeeded: () => host.isSeen() || host.isObserved(),
        onChange: file => this.onFile(file),
        onSilent: directory => this.provedSilent(directory),
        goalOf: file => (host.isWay(file) ? host.folders.fileOf(file) : undefined),
        isLink: file => lstatOf(file)?.isSymbolicLink() === true,
        checkDirectories: areLost => this.check(areLost),
        log,
      },
      clock,
    );
    this.watchlist = new Watchlist(
      () => host.folders.tops,
      {
        onFile: file => this.onUsed(file),
        onOther: (file, isNew) => this.onOther(file, isNew),
        onBlind: (directory, code) => {
          this.makesNoEvents(directory, code);
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
      onFile: file => this.contents.found(file),
      onLost: file => this.contents.lost(file),
      onSilent: entry => this.onSilent(entry),
      isSilent: directory => this.silent.has(directory),
      isTold: file => isForObservers(pathOf(file)),
      isServed: file => statOf(file)?.isFile() === true && this.stored.of(file) !== undefined,
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

  /** The served links that a path leads through, as paths inside the server are spelled. */
  linksOn(way: string): string[] {
    const { folders } = this.host;
    return linksOn(way)
      .map(link => path.join(folders.fileOf(path.dirname(link)), path.basename(link)))
      .filter(link => folders.contains(link));
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

  /**
   * Whether a content concerns pages or observers. Folders, and files that were never reported, come and go unnoticed; observers hear
   * of the end of any other file. Of thousands of files the oldest contents are forgotten, and an event may come late.
   */
  matters({ file, gone, changed, isKnown }: Content): boolean {
    const isNews = gone ? this.folders.ended(file) : !this.folders.stands(file, changed) || isKnown;
    return isNews || this.watchlist.has(file);
  }

  /** Watches every folder, or only those of files in use. */
  observe(isObserved: boolean): void {
    if (!isObserved) return this.folders.drop();
    this.poller.start();
    inBackground(this.begin(Date.now()), this.host, 'live: watching folders');
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

  private async begin(since: number): Promise<void> {
    await this.folders.grow();
    await firstLook(this.folders.files(), since, this.contents);
  }

  /** While an editor's text replaces a file, the disk says nothing about what pages should show. */
  private onFile(file: string): void {
    if (this.host.unsavedOf(file) === undefined) this.contents.hear(file);
  }

  private onUsed(file: string): void {
    this.poller.hear(file);
    // The path may be a folder now.
    if (this.host.isObserved()) this.see(file, true, lstatOf(file)?.isDirectory() === true);
    this.onFile(file);
  }

  private onOther(file: string, isNew: boolean): void {
    this.poller.count();
    if (!this.host.isObserved()) return this.host.onUnused(file);
    if (!isNew && this.contents.isInFlood(file)) return this.contents.hear(file);
    if (this.ignored.has(file)) return;
    const stored = this.stored.of(file);
    if (stored === undefined) return;
    this.see(stored.file, isNew, stored.isFolder);
    this.contents.hear(stored.file);
  }

  private makesNoEvents(directory: string, why: string): void {
    this.silent.set(directory, why);
    inBackground(this.folders.learn(directory), this.host, 'live: looking at folders');
  }

  private provedSilent(directory: string): void {
    this.makesNoEvents(directory, 'silent');
    this.host.log('info', `live: ${directory} changes without events, looking at its used files instead`);
  }

  /** The poller looks at used files itself. */
  private onSilent(entry: string): void {
    if (!this.watchlist.has(entry)) this.onOther(entry, true);
  }

  /** Looks for what happened without an event. */
  private async check(areLost: boolean): Promise<void> {
    await this.watchlist.check();
    await this.folders.look(areLost);
  }

  /** The system may spell a missing file differently from the disk, which stores another form before or afterwards. */
  private onContent(content: Content): void {
    const { file } = content;
    const spelt = this.watchlist.has(file) ? file : this.speltOf(content);
    if (spelt === file || fold(spelt) !== fold(file)) return this.host.onContent(content);
    this.contents.forget(file);
    this.contents.hear(spelt);
  }

  private speltOf({ file, gone }: Content): string {
    return gone ? this.folders.named(file) : this.stored.nameOf(file);
  }

  /** An entry came, went or changed; observers hear of all that is in a new directory. */
  private see(entry: string, isNew: boolean, isDirectory: boolean): void {
    if (!isDirectory && !this.folders.has(entry)) return;
    this.stored.clear();
    inBackground(this.folders.see(entry, isNew, isDirectory), this.host, 'live: watching folders');
  }
}
