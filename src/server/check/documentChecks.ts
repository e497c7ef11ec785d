import type { IncomingMessage } from 'node:http';
import { isForwarded, pathsBehind } from '../ask/forwarded';
import { one } from '../ask/requestFields';
import { statQuietly } from '../files/turnStats';
import type { Examine, ServerFacts } from '../../protocol/doctor';
import type { FileChange } from '../../protocol/thread';
import type { Folders } from '../files/folders';
import type { CheckHost, Checker } from './checker';
import { PageErrors, type PageKey } from './pageErrors';
import { filesAt, LARGEST, look, type LookedIn, pathTo, textOf } from './looking';
import type { Faults } from '../knownFaults';
import type { Live, Loss, PageError } from '../live/door';
import { inBackground, type Log, Once } from '../log';
import type { Reply } from '../reply/reply';
import { Visits } from './doctor/visits';
import type { Routes } from '../routes/routes';

/** The most documents whose requests are told apart behind a forwarder. */
const MOST_LOADED = 512;
/** The most paths remembered as failed: a success is news only for them. */
const MOST_FAILING = 512;
/** Fetch destinations that no element has: `fetch()`, XMLHttpRequest and EventSource have an empty one. */
const OF_SCRIPTS: ReadonlySet<string> = new Set(['empty', 'worker', 'sharedworker']);
/** Developer tools ask for it in the name of the page. */
const SOURCE_MAP = /\.map(?:\?|$)/;

/** The part of a site that the checks use. */
interface Site extends LookedIn {
  readonly folders: Pick<Folders, 'segmentsOf' | 'tops' | 'fileOf'>;
  readonly log: Log;
  readonly live: Pick<Live, 'examine' | 'judge' | 'isUsed' | 'scriptsOf'>;
}

/** Finds the problems of a site's documents and pages, by the same checks and rules as a request. */
export class DocumentChecks {
  private readonly pageErrors: PageErrors;
  /** The parser that locates every tag is loaded when an editor needs it. */
  private readonly checker = new Once(() => this.load());
  private shown: readonly string[] = [];
  /** Files of recently served documents. */
  private readonly loaded = new Set<string>();
  /** Paths that failed, the latest last. */
  private readonly failing = new Set<string>();
  readonly visits = new Visits();
  /** Time since which an editor's unsaved text replaces a file, by file. */
  private readonly unsavedSince = new Map<string, number>();

  constructor(
    private readonly site: Site,
    private readonly routes: Routes,
    private readonly faults: Faults,
  ) {
    this.pageErrors = new PageErrors(() => site.options, this.report);
  }

  /** @param files absolute paths of the documents that are open in an editor; the first call begins the checks */
  opened(files: readonly string[]): void {
    const opened = this.checker.get().then(checker => checker.open(files));
    inBackground(opened, this.site.log, 'Checking documents');
  }

  /** An editor's text replaces a file, or no longer does. */
  overlaid(file: string, isUnsaved: boolean): void {
    if (!isUnsaved) this.unsavedSince.delete(file);
    else if (!this.unsavedSince.has(file)) this.unsavedSince.set(file, Date.now());
    this.tell(checker => checker.typed(file));
  }

  /** Files that the editor saved, created or deleted. */
  changed(changes: readonly FileChange[]): void {
    for (const { path: file } of changes) this.tell(checker => checker.saved(file));
  }

  /**
   * The facts from which the editor finds out why no page follows a file.
   * @param file in its one spelling
   * @param port this server's own port
   */
  async examine(asked: Examine, file: string, port: number): Promise<ServerFacts> {
    const { site, visits } = this;
    const { examine } = await import('./doctor/examine');
    return examine(asked, file, {
      pathOf: each => `/${site.folders.segmentsOf(each).join('/')}`,
      log: site.log,
      visits,
      live: await site.live.examine(file),
      read: () => site.files.read(file, LARGEST),
      isDenied: site.options.dotfiles === 'deny' && site.resourceAt(pathTo(site, file)).dotted,
      unsavedSince: this.unsavedSince.get(file),
      port,
    });
  }

  /** Options have changed. */
  touch(): void {
    this.pageErrors.configured();
    this.tell(checker => checker.touch());
  }

  /** @param shown absolute paths of the documents that pages show */
  pages(shown: readonly string[]): void {
    this.shown = shown;
    this.tell(checker => checker.show());
  }

  pageFailed(page: PageKey, error: PageError | Loss): void {
    if ('address' in error) this.tell(checker => checker.lost(error.file, error.address));
    else this.pageErrors.add(page, error);
  }

  pageLeft(page: PageKey): void {
    this.pageErrors.left(page);
  }

  /** A reply was sent. A failed one is reported at the attribute of the page that requested it. */
  answered(request: IncomingMessage, reply: Reply): void {
    this.visits.answered(request, reply);
    if (!this.checker.begun) return;
    const { status, used, rule } = reply;
    if (rule === 'document' && used) {
      this.loaded.delete(used.file);
      this.loaded.add(used.file);
      for (const oldest of this.loaded) if (this.loaded.size > MOST_LOADED) this.loaded.delete(oldest);
      return this.tell(checker => checker.loaded(used.file));
    }
    const [path = ''] = (request.url ?? '').split('#');
    if (!this.isNews(path, status)) return;
    const by = this.fileOfReferer(request);
    const isRoutes = rule === 'route' || rule === 'proxy';
    const isScripts = OF_SCRIPTS.has(one(request.headers['sec-fetch-dest']) ?? '') && !SOURCE_MAP.test(path);
    if (by !== undefined) this.tell(checker => checker.answered(by, path, { status, isRoutes, isScripts }));
  }

  close(): void {
    this.tell(checker => checker.close());
  }

  /** A success is news only for a path that failed before; for all other requests, no page is searched for. */
  private isNews(path: string, status: number): boolean {
    if (status < 400) return this.failing.has(path);
    this.failing.delete(path);
    this.failing.add(path);
    for (const oldest of this.failing) if (this.failing.size > MOST_FAILING) this.failing.delete(oldest);
    return true;
  }

  private readonly report: CheckHost['report'] = (source, found) => this.faults.report(source, found);

  private tell(call: (checker: Checker) => void): void {
    const { begun } = this.checker;
    if (begun) inBackground(begun.then(call), this.site.log, 'Checking documents');
  }

  private async load(): Promise<Checker> {
    const { site, routes } = this;
    const [{ Checker }, { Markups }] = await Promise.all([import('./checker'), import('./markups')]);
    const markups = new Markups();
    return new Checker({
      options: () => site.options,
      shown: () => this.shown,
      text: file => textOf(site, file),
      pathOf: file => pathTo(site, file),
      judge: (file, checks) => site.live.judge(file, checks),
      look: target => look(site, routes, target, markups),
      filesAt: path => filesAt(site, path),
      isUsed: file => site.live.isUsed(file),
      scriptsOf: document => site.live.scriptsOf(document),
      folders: site.folders,
      markups,
      report: this.report,
      log: site.log,
    });
  }

  /** The document or style that a Referer of this server names. */
  private fileOfReferer(request: IncomingMessage): string | undefined {
    const { referer } = request.headers;
    if (referer === undefined || !URL.canParse(referer)) return undefined;
    const { pathname } = new URL(referer);
    if (!isForwarded(request)) return this.fileAt(pathname);
    const files = pathsBehind(pathname).map(each => this.fileAt(each));
    return files.find(file => file !== undefined && (this.loaded.has(file) || statQuietly(file)?.isFile()));
  }

  private fileAt(pathname: string): string | undefined {
    const resource = this.site.resourceAt(pathname);
    return resource.located.kind === 'path' && !resource.reserved ? resource.file : undefined;
  }
}
