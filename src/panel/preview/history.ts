import type { Arrival, Scroll } from '../../protocol/frame';

/** An address that a preview has shown. */
export interface Entry {
  readonly page: string;
  /** Identifies the document that showed it; undefined after a window reload and while the page loads. */
  readonly document: number | undefined;
  /** How far the page was scrolled when it was left. */
  readonly scroll?: Scroll;
}

/** The addresses that a preview has shown, and the index of the current one. Never empty. */
export interface History {
  readonly entries: readonly Entry[];
  readonly index: number;
}

/** The most entries kept; more would bloat the state that VS Code stores for the panel. */
const MOST = 50;

export function startAt(page: string): History {
  return { entries: [{ page, document: undefined }], index: 0 };
}

export function currentPage(history: History): string {
  return history.entries[history.index]?.page ?? '';
}

/** The document of the current entry. */
export function documentOf({ entries, index }: History): number | undefined {
  return entries[index]?.document;
}

/** Whether the current entry is of this document. */
export function isAt(history: History, document: number | undefined): boolean {
  return document !== undefined && documentOf(history) === document;
}

/** Adds a page after the current one and drops all entries after that, as browsers do. */
export function visit(history: History, page: string, document?: number): History {
  if (page === currentPage(history)) return replace(history, page, document);
  const entries = [...history.entries.slice(0, history.index + 1), { page, document }].slice(-MOST);
  return { entries, index: entries.length - 1 };
}

/** Replaces the current entry: a redirect must not become an entry of its own. */
export function replace(history: History, page: string, document?: number): History {
  return {
    ...history,
    entries: history.entries.map((entry, index) => (index === history.index ? { page, document } : entry)),
  };
}

/** The page went back or forward by itself: selects the nearest entry with its address, or adds one. */
export function traverse(history: History, page: string, document?: number): History {
  const { entries, index } = history;
  const distances = entries.flatMap((entry, at) => (entry.page === page ? [at - index] : []));
  distances.sort((a, b) => Math.abs(a) - Math.abs(b));
  const [nearest] = distances;
  return nearest === undefined
    ? visit(history, page, document)
    : replace({ entries, index: index + nearest }, page, document);
}

/** A navigation that the page has announced. */
export interface Leaving {
  readonly page: string;
  /** Whether it replaces the page in the history. */
  readonly replaces: boolean;
}

export function leaveFor(history: History, { page, replaces }: Leaving, document?: number): History {
  return replaces ? replace(history, page, document) : visit(history, page, document);
}

/**
 * A page reports its address.
 * @param leaving announced by the previous page; a document that arrives `unannounced` came from going back or forward
 */
export function arriveAt(
  history: History,
  { page, document }: Entry,
  how: Arrival,
  leaving: Leaving | 'unannounced' | undefined,
): History {
  const isOther = how === 'load' && !isAt(history, document);
  if (how === 'replace' || how === 'title') return replace(history, page, document);
  if (how === 'traverse' || (isOther && leaving === 'unannounced')) return traverse(history, page, document);
  const replaces = isOther && typeof leaving === 'object' && leaving.replaces;
  // A redirect may have led to another page than announced.
  return leaveFor(history, { page, replaces }, document);
}

/** Remembers how far a document was scrolled. */
export function scrolledTo({ entries, index }: History, document: number, scroll: Scroll): History {
  return {
    entries: entries.map(entry => (entry.document === document ? { ...entry, scroll } : entry)),
    index,
  };
}

/** Goes back or forward this many steps; undefined if there is no such entry. */
export function step(history: History, by: number): History | undefined {
  const index = history.index + by;
  return index in history.entries ? { ...history, index } : undefined;
}

/** Whether steps stay in one document: the page then takes them itself and keeps its state. */
export function isWithinDocument(history: History, by: number): boolean {
  const { entries, index } = history;
  const document = entries[index]?.document;
  const passed = entries.slice(Math.min(index, index + by), Math.max(index, index + by) + 1);
  return document !== undefined && passed.every(entry => entry.document === document);
}

/** The addresses, for `vscode.setState`. */
export function pagesOf({ entries }: History): readonly string[] {
  return entries.map(entry => entry.page);
}

/** Validates a stored history; undefined if it is not one. */
export function restore(entries: unknown, index: unknown): History | undefined {
  if (!Array.isArray(entries) || typeof index !== 'number' || !(index in entries)) return undefined;
  const pages = entries.filter(entry => typeof entry === 'string');
  if (pages.length !== entries.length || pages.length > MOST) return undefined;
  return { entries: pages.map(page => ({ page, document: undefined })), index };
}
