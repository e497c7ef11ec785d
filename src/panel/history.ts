/** The pages that a preview has shown, and the index of the current one. Never empty. */
export interface History {
  readonly entries: readonly string[];
  readonly index: number;
}

/** The most entries kept; more would bloat the state that VS Code stores for the panel. */
const MOST = 50;

export function startAt(page: string): History {
  return { entries: [page], index: 0 };
}

export function currentPage(history: History): string {
  return history.entries[history.index] ?? '';
}

/** Adds a page after the current one and drops all entries after that, as browsers do. */
export function visit(history: History, page: string): History {
  if (page === currentPage(history)) return history;
  const entries = [...history.entries.slice(0, history.index + 1), page].slice(-MOST);
  return { entries, index: entries.length - 1 };
}

/** Replaces the address of the current entry: a redirect must not become an entry of its own. */
export function replace(history: History, page: string): History {
  return {
    ...history,
    entries: history.entries.map((entry, index) => (index === history.index ? page : entry)),
  };
}

/** Goes back (-1) or forward (1); undefined if there is no such entry. */
export function step(history: History, by: -1 | 1): History | undefined {
  const index = history.index + by;
  return index in history.entries ? { ...history, index } : undefined;
}

/** Validates a stored history; undefined if it is not one. */
export function restore(entries: unknown, index: unknown): History | undefined {
  if (!Array.isArray(entries) || typeof index !== 'number' || !(index in entries)) return undefined;
  const pages = entries.filter(entry => typeof entry === 'string');
  return pages.length === entries.length && pages.length <= MOST ? { entries: pages, index } : undefined;
}
