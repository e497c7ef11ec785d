import type { Source } from '../../diff/trees';
import type { Addresses } from '../addresses';
import { Queue } from '../../log';
import { inBackground } from '../background';
import type { ConnectedPage } from './connectedPage';
import type { Connection } from './connection';
import type { LiveHost } from '../door';
import { idOf, sourceIn } from '../sources';
import { absenceOf, type Missed } from './missed';
import type { Pages, Used } from './pages';

/** The sources that pages may still show. */
interface Sources {
  keep(file: string, source: Source): void;
  find(id: string, answers: (file: string) => boolean): (Source & { readonly file: string }) | undefined;
}

/** The sources of a page, and the changes that it missed. */
interface ArrivalContext {
  readonly host: Pick<LiveHost, 'folders' | 'read' | 'options' | 'log'>;
  readonly addresses: Addresses;
  readonly documents: Sources;
  readonly pages: Pages;
  readonly missed: Missed;
  /** Resolves when this page may be handled: hundreds may speak at once. */
  turn(): Promise<void>;
  isIgnored(file: string): boolean;
  /** Whether an editor's text replaces the file. */
  isUnsaved(file: string): boolean;
}

/** Pages that connect, connect again and leave. */
export class Arrivals {
  /** One message at a time: otherwise the parts of all would run in the same turn. */
  private readonly turns = new Queue();

  constructor(private readonly context: ArrivalContext) {}

  /** Finds the source that a page was made of, and the one that it shows, by the address of its channel. */
  arrive(address: string, query: URLSearchParams, connection: Connection): ConnectedPage {
    const { addresses, documents, pages } = this.context;
    const asked = addresses.named(address);
    const named = asked?.file;
    const id = query.get('document') ?? '';
    // Clean URLs, a fallback and the site's own 404 page show another file than the one in the address.
    const loaded = documents.find(id, candidate => candidate === named);
    const file = loaded?.file ?? named;
    const page = pages.add({ address, file, absence: absenceOf(query) }, connection);
    if (asked) pages.name(page, asked);
    page.loaded = loaded;
    page.shownId = query.get('shown') ?? id;
    page.shown = documents.find(page.shownId, candidate => candidate === file);
    // A new file at this address would make it another page.
    if (named !== undefined && (file !== named || !loaded))
      for (const missing of [named, ...addresses.insteadOf(named)]) pages.use(page, missing, 'other');
    return page;
  }

  /**
   * Takes the files that the page reports, over several turns of the event loop: one file 4,000 folders deep takes 10 ms (security
   * rule 19).
   * @param learn called with each file that the page was not known to use
   */
  take(page: ConnectedPage, uses: readonly Used[], learn: (file: string) => void): Promise<void> {
    return this.turns.add(async () => {
      const known = new Set(page.names.values());
      for (const use of uses) {
        await this.context.turn();
        const file = this.context.pages.reported(page, use, known);
        if (file === undefined) continue;
        learn(file);
        this.inBackground(this.makeUp(page, file));
      }
    });
  }

  /** Keeps the page's sources: after it reconnects, it needs the difference from them. */
  left(page: ConnectedPage): void {
    this.context.pages.remove(page);
    if (page.file === undefined) return;
    for (const source of page.sources) this.context.documents.keep(page.file, source);
  }

  /** Sends the page what it has missed. */
  catchUp(page: ConnectedPage): void {
    this.inBackground(this.bringAll(page));
  }

  private async bringAll(page: ConnectedPage): Promise<void> {
    // `take` catches up on the files that the page reports later.
    const inherited = [...page.uses.keys()];
    await this.recover(page);
    // A page without a source is not our HTML, but an image or an error page.
    if (page.shownId === '' && page.file !== undefined) await this.makeUp(page, page.file);
    for (const used of inherited) if (page.uses.has(used)) await this.makeUp(page, used);
    await this.bringDocument(page);
  }

  private inBackground(work: Promise<void>): void {
    inBackground(work, this.context.host, 'live: catching up');
  }

  /** A file that the page uses may have changed while it was not connected. */
  async makeUp(page: ConnectedPage, file: string): Promise<void> {
    const { host, missed } = this.context;
    if (host.options().update === 'off' || this.context.isIgnored(file)) return;
    if (await missed.has(file, page.absence))
      page.want({ file, saved: !this.context.isUnsaved(file), began: performance.now() });
  }

  /**
   * Finds the file and the source of a page that an earlier server sent. Its address may name another file or none: clean URLs, the
   * fallback and 404.html answer for others. The source is the file's, unless that has changed since.
   */
  private async recover(page: ConnectedPage): Promise<void> {
    if (page.loaded || page.shownId === '' || !page.absence.isBack) return;
    const { host, pages, documents } = this.context;
    const found = await this.fileOf(page);
    if (!found) {
      host.log(
        'info',
        `live: no file is found that ${page.address} was made of, so it follows none. Reload it.`,
      );
      return;
    }
    const named = page.file;
    if (found.file !== named) pages.adopt(page, found.file);
    if (named !== undefined && found.file !== named) pages.use(page, named, 'other');
    const source = sourceIn(found.file, found.bytes);
    if (source?.id !== page.shownId) return;
    documents.keep(found.file, source);
    page.shown ??= source;
    // Patches never change what acts at load, so this part is the same in every source that the page has shown.
    page.loaded ??= source;
  }

  /** Of the files that may answer at the page's address: the one whose source it shows, else the first existing one. */
  private async fileOf(page: ConnectedPage): Promise<{ file: string; bytes: Buffer } | undefined> {
    const { host, addresses } = this.context;
    const { fallback } = host.options();
    const instead = page.file === undefined ? [] : [page.file, ...addresses.insteadOf(page.file)];
    const others = [...(fallback === '' ? [] : [addresses.fileAt(fallback)]), addresses.fileAt('404.html')];
    let first: { file: string; bytes: Buffer } | undefined;
    for (const file of [...instead, ...others]) {
      const bytes = await host.read(file);
      if (!bytes) continue;
      if (idOf(bytes) === page.shownId) return { file, bytes };
      first ??= { file, bytes };
    }
    return first;
  }

  /** A page that shows another source than the current one has missed a change. */
  private async bringDocument(page: ConnectedPage): Promise<void> {
    const { host } = this.context;
    const { file, shownId } = page;
    const bytes = file === undefined || shownId === '' ? undefined : await host.read(file);
    if (!bytes || file === undefined || host.options().update === 'off') return;
    if (idOf(bytes) === shownId || shownId.length !== 27) return;
    // After a restart, the server may lack the source that the page shows; then only a reload helps.
    const saved = !page.shown || !this.context.isUnsaved(file);
    page.want({ file, saved, began: performance.now() });
  }
}
