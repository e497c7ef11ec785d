import type { FromPage, ToPage, UseKind } from '../../../protocol/page';
import type { Connection } from './connection';
import { ConnectedPage, type PageEvents } from './connectedPage';
import type { Addresses, Named } from '../addresses';
import { fold } from '../kinds';
import type { Absence } from './missed';

/** Files that one page may be said to use. */
const MOST_USED = 5_000;

/** The files in use, as `watch/` keeps them. */
export interface UsedFiles {
  hold(file: string): void;
  release(file: string): void;
  /** The latest requests of a document or style. */
  askedBy(user: string): Iterable<readonly [file: string, kind: UseKind]>;
}

/** A page's position, as the address of its live channel tells it. */
export interface Arrival {
  readonly address: string;
  readonly file: string | undefined;
  readonly absence: Absence;
}

/** The pages that are connected, and what each uses. */
export class Pages {
  private readonly pages = new Set<ConnectedPage>();

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
    return [...new Set([...this.pages].flatMap(({ file }) => file ?? []))];
  }

  /** The pages whose document this file is. */
  showing(file: string): ConnectedPage[] {
    return [...this.pages].filter(page => page.file === file);
  }

  add(arrival: Arrival, connection: Connection): ConnectedPage {
    const { address, file, absence } = arrival;
    const page = new ConnectedPage(address, file, absence, connection, this.events);
    this.pages.add(page);
    if (page.file !== undefined) {
      this.files.hold(page.file);
      this.inherit(page, page.file);
    }
    return page;
  }

  /** The page shows another file than its address names. */
  adopt(page: ConnectedPage, file: string): void {
    const before = page.file;
    this.files.hold(file);
    page.file = file;
    if (before !== undefined) this.files.release(before);
    if (page.uses.delete(file)) this.files.release(file);
    this.inherit(page, file);
  }

  remove(page: ConnectedPage): void {
    if (!this.pages.delete(page)) return;
    if (page.file !== undefined) this.files.release(page.file);
    for (const file of [...page.uses.keys(), ...page.ways.keys()]) this.files.release(file);
  }

  /** A request came from the document or style `by`. */
  requested(file: string, by: string, kind: UseKind): void {
    for (const page of this.using(by)) this.use(page, file, kind);
  }

  /** Whether one of them is in a visible tab. */
  get areSeen(): boolean {
    return [...this.pages].some(page => page.visible);
  }

  /** Notes what the page says that it loaded. @returns the files that it was not known to use */
  reported(page: ConnectedPage, uses: Extract<FromPage, { type: 'uses' }>['uses']): string[] {
    const files: string[] = [];
    for (const [path, kind] of uses) {
      const named = this.addresses.named(path);
      // A link may lead out of the root: nothing there is served, and nothing there is watched.
      if (named === undefined || !this.addresses.contains(named.file)) continue;
      this.name(page, named);
      if (this.use(page, named.file, kind)) files.push(named.file);
    }
    return files;
  }

  /** Remembers the path by which a page knows a file, where it is not the file's own. */
  name(page: ConnectedPage, { file, path }: Named): void {
    if (path === this.addresses.pathOf(file) || page.names.size >= MOST_USED) return;
    page.names.set(file, path);
    const way = this.addresses.fileAt(path);
    // Another letter case or Unicode form is the file itself.
    if (fold(way) === fold(file) || page.ways.has(way)) return;
    page.ways.set(way, file);
    this.files.hold(way);
  }

  /**
   * Something happened at a path. Pages that reach a file by it through a link reach another one once the link is pointed elsewhere:
   * they hear of that one from then on.
   * @returns `file` for a path that is a file's own; else whether it leads elsewhere now
   */
  relinked(way: string, began: number): 'file' | 'same' | 'elsewhere' {
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
    page.names.delete(before);
    if (file !== way) page.names.set(file, this.addresses.pathOf(way));
    if (page.file === before) return this.adopt(page, file);
    this.use(page, file, page.uses.get(before) ?? 'other');
    const isReached = [...page.ways.values()].includes(before);
    if (!isReached && page.uses.delete(before)) this.files.release(before);
  }

  private inherit(page: ConnectedPage, user: string): void {
    for (const [file, kind] of this.files.askedBy(user)) {
      if (page.uses.has(file) || file === page.file) continue;
      this.use(page, file, kind);
      // Only requests of style sheets carry a referer other than the document's.
      if (kind === 'style') this.inherit(page, file);
    }
  }

  /** Notes that the page uses the file; true when that is new. */
  use(page: ConnectedPage, file: string, kind: UseKind): boolean {
    if (file === page.file) return false;
    const known = page.uses.get(file);
    if (known === undefined) {
      if (page.uses.size >= MOST_USED) return false;
      this.files.hold(file);
    }
    page.uses.set(file, known === undefined ? kind : stronger(known, kind));
    return known === undefined;
  }
}

const STRENGTH: readonly UseKind[] = ['other', 'resource', 'style', 'script', 'data'];

/** Of two ways to use a file, the one that decides the touch. */
const stronger = (one: UseKind, two: UseKind): UseKind =>
  STRENGTH.indexOf(two) > STRENGTH.indexOf(one) ? two : one;
