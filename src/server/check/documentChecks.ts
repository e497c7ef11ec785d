import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { isForwarded, pathsBehind } from '../ask/forwarded';
import { statQuietly } from '../files/turnStats';
import { type Located, toPath } from '../ask/locate';
import type { Examine, ServerFacts } from '../../protocol/doctor';
import type { LiveOptions } from '../../protocol/options';
import type { FileChange } from '../../protocol/thread';
import type { Files } from '../files/files';
import type { Folders } from '../files/folders';
import type { CheckHost, Checker } from './checker';
import type { Markups } from './markups';
import { PageErrors, type PageKey } from './pageErrors';
import type { Target } from './links';
import type { Looked } from './problemsOf';
import type { Faults } from '../faults';
import { near } from '../files/near';
import type { Live, PageError } from '../live/door';
import { inBackground, type Log } from '../log';
import type { Reply } from '../reply/reply';
import { Visits } from './doctor/visits';
import type { Routes } from '../routes/routes';
import { charsetOf } from '../types/charset';
import { takesScript, typeOf } from '../types/mime';

/** A document above this many bytes is written by a program: its mistakes are not a person's to mend. */
const LARGEST = 1024 * 1024;
/** Documents whose requests are told apart behind a forwarder. */
const MOST_LOADED = 512;
/** Paths that are remembered because they failed: only for them is a success news. */
const MOST_FAILING = 512;
/** A decoded target, and the file that would answer it. */
interface Resource {
  readonly located: Located;
  readonly file: string;
  readonly reserved: boolean;
  readonly dotted: boolean;
}

/** The part of a site that the checks ask. */
interface Site {
  readonly folders: Pick<Folders, 'segmentsOf'>;
  readonly options: LiveOptions;
  readonly log: Log;
  readonly live: Pick<Live, 'examine' | 'judge'>;
  readonly files: Pick<Files, 'read' | 'find' | 'namesAround'>;
  resourceAt(target: string): Resource;
}

const THERE: Looked = { kind: 'there' };

/** The problems of a site's documents and pages, found through the same gate and the same rules as a request. */
export class DocumentChecks {
  private readonly pageErrors: PageErrors;
  private checker: Promise<Checker> | undefined;
  private shown: readonly string[] = [];
  /** Files of the documents that were served last. */
  private readonly loaded = new Set<string>();
  /** Paths that failed once, the latest last. */
  private readonly failing = new Set<string>();
  readonly visits = new Visits();
  /** By file, when an editor's text began to stand before it. */
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
    this.checker ??= this.load();
    this.tell(checker => checker.open(files));
  }

  /** The text of an editor stands before a file, or no longer. */
  overlaid(file: string, isUnsaved: boolean): void {
    if (!isUnsaved) this.unsavedSince.delete(file);
    else if (!this.unsavedSince.has(file)) this.unsavedSince.set(file, Date.now());
    this.tell(checker => checker.typed(file));
  }

  /** Files that the editor saved, made or deleted. */
  changed(changes: readonly FileChange[]): void {
    for (const { path: file } of changes) this.tell(checker => checker.saved(file));
  }

  /**
   * The facts by which the editor tells why no page follows a file.
   * @param file in its one spelling
   * @param port the one that this server listens on
   */
  async examine(asked: Examine, file: string, port: number): Promise<ServerFacts> {
    const { site, visits } = this;
    const { examine } = await import('./doctor/examine');
    return examine(asked, file, {
      pathOf: each => `/${site.folders.segmentsOf(each).join('/')}`,
      log: site.log,
      visits,
      live: await site.live.examine(file),
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

  pageFailed(page: PageKey, error: PageError): void {
    this.pageErrors.add(page, error);
  }

  pageLeft(page: PageKey): void {
    this.pageErrors.left(page);
  }

  /** A reply went out. A failed one is told at the attribute of the page that asked for it. */
  answered(request: IncomingMessage, reply: Reply): void {
    this.visits.answered(request, reply);
    if (!this.checker) return;
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
    if (by !== undefined) this.tell(checker => checker.answered(by, path, status));
  }

  close(): void {
    this.tell(checker => checker.close());
  }

  /** Most requests succeed as they did before: nothing has to be found out about those. */
  private isNews(path: string, status: number): boolean {
    if (status < 400) return this.failing.has(path);
    this.failing.delete(path);
    this.failing.add(path);
    for (const oldest of this.failing) if (this.failing.size > MOST_FAILING) this.failing.delete(oldest);
    return true;
  }

  private readonly report: CheckHost['report'] = (source, found) => this.faults.report(source, found);

  private tell(call: (checker: Checker) => void): void {
    if (this.checker) inBackground(this.checker.then(call), this.site.log, 'Checking documents');
  }

  /** The parser that locates every tag is loaded when an editor wants it. */
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

/** The address of a file, path-absolute and encoded. */
const pathTo = ({ folders }: Site, file: string): string => toPath(folders.segmentsOf(file), false);

async function textOf({ files }: Site, file: string): Promise<string | undefined> {
  const type = await typeOf(path.basename(file));
  const bytes = takesScript(type) || type === 'text/css' ? await files.read(file, LARGEST) : undefined;
  return bytes && new TextDecoder(charsetOf(type, { bytes, isCut: false })?.name ?? 'utf-8').decode(bytes);
}

/** How an address would be answered: by a route, a file, a folder's page or listing, a clean URL or the fallback. */
async function look(site: Site, routes: Routes, target: Target, markups: Markups): Promise<Looked> {
  const resource = site.resourceAt(target.path);
  const { located, file } = resource;
  if (located.kind !== 'path' || resource.reserved || routes.methodsAt({ url: target.path }).length > 0)
    return THERE;
  const isDenied = resource.dotted && site.options.dotfiles === 'deny';
  const found = isDenied ? undefined : await fileAt(site, resource, located.folder);
  if (found === 'there') return THERE;
  if (found !== undefined) return target.fragment === undefined ? THERE : documentAt(site, found, markups);
  if (target.isLink && site.options.fallback !== '') return THERE;
  return missing(site, located.segments, located.folder ? undefined : file);
}

/** The file that answers, `there` for something else that does, undefined for nothing. */
async function fileAt(
  { files, options }: Site,
  { file }: Resource,
  isFolder: boolean,
): Promise<string | undefined> {
  const kind = await kindAt(files, file);
  if (kind === 'file') return file;
  if (kind === 'folder') {
    const index = path.join(file, 'index.html');
    return (await kindAt(files, index)) === 'file' ? index : options.directoryListing ? 'there' : undefined;
  }
  if (isFolder) {
    const isListed = options.directoryListing && (await kindAt(files, path.dirname(file))) === 'folder';
    return isListed ? 'there' : undefined;
  }
  return options.cleanUrls && (await kindAt(files, `${file}.html`)) === 'file' ? `${file}.html` : undefined;
}

async function kindAt(files: Site['files'], file: string): Promise<'file' | 'folder' | undefined> {
  const found = await files.find(file);
  if (found.kind === 'open') await found.file.handle.close();
  if (found.kind === 'missing') return undefined;
  return found.kind === 'folder' ? 'folder' : 'file';
}

async function documentAt(site: Site, file: string, markups: Markups): Promise<Looked> {
  const text = await textOf(site, file);
  if (text === undefined) return THERE;
  return { kind: 'document', markup: markups.of(file, text, pathTo(site, file)).markup };
}

async function missing(site: Site, segments: readonly string[], file: string | undefined): Promise<Looked> {
  const around = await site.files.namesAround(segments);
  const isLast = around.folder.length === segments.length - 1;
  const wanted = segments.at(-1) ?? '';
  const names = isLast ? near(wanted, around.names) : [];
  const onlyCase = names[0]?.toLowerCase() === wanted.toLowerCase();
  return { kind: 'missing', near: names, onlyCase, file };
}
