import { createHash } from 'node:crypto';
import type { Addresses } from '../addresses';
import type { ConnectedPage } from './connectedPage';
import type { Connection } from './connection';
import type { Documents } from '../update/documents';
import type { LiveHost } from '../door';
import { absenceOf, type Missed } from './missed';
import type { Pages } from './pages';

/** What must be known to tell what a page shows and what it has missed. */
export interface Known {
  readonly host: Pick<LiveHost, 'read' | 'options'>;
  readonly addresses: Addresses;
  readonly documents: Documents;
  readonly pages: Pages;
  readonly missed: Missed;
  isIgnored(file: string): boolean;
  /** Whether an editor's text stands before the file. */
  isUnsaved(file: string): boolean;
}

/** Pages that come, come back and go. */
export class Arrivals {
  constructor(private readonly known: Known) {}

  /** Finds out what a page was made of and what it shows, by what it says of itself. */
  arrive(address: string, query: URLSearchParams, connection: Connection): ConnectedPage {
    const { addresses, documents, pages } = this.known;
    const named = addresses.fileOf(address);
    const id = query.get('document') ?? '';
    // Clean URLs, a fallback and the site's own 404 page show another file than the one the address names.
    const loaded = documents.find(id, candidate => candidate === named);
    const file = loaded?.file ?? named;
    const page = pages.add({ address, file, absence: absenceOf(query) }, connection);
    page.loaded = loaded;
    page.shownId = query.get('shown') ?? id;
    page.shown = documents.find(page.shownId, candidate => candidate === file);
    // What the address names is not there, or the page would be another.
    if (named !== undefined && (file !== named || !loaded))
      for (const missing of [named, ...addresses.insteadOf(named)]) pages.use(page, missing, 'other');
    return page;
  }

  /** The page may come back and ask for the difference from what it shows. */
  left(page: ConnectedPage): void {
    this.known.pages.remove(page);
    if (page.file === undefined) return;
    for (const source of page.sources) this.known.documents.keep(page.file, source);
  }

  /** Tells the page what it has missed. */
  catchUp(page: ConnectedPage): void {
    // A page without a source of its own stands where there was none.
    if (page.shownId === '' && page.file !== undefined) void this.makeUp(page, page.file);
    for (const used of page.uses.keys()) void this.makeUp(page, used);
    void this.bringDocument(page);
  }

  /** Something that the page uses may have changed while it was not connected. */
  async makeUp(page: ConnectedPage, file: string): Promise<void> {
    const { host, missed } = this.known;
    if (host.options().update === 'off' || this.known.isIgnored(file)) return;
    if (await missed.has(file, page.absence))
      page.want({ file, saved: !this.known.isUnsaved(file), began: performance.now() });
  }

  /** A page that shows an older document than the one of the moment has missed something. */
  private async bringDocument(page: ConnectedPage): Promise<void> {
    const { host } = this.known;
    const { file, shownId } = page;
    const bytes = file === undefined || shownId === '' ? undefined : await host.read(file);
    if (!bytes || file === undefined || host.options().update === 'off') return;
    if (createHash('sha1').update(bytes).digest('base64url') === shownId || shownId.length !== 27) return;
    // What it shows may be unknown here, after a restart: then nothing but loading it again will do.
    const saved = !page.shown || !this.known.isUnsaved(file);
    page.want({ file, saved, began: performance.now() });
  }
}
