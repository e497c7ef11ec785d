/** An address that a preview has shown. */
export interface Entry {
  readonly page: string;
  /** Identifies the document that showed it; undefined after a window reload and while the page loads. */
  readonly document: number | undefined;
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

/** The page went back or forward by itself: to the nearest entry with its address, or else to a new one. */
export function traverse(history: History, page: string, document?: number): History {
  const { entries, index } = history;
  const distances = entries.flatMap((entry, at) => (entry.page === page ? [at - index] : []));
  distances.sort((a, b) => Math.abs(a) - Math.abs(b));
  const [nearest] = distances;
  return nearest === undefined
    ? visit(history, page, document)
    : replace({ entries, index: index + nearest }, page, document);
}

/** Goes back (-1) or forward (1); undefined if there is no such entry. */
export function step(history: History, by: -1 | 1): History | undefined {
  const index = history.index + by;
  return index in history.entries ? { ...history, index } : undefined;
}

/** Whether a step stays in one document: the page then takes it itself and keeps its state. */
export function isWithinDocument({ entries, index }: History, by: -1 | 1): boolean {
  const [from, to] = [entries[index]?.document, entries[index + by]?.document];
  return from !== undefined && from === to;
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
