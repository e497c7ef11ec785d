/** The pages that a preview has shown and which of them it shows now. Never empty. */
export interface History {
  readonly entries: readonly string[];
  readonly index: number;
}

/** As many as a person goes back, and no more than fits a panel's state. */
const MOST = 50;

export function startAt(page: string): History {
  return { entries: [page], index: 0 };
}

export function currentPage(history: History): string {
  return history.entries[history.index] ?? '';
}

/** A person went on to a page: it comes after the current one, and what came after that is gone. */
export function visit(history: History, page: string): History {
  if (page === currentPage(history)) return history;
  const entries = [...history.entries.slice(0, history.index + 1), page].slice(-MOST);
  return { entries, index: entries.length - 1 };
}

/** The current page turned out to have another address: a redirect must not be a step to go back to. */
export function replace(history: History, page: string): History {
  return {
    ...history,
    entries: history.entries.map((entry, index) => (index === history.index ? page : entry)),
  };
}

/** A step back (-1) or forward (1); undefined where there is none. */
export function step(history: History, by: -1 | 1): History | undefined {
  const index = history.index + by;
  return index in history.entries ? { ...history, index } : undefined;
}

/** A history out of what was kept; undefined when it is none. */
export function restore(entries: unknown, index: unknown): History | undefined {
  if (!Array.isArray(entries) || typeof index !== 'number' || !(index in entries)) return undefined;
  const pages = entries.filter(entry => typeof entry === 'string');
  return pages.length === entries.length && pages.length <= MOST ? { entries: pages, index } : undefined;
}
