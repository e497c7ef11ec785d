/**
 * The most failed requests remembered per asker (a document, style sheet or script), and the most askers. A
 * page may request new addresses endlessly.
 */
const MOST = 500;
/** Milliseconds in which a document that was served connects, if it has the page script at all. */
const ARRIVING = 10_000;

/** A request that failed. */
export interface Failed {
  /** 0 where only the page knows of it. */
  readonly status: number;
  /** Whether a route of the folder answered: scripts ask for such answers on purpose. */
  readonly isRoutes: boolean;
  /** Whether only a script can have sent it, such as by `fetch()`: no attribute names the address. */
  readonly isScripts: boolean;
}

/** The connected pages. */
interface Pages {
  /** Absolute paths of the documents that they show. */
  shown(): Iterable<string>;
  isUsed(file: string): boolean;
}

export type FailedByAddress = ReadonlyMap<string, Failed>;

export const NONE: FailedByAddress = new Map();

/** Requests that failed, by the document, style sheet or script that asked, for as long as a page has it. */
export class FailedRequests {
  private readonly byAsker = new Map<string, Map<string, Failed>>();
  /** Documents that were served and have not connected since, by the time of it. */
  private readonly arriving = new Map<string, number>();
  private shown: ReadonlySet<string> = new Set();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A reply to a request. @returns whether it is news */
  answered(asker: string, address: string, failed: Failed): boolean {
    const known = this.byAsker.get(asker) ?? new Map<string, Failed>();
    const { status } = failed;
    if (status < 400 ? !known.delete(address) : known.get(address)?.status === status) return false;
    if (status >= 400) setLatest(known, address, failed);
    this.keep(asker, known);
    return true;
  }

  /** An element could not load an address; an answer of this server says more. @returns whether it is news */
  lost(asker: string, address: string): boolean {
    const known = this.byAsker.get(asker) ?? new Map<string, Failed>();
    if (known.has(address)) return false;
    setLatest(known, address, { status: 0, isRoutes: false, isScripts: false });
    this.keep(asker, known);
    return true;
  }

  /** A document is being loaded anew: its requests are made again. @returns whether it had any that failed */
  loaded(document: string): boolean {
    this.arriving.delete(document);
    setLatest(this.arriving, document, this.now());
    return this.byAsker.delete(document);
  }

  /**
   * Pages came or left.
   * @returns the askers that no page has any more
   */
  pages(host: Pages): readonly string[] {
    const shown = new Set(host.shown());
    for (const [document, since] of this.arriving)
      if (shown.has(document) || this.now() - since > ARRIVING) this.arriving.delete(document);
    const hasLeft = [...this.shown].some(document => !shown.has(document));
    // A page that loads again may request style sheets and scripts before it connects.
    const ended = hasLeft ? [...this.byAsker.keys()].filter(asker => this.isOver(asker, host)) : [];
    this.shown = shown;
    for (const asker of ended) this.byAsker.delete(asker);
    return ended;
  }

  of(asker: string): FailedByAddress {
    return this.byAsker.get(asker) ?? NONE;
  }

  get askers(): readonly string[] {
    return [...this.byAsker.keys()];
  }

  forget(asker: string): void {
    this.byAsker.delete(asker);
  }

  private isOver(asker: string, host: Pages): boolean {
    if (host.isUsed(asker)) return false;
    return this.shown.has(asker) ? !this.arriving.has(asker) : this.arriving.size === 0;
  }

  private keep(asker: string, known: Map<string, Failed>): void {
    if (known.size > 0) setLatest(this.byAsker, asker, known);
    else this.byAsker.delete(asker);
  }
}

/** Sets a value as the latest entry; above the limit, the oldest entry is removed. */
function setLatest<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) if (map.size > MOST) map.delete(oldest);
}
