import type { Fault } from '../../protocol/faults';
import type { LiveOptions } from '../../protocol/serverOptions';
import type { Check } from '../../protocol/page';
import type { Folders } from '../files/folders';
import { inBackground, type Log } from '../log';
import { Slices } from '../routes/slices';
import { type Failed, type FailedByAddress, FailedRequests, NONE } from './failedRequests';
import type { Target } from './links';
import { LinkAnswers } from './linkAnswers';
import type { Markups, ReadText } from './markups';
import { NamedFiles } from './namedFiles';
import { mistakesIn } from './drops';
import {
  type Checked,
  dropFaults,
  linkFaults,
  type LinkAnswer,
  markupFaults,
  spotOf,
  withFixes,
} from './problemsOf';
import { requestFaults } from './requestFaults';

/** The part of the server that the checks use. */
export interface CheckHost {
  /** Read on each use: options change while the server runs. */
  options(): LiveOptions;
  /** Documents that connected pages show: absolute paths. */
  shown(): Iterable<string>;
  /** The text of a document, style sheet or script as it would be served, decoded; undefined where it is none, missing or too large. */
  text(file: string): Promise<string | undefined>;
  /** The address of a file below the root, path-absolute and encoded. */
  pathOf(file: string): string;
  /** The positions of the pieces that the browser of a page drops; undefined if no page answers. */
  judge(file: string, checks: readonly Check[]): Promise<readonly number[] | undefined>;
  /** How an address would be answered. */
  look(target: Target): Promise<LinkAnswer>;
  /** The files that may answer an address (`path` has its query), existing or not. */
  filesAt(path: string): readonly string[];
  /** Whether a connected page shows or uses a file. */
  isUsed(file: string): boolean;
  /** The scripts that connected pages of a document use. */
  scriptsOf(document: string): readonly string[];
  readonly folders: Pick<Folders, 'tops' | 'fileOf'>;
  readonly markups: Markups;
  report(source: string, faults: readonly Fault[]): void;
  readonly log: Log;
}

/** Milliseconds after a change before documents are checked, so that half-typed words are not reported. */
const REST = 300;
/** The most changed files between two checks that are handled one by one. */
const MOST_NEWS = 50;

/** The most links of one document whose files are watched: a document with 100,000 must not block requests. */
const MOST_NAMED = 1_000;

/** The last check of a file. */
interface Done {
  readonly read: ReadText;
  /** Generation of the link answers that it used. */
  readonly generation: number;
}

/**
 * Checks documents that an editor has open or a connected page shows: markup, ids, links, and requests that failed.
 * It begins with the first list of open documents: without an editor there is no Problems view to fill.
 */
export class Checker {
  private opened: ReadonlySet<string> | undefined;
  private readonly done = new Map<string, Done>();
  private readonly failed = new FailedRequests();
  /** Files to check again, although no link answer was forgotten. */
  private readonly due = new Set<string>();
  private readonly answers: LinkAnswers;
  private readonly named: NamedFiles;
  /** Files written, created or removed since the last check. */
  private readonly news = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly host: CheckHost) {
    this.answers = new LinkAnswers(target => host.look(target));
    this.named = new NamedFiles({
      tops: () => host.folders.tops,
      fileOf: file => host.folders.fileOf(file),
      onChange: file => this.heard(file),
      log: (level, text) => host.log.event(level, text),
    });
  }

  /** @param files absolute paths of the documents that are open in an editor, dirty or not */
  open(files: readonly string[]): void {
    const { opened } = this;
    this.opened = new Set(files);
    if (opened) this.begin();
    else this.show();
  }

  /** Options have changed. */
  touch(): void {
    this.answers.forget();
    this.begin();
  }

  /** Other pages have connected, and their browsers have not been asked yet. */
  show(): void {
    // The scripts of a page are known once it is connected.
    for (const file of [...this.failed.pages(this.host), ...this.failed.askers]) this.due.add(file);
    for (const [file, { read }] of this.done) if (read.pieces.length > 0) this.due.add(file);
    this.begin();
  }

  /** A file was saved, created or deleted: broken links may work now, and working ones may be broken. */
  saved(file: string): void {
    this.news.add(file);
    this.begin();
  }

  /** The text of a file has changed: documents that link into it are checked again. */
  typed(file: string): void {
    this.outdated(file);
    this.begin();
  }

  private outdated(file: string): void {
    this.due.add(file);
    this.answers.forgetDocuments();
    const path = this.host.pathOf(file);
    for (const [other, { read }] of this.done)
      if (read.links.some(({ target }) => target.fragment !== undefined && target.path === path))
        this.due.add(other);
  }

  private heard(file: string): void {
    this.news.add(file);
    // A running timer is not restarted: a program that writes all the time must not postpone the check for ever.
    if (this.timer === undefined) this.begin();
  }

  private takeNews(): void {
    if (this.news.size > MOST_NEWS) this.answers.forget();
    else
      for (const file of this.news) {
        this.answers.forgetPath(this.host.pathOf(file));
        this.outdated(file);
      }
    this.news.clear();
  }

  /**
   * A reply to a request of a page.
   * @param file the document, style sheet or script that asked
   * @param path the address that it asked for
   */
  answered(file: string, path: string, failed: Failed): void {
    if (this.failed.answered(file, path, failed)) this.failing(file);
  }

  /** An element of a document could not load an address. */
  lost(file: string, address: string): void {
    if (this.failed.lost(file, address)) this.failing(file);
  }

  private failing(file: string): void {
    this.due.add(file);
    // The document that loads a module is told of it, too.
    for (const document of this.host.shown()) if (this.failed.of(document).size > 0) this.due.add(document);
    // A running timer is not restarted: a page that requests new addresses all the time must not postpone the check for ever.
    if (this.timer === undefined) this.begin();
  }

  /** A document is being reloaded and repeats its requests. */
  loaded(file: string): void {
    if (!this.failed.loaded(file)) return;
    this.due.add(file);
    this.begin();
  }

  close(): void {
    clearTimeout(this.timer);
    this.opened = undefined;
    this.named.close();
  }

  private begin(): void {
    if (this.opened === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), REST);
    this.timer.unref();
  }

  private start(): void {
    this.timer = undefined;
    if (this.running) {
      this.begin();
      return;
    }
    this.running = this.check().finally(() => (this.running = undefined));
    inBackground(this.running, this.host.log, 'Checking documents');
  }

  private async check(): Promise<void> {
    this.answers.begin();
    this.takeNews();
    const wanted = this.wanted();
    this.named.keep(wanted);
    for (const file of this.due) if (!wanted.has(file)) this.due.delete(file);
    for (const file of this.done.keys()) if (!wanted.has(file)) this.forget(file);
    for (const file of wanted) {
      if (!this.isDue(file)) continue;
      this.due.delete(file);
      // A file that cannot be checked must not stop the others.
      await this.checkFile(file).catch((error: unknown) => {
        this.forget(file);
        this.host.log.event('error', `Checking ${this.host.pathOf(file)} failed: ${String(error)}`);
      });
      if (this.opened === undefined) return;
    }
  }

  private async checkFile(file: string): Promise<void> {
    const { generation } = this.answers;
    if (!this.named.has(file)) this.named.hold(file, []);
    const text = await this.host.text(file);
    if (this.opened === undefined) return;
    if (text === undefined) this.forget(file);
    else await this.checkOne(file, text, generation);
  }

  private isDue(file: string): boolean {
    return this.due.has(file) || this.done.get(file)?.generation !== this.answers.generation;
  }

  /** The files to check. A style sheet is one of them once one of its requests has failed. */
  private wanted(): ReadonlySet<string> {
    if (this.host.options().problems !== 'all') return new Set();
    return new Set([...(this.opened ?? []), ...this.host.shown(), ...this.failed.askers]);
  }

  private async checkOne(file: string, text: string, generation: number): Promise<void> {
    const { host } = this;
    const path = host.pathOf(file);
    const read = await host.markups.of(file, text, path);
    if (this.opened === undefined) return;
    this.done.set(file, { read, generation });
    // Watched before they are looked up: a file created in between would cause no event.
    const paths = new Set(read.links.slice(0, MOST_NAMED).map(({ target }) => target.path));
    const named = [...paths].flatMap(each => host.filesAt(each));
    this.named.hold(file, named);
    const { texts, trusted } = host.options();
    const checked: Checked = { file, text, path, at: read.at, texts };
    const slices = new Slices();
    const links = await linkFaults(checked, read.markup, read.links, this.answers.of, slices);
    const failed = trusted ? this.failedOf(file) : NONE;
    const requests = await requestFaults(checked, read, failed, links, host, slices);
    // A failed request says more than the broken link at the same place.
    const asked = new Set(requests.map(spotOf));
    const untold = links.filter(link => !asked.has(spotOf(link)));
    host.report(sourceOf(file), [
      ...markupFaults(checked, read.markup),
      ...untold,
      ...withFixes(requests, links),
    ]);
    if (trusted) inBackground(this.tellDrops(checked, read), host.log, 'Asking a page about its style');
  }

  /** A module that failed because of one of its own imports is not reported here, but that import. */
  private failedOf(file: string): FailedByAddress {
    const all = [...this.failed.of(file)];
    const isOwn = ([address, { status }]: (typeof all)[number]): boolean =>
      status > 0 || this.host.filesAt(address).every(each => this.failed.of(each).size === 0);
    return new Map(all.filter(isOwn));
  }

  /** The answer of a page takes time, so the other problems are reported without waiting for it. */
  private async tellDrops(checked: Checked, read: ReadText): Promise<void> {
    const { host } = this;
    const dropped =
      read.pieces.length === 0
        ? []
        : await host.judge(
            checked.file,
            read.pieces.map(({ check }) => check),
          );
    // A newer text may have been read meanwhile.
    if (this.done.get(checked.file)?.read !== read) return;
    host.report(dropsOf(checked.file), dropFaults(checked, mistakesIn(read.pieces, dropped ?? [])));
  }

  private forget(file: string): void {
    this.failed.forget(file);
    if (!this.done.delete(file)) return;
    this.host.report(sourceOf(file), []);
    this.host.report(dropsOf(file), []);
  }
}

const dropsOf = (file: string): string => `css:${file}`;
const sourceOf = (file: string): string => `check:${file}`;
