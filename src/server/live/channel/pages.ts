import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FromPage, ToPage, UseKind } from '../../../protocol/page';
import type { Connection } from './connection';
import { ConnectedPage, type PageEvents, type Pending } from './connectedPage';
import type { Addresses, Named } from '../addresses';
import { fold, isDocument } from '../kinds';
import type { Absence } from './missed';

/** The most files that one page may report as used. */
const MOST_USED = 5_000;

/** The files in use, as `watch/` keeps them. */
interface UsedFiles {
  hold(file: string): void;
  release(file: string): void;
  /** The latest requests of a document or style. */
  askedBy(user: string): Iterable<readonly [file: string, kind: UseKind]>;
  /** The links that a path leads through. */
  linksOn(way: string): readonly string[];
}

/** Pages that an update reaches in one turn of the event loop: each takes 0.2 ms, and no request may wait for a crowd (security rule 19). */
const AT_ONCE = 50;

/** Stands for an unknown document: any page may have made the request. */
export const NAMELESS = '';

/** Queues an update for many pages. */
export async function wantAll(pages: readonly ConnectedPage[], pending: Pending): Promise<void> {
  for (const [at, page] of pages.entries()) {
    if (at > 0 && at % AT_ONCE === 0) await nextTurn();
    page.want(pending);
  }
}

/** A file that a page says it uses. */
export type Used = Extract<FromPage, { type: 'uses' }>['uses'][number];

/** A page's position, as the address of its live channel tells it. */
export interface Arrival {
  readonly address: string;
  readonly file: string | undefined;
  readonly absence: Absence;
}

/** The pages that are connected, and what each uses. */
export class Pages {
  private readonly pages = new Set<ConnectedPage>();
  /** Number of pages that show each document. Read whenever a page comes or leaves, and a thousand may do so at once. */
  private readonly documents = new Map<string, number>();

  constructor(
    private readonly addresses: Addresses,
    private readonly files: UsedFiles,
    private readonly events: PageEvents,
  ) {}

  get size(): number {
    return this.pages.size;
  }

  [Symbol.iterator](): IterableIterator<ConnectedPage> {
    return this.pages.values();
  }

  /** The pages that use a file, as their document or in it. */
  using(file: string): ConnectedPage[] {
    return [...this.pages].filter(page => page.file === file || page.uses.has(file));
  }

  /** Absolute paths of the documents that pages show, each once. */
  get shown(): readonly string[] {
    return [...this.documents.keys()];
  }

  /** The pages whose document this file is. */
  showing(file: string): ConnectedPage[] {
    return [...this.pages].filter(page => page.file === file);
  }

  /** The scripts that pages of a document use, each once. */
  scriptsOf(document: string): string[] {
    const uses = this.showing(document).flatMap(page => [...page.uses]);
    return [...new Set(uses.flatMap(([file, kind]) => (kind === 'script' ? file : [])))];
  }

  add(arrival: Arrival, connection: Connection): ConnectedPage {
    const { address, file, absence } = arrival;
    const page = new ConnectedPage(address, file, absence, connection, this.events);
    this.pages.add(page);
    page.beside = this.pages;
    this.inherit(page, NAMELESS);
    if (page.file !== undefined) {
      this.files.hold(page.file);
      this.count(page.file, 1);
      this.inherit(page, page.file);
    }
    return page;
  }

  /** The page shows another file than its address names. */
  adopt(page: ConnectedPage, file: string): void {
    // The page may have left while its file was looked up.
    if (!this.pages.has(page)) return;
    const before = page.file;
    this.files.hold(file);
    this.count(file, 1);
    page.file = file;
    if (before !== undefined) {
      this.files.release(before);
      this.count(before, -1);
    }
    if (page.uses.delete(file)) this.files.release(file);
    this.inherit(page, file);
  }

  remove(page: ConnectedPage): void {
    if (!this.pages.delete(page)) return;
    if (page.file !== undefined) {
      this.files.release(page.file);
      this.count(page.file, -1);
    }
    for (const file of [...page.uses.keys(), ...page.ways.keys(), ...page.links]) this.files.release(file);
  }

  /** A request came from the document or style `by`. */
  requested(file: string, by: string, kind: UseKind): void {
    for (const page of by === NAMELESS ? this.pages : this.using(by)) this.use(page, file, kind);
  }

  /** Whether any page is in a visible tab. */
  get areSeen(): boolean {
    return [...this.pages].some(page => page.visible);
  }

  /** Whether pages reach files through a link at this path. */
  isWay(path: string): boolean {
    return [...this.pages].some(({ ways, links }) => ways.has(path) || links.has(path));
  }

  /**
   * Notes a file that the page reports as loaded.
   * @param known the files that it has reported so far
   * @returns the file if the page was not known to use it, or not by this path
   */
  reported(page: ConnectedPage, [path, kind]: Used, known: Set<string>): string | undefined {
    // The page may have left while its earlier files were taken.
    const named = this.pages.has(page) ? this.addresses.named(path) : undefined;
    // A link may lead out of the root: nothing there is served or watched.
    if (named === undefined || !this.addresses.contains(named.file)) return undefined;
    const isOther = this.name(page, named) && known.has(named.file);
    known.add(named.file);
    return this.use(page, named.file, kind) || isOther ? named.file : undefined;
  }

  /** Remembers a path by which the page knows a file. @returns whether the path is new */
  name(page: ConnectedPage, { file, path }: Named): boolean {
    if (page.names.has(path) || page.names.size >= MOST_USED) return false;
    page.names.set(path, file);
    if (path !== this.addresses.pathOf(file)) this.lead(page, path, file);
    return true;
  }

  /** Watches the path by which a page reaches a file, if the file's own path is another one. */
  private lead(page: ConnectedPage, path: string, file: string): void {
    const way = this.addresses.fileAt(path);
    // A path in another letter case or Unicode form is the file itself.
    if (fold(way) === fold(file) || page.ways.has(way)) return;
    page.ways.set(way, file);
    this.files.hold(way);
    this.follow(page, way);
  }

  /** Also watches the links behind the first one: each may get another target. */
  private follow(page: ConnectedPage, way: string): void {
    for (const link of this.files.linksOn(way)) {
      if (page.links.has(link) || page.ways.has(link)) continue;
      page.links.add(link);
      this.files.hold(link);
    }
  }

  /**
   * Something happened at a path. If a link on it got another target, the pages that use it now hear of the new target.
   * @returns `file` if the path is a file's own, `link` if only other paths lead through it; otherwise whether its target changed
   */
  relinked(way: string, began: number): 'file' | 'link' | 'same' | 'elsewhere' {
    const behind = [...this.pages].filter(({ links }) => links.has(way));
    for (const each of new Set(behind.flatMap(({ ways }) => [...ways.keys()]))) this.point(each, began);
    const pointed = this.point(way, began);
    return pointed === 'file' && behind.length > 0 ? 'link' : pointed;
  }

  private point(way: string, began: number): 'file' | 'same' | 'elsewhere' {
    const pages = [...this.pages].filter(({ ways }) => ways.has(way));
    if (pages.length === 0) return 'file';
    const file = this.addresses.reachedBy(way);
    const moved = pages.filter(({ ways }) => ways.get(way) !== file);
    for (const page of moved) {
      this.move(page, way, file);
      page.want({ file, saved: true, began });
    }
    if (moved.length > 0) return 'elsewhere';
    return file === way ? 'file' : 'same';
  }

  broadcast(message: ToPage): void {
    const text = JSON.stringify(message);
    for (const page of this.pages) page.connection.sendText(text);
  }

  private move(page: ConnectedPage, way: string, file: string): void {
    const before = page.ways.get(way) ?? way;
    page.ways.set(way, file);
    this.follow(page, way);
    for (const path of page.names.keys()) if (this.addresses.fileAt(path) === way) page.names.set(path, file);
    if (page.file === before) return this.adopt(page, file);
    this.use(page, file, page.uses.get(before) ?? 'other');
    if (page.namesOf(before).length === 0 && page.uses.delete(before)) this.files.release(before);
  }

  private count(document: string, more: 1 | -1): void {
    const now = (this.documents.get(document) ?? 0) + more;
    if (now > 0) this.documents.set(document, now);
    else this.documents.delete(document);
  }

  private inherit(page: ConnectedPage, user: string): void {
    for (const [file, kind] of this.files.askedBy(user)) {
      if (page.uses.has(file) || file === page.file) continue;
      this.use(page, file, kind);
    }
  }

  /** Notes that the page uses the file; true when that is new. */
  use(page: ConnectedPage, file: string, kind: UseKind): boolean {
    if (file === page.file) {
      page.readsItself ||= kind === 'data';
      return false;
    }
    const known = page.uses.get(file);
    if (known === undefined) {
      if (page.uses.size >= MOST_USED) return false;
      this.files.hold(file);
    }
    page.uses.set(file, known === undefined ? kind : stronger(known, kind));
    // Requests of style sheets, and of drawings in an `<object>`, carry a referer other than the document's.
    if (known === undefined && (kind === 'style' || kind === 'other') && !isDocument(file))
      this.inherit(page, file);
    return known === undefined;
  }
}

const STRENGTH: readonly UseKind[] = ['other', 'resource', 'style', 'script', 'data'];

/** Of two ways to use a file, the one that decides how it is updated. */
const stronger = (one: UseKind, two: UseKind): UseKind =>
  STRENGTH.indexOf(two) > STRENGTH.indexOf(one) ? two : one;
