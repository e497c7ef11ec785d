import type { Fault } from '../../protocol/faults';
import type { LiveOptions } from '../../protocol/options';
import { inBackground, type Log } from '../log';
import { type Markup, readMarkup } from './html';
import type { Target } from './links';
import { type Checked, linkFaults, type Looked, markupFaults, requestFault } from './problemsOf';

/** The services of the server that the checks use. */
export interface CheckHost {
  /** Read on each use: options change while the server runs. */
  options(): LiveOptions;
  /** Documents that connected pages show: absolute paths. */
  shown(): Iterable<string>;
  /** The text of an HTML document as it would be served, decoded; undefined where it is no HTML, missing or too large. */
  text(file: string): Promise<string | undefined>;
  /** The address of a file below the root, path-absolute and encoded. */
  pathOf(file: string): string;
  /** How an address would be answered. */
  look(target: Target): Promise<Looked>;
  report(source: string, faults: readonly Fault[]): void;
  readonly log: Log;
}

/** Milliseconds after a change before documents are checked: a person who types is not to be told of every half word. */
const REST = 300;

interface Known {
  readonly text: string;
  readonly markup: Markup;
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
  private readonly known = new Map<string, Known>();
  private readonly failed = new Map<string, Map<string, FailedRequest>>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly host: CheckHost) {}

  /** @param files absolute paths of the documents that are open in an editor, dirty or not */
  open(files: readonly string[]): void {
    this.opened = new Set(files);
    this.touch();
  }

  /** Something changed that a check depends on: a text, a file, a page, an option. */
  touch(): void {
    if (this.opened === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), REST);
    this.timer.unref();
  }

  /**
   * A reply to a request of a page.
   * @param file the document that asked
   * @param path the address that it asked for
   */
  answered(file: string, path: string, status: number): void {
    const known = this.failed.get(file) ?? new Map<string, FailedRequest>();
    if (status < 400 ? !known.delete(path) : known.get(path)?.status === status) return;
    if (status >= 400) known.set(path, { path, status });
    this.failed.set(file, known);
    this.touch();
  }

  /** A document is being loaded anew: its requests are made again. */
  loaded(file: string): void {
    if (this.failed.delete(file)) this.touch();
  }

  close(): void {
    clearTimeout(this.timer);
    this.opened = undefined;
  }

  private start(): void {
    if (this.running) {
      this.touch();
      return;
    }
    this.running = this.check().finally(() => (this.running = undefined));
    inBackground(this.running, this.host.log, 'Checking documents');
  }

  private async check(): Promise<void> {
    const wanted = this.wanted();
    const look = onceEach((target: Target) => this.host.look(target));
    for (const file of this.known.keys()) if (!wanted.has(file)) this.forget(file);
    for (const file of wanted) {
      const text = await this.host.text(file);
      if (this.opened === undefined) return;
      if (text === undefined) this.forget(file);
      else await this.checkOne(file, text, look);
    }
  }

  private wanted(): ReadonlySet<string> {
    if (this.host.options().problems !== 'all') return new Set();
    return new Set([...(this.opened ?? []), ...this.host.shown()]);
  }

  private async checkOne(file: string, text: string, look: CheckHost['look']): Promise<void> {
    const { host } = this;
    const before = this.known.get(file);
    const markup = before?.text === text ? before.markup : readMarkup(text);
    this.known.set(file, { text, markup });
    const checked: Checked = { file, text, path: host.pathOf(file), texts: host.options().texts };
    const links = await linkFaults(checked, markup, look);
    const requests = [...(this.failed.get(file)?.values() ?? [])].flatMap(
      ({ path, status }) => requestFault(checked, markup, path, status) ?? [],
    );
    // The request that failed says more than the link that would.
    const asked = new Set(requests.map(({ line, column }) => `${line}:${column}`));
    const untold = links.filter(({ line, column }) => !asked.has(`${line}:${column}`));
    host.report(sourceOf(file), [...markupFaults(checked, markup), ...untold, ...withFixes(requests, links)]);
  }

  private forget(file: string): void {
    this.failed.delete(file);
    if (this.known.delete(file)) this.host.report(sourceOf(file), []);
  }
}

/** The fixes of the link at the same place mend the request, too. */
const withFixes = (requests: readonly Fault[], links: readonly Fault[]): Fault[] =>
  requests.map(request => {
    const link = links.find(({ line, column }) => line === request.line && column === request.column);
    return link?.fixes ? { ...request, fixes: link.fixes } : request;
  });

const sourceOf = (file: string): string => `check:${file}`;

/** The pages of a site share most of their links: each is looked up once in a check. */
function onceEach(look: CheckHost['look']): CheckHost['look'] {
  const known = new Map<string, Promise<Looked>>();
  return target => {
    const key = `${target.path} ${String(target.isLink)} ${String(target.fragment !== undefined)}`;
    const looked = known.get(key) ?? look(target);
    known.set(key, looked);
    return looked;
  };
}
