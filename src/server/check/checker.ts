import type { Fault } from '../../protocol/faults';
import type { LiveOptions } from '../../protocol/options';
import type { Check } from '../../protocol/page';
import { inBackground, type Log } from '../log';
import type { Target } from './links';
import { Looks } from './looks';
import type { Markups, ReadText } from './markups';
import { mistakesIn } from './drops';
import { type Checked, dropFaults, linkFaults, type Looked, markupFaults, requestFault } from './problemsOf';

/** The services of the server that the checks use. */
export interface CheckHost {
  /** Read on each use: options change while the server runs. */
  options(): LiveOptions;
  /** Documents that connected pages show: absolute paths. */
  shown(): Iterable<string>;
  /** The text of a document or style sheet as it would be served, decoded; undefined where it is neither, missing or too large. */
  text(file: string): Promise<string | undefined>;
  /** The address of a file below the root, path-absolute and encoded. */
  pathOf(file: string): string;
  /** The positions of the pieces that the browser of a page drops; undefined where no page answers. */
  judge(file: string, checks: readonly Check[]): Promise<readonly number[] | undefined>;
  /** How an address would be answered. */
  look(target: Target): Promise<Looked>;
  readonly markups: Markups;
  report(source: string, faults: readonly Fault[]): void;
  readonly log: Log;
}

/** Milliseconds after a change before documents are checked: a person who types is not to be told of every half word. */
const REST = 300;

/** The last check of a file. */
interface Done {
  readonly read: ReadText;
  /** Of the looks that it was made with. */
  readonly generation: number;
}

/** A request that failed, by the document that asked. */
interface FailedRequest {
  readonly path: string;
  readonly status: number;
}

/**
 * Checks documents that an editor has open or a connected page shows: markup, ids, links, and requests that failed.
 * It begins with the first list of open documents: without an editor there is no Problems view to fill.
 */
export class Checker {
  private opened: ReadonlySet<string> | undefined;
  private readonly done = new Map<string, Done>();
  private readonly failed = new Map<string, Map<string, FailedRequest>>();
  /** Files whose last check is out of date, though nothing was forgotten. */
  private readonly due = new Set<string>();
  private readonly looks: Looks;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly host: CheckHost) {
    this.looks = new Looks(target => host.look(target));
  }

  /** @param files absolute paths of the documents that are open in an editor, dirty or not */
  open(files: readonly string[]): void {
    this.opened = new Set(files);
    this.begin();
  }

  /** Options have changed. */
  touch(): void {
    this.looks.forget();
    this.begin();
  }

  /** Other pages are connected: their browsers have not been asked yet. */
  show(): void {
    for (const [file, { read }] of this.done) if (read.pieces.length > 0) this.due.add(file);
    this.begin();
  }

  /** A file was saved, made or deleted: addresses that lead nowhere may lead there, and those that led there nowhere. */
  saved(file: string): void {
    this.looks.forgetPath(this.host.pathOf(file));
    this.typed(file);
  }

  /** The text of a file has changed: others are checked again where they link into it. */
  typed(file: string): void {
    this.due.add(file);
    this.looks.forgetDocuments();
    const path = this.host.pathOf(file);
    for (const [other, { read }] of this.done)
      if (read.links.some(({ target }) => target.fragment !== undefined && target.path === path))
        this.due.add(other);
    this.begin();
  }

  /**
   * A reply to a request of a page.
   * @param file the document or style sheet that asked
   * @param path the address that it asked for
   */
  answered(file: string, path: string, status: number): void {
    const known = this.failed.get(file) ?? new Map<string, FailedRequest>();
    if (status < 400 ? !known.delete(path) : known.get(path)?.status === status) return;
    if (status >= 400) known.set(path, { path, status });
    if (known.size > 0) this.failed.set(file, known);
    else this.failed.delete(file);
    this.due.add(file);
    this.begin();
  }

  /** A document is being loaded anew: its requests are made again. */
  loaded(file: string): void {
    if (!this.failed.delete(file)) return;
    this.due.add(file);
    this.begin();
  }

  close(): void {
    clearTimeout(this.timer);
    this.opened = undefined;
  }

  private begin(): void {
    if (this.opened === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), REST);
    this.timer.unref();
  }

  private start(): void {
    if (this.running) {
      this.begin();
      return;
    }
    this.running = this.check().finally(() => (this.running = undefined));
    inBackground(this.running, this.host.log, 'Checking documents');
  }

  private async check(): Promise<void> {
    this.looks.begin();
    const wanted = this.wanted();
    for (const file of this.done.keys()) if (!wanted.has(file)) this.forget(file);
    for (const file of wanted) {
      if (!this.isDue(file)) continue;
      this.due.delete(file);
      const { generation } = this.looks;
      const text = await this.host.text(file);
      if (this.opened === undefined) return;
      if (text === undefined) this.forget(file);
      else await this.checkOne(file, text, generation);
    }
  }

  private isDue(file: string): boolean {
    return this.due.has(file) || this.done.get(file)?.generation !== this.looks.generation;
  }

  /** Style sheets count once a request of theirs has failed, too. */
  private wanted(): ReadonlySet<string> {
    if (this.host.options().problems !== 'all') return new Set();
    return new Set([...(this.opened ?? []), ...this.host.shown(), ...this.failed.keys()]);
  }

  private async checkOne(file: string, text: string, generation: number): Promise<void> {
    const { host } = this;
    const path = host.pathOf(file);
    const read = host.markups.of(file, text, path);
    this.done.set(file, { read, generation });
    const checked: Checked = { file, text, path, at: read.at, texts: host.options().texts };
    const links = await linkFaults(checked, read.markup, read.links, this.looks.of);
    const requests = [...(this.failed.get(file)?.values() ?? [])].flatMap(
      each => requestFault(checked, read.links, each.path, each.status) ?? [],
    );
    // The request that failed says more than the link that would.
    const asked = new Set(requests.map(({ line, column }) => `${line}:${column}`));
    const untold = links.filter(({ line, column }) => !asked.has(`${line}:${column}`));
    host.report(sourceOf(file), [
      ...markupFaults(checked, read.markup),
      ...untold,
      ...withFixes(requests, links),
    ]);
    inBackground(this.tellDrops(checked, read), host.log, 'Asking a page about its style');
  }

  /** The answer of a page takes its time: the other problems do not wait for it. */
  private async tellDrops(checked: Checked, read: ReadText): Promise<void> {
    const { host } = this;
    const dropped =
      read.pieces.length === 0
        ? []
        : await host.judge(
            checked.file,
            read.pieces.map(({ check }) => check),
          );
    // Another text may have been read meanwhile.
    if (this.done.get(checked.file)?.read !== read) return;
    host.report(dropsOf(checked.file), dropFaults(checked, mistakesIn(read.pieces, dropped ?? [])));
  }

  private forget(file: string): void {
    this.failed.delete(file);
    if (!this.done.delete(file)) return;
    this.host.report(sourceOf(file), []);
    this.host.report(dropsOf(file), []);
  }
}

/** The fixes of the link at the same place mend the request, too. */
const withFixes = (requests: readonly Fault[], links: readonly Fault[]): Fault[] =>
  requests.map(request => {
    const link = links.find(({ line, column }) => line === request.line && column === request.column);
    return link?.fixes ? { ...request, fixes: link.fixes } : request;
  });

const dropsOf = (file: string): string => `css:${file}`;
const sourceOf = (file: string): string => `check:${file}`;
