import { CONSOLE_LEVELS, type ConsoleLevel } from '../../protocol/consoleMessages';
import { type ConsoleRow, MOST_MESSAGES } from '../../protocol/consoleView';
import { messagePieces, plainText } from '../../protocol/consoleText';

export interface ConsoleFilter {
  /** Words that must all occur in the message or its place; case-insensitive. */
  readonly text: string;
  readonly levels: readonly ConsoleLevel[];
  /** A page; 0 for all. */
  readonly page: number;
}

export const noFilter: ConsoleFilter = { text: '', levels: CONSOLE_LEVELS, page: 0 };

/** A row, its number of repetitions, and its searchable text. */
export interface Kept {
  readonly row: ConsoleRow;
  count: number;
  readonly text: string;
}

function textOf(row: ConsoleRow): string {
  if (row.kind !== 'entry') return '';
  const { values, frames } = row.entry;
  const [, address = '', line = ''] = frames[0] ?? [];
  return `${plainText(messagePieces(values))} ${address}:${line}`.toLowerCase();
}

export const levelOf = (row: ConsoleRow): ConsoleLevel | undefined =>
  row.kind === 'entry' ? row.entry.level : undefined;

/** All rows, bounded, in the order of their arrival. */
export class ConsoleRows {
  private kept: Kept[] = [];

  get all(): readonly Kept[] {
    return this.kept;
  }

  add(rows: readonly ConsoleRow[]): void {
    for (const row of rows)
      this.kept.push({ row, count: row.kind === 'entry' ? row.entry.count : 1, text: textOf(row) });
    if (this.kept.length > MOST_MESSAGES) this.kept.splice(0, this.kept.length - MOST_MESSAGES);
  }

  again(page: number, count: number): void {
    for (let at = this.kept.length - 1; at >= 0; at--) {
      const kept = this.kept[at];
      if (kept?.row.page !== page) continue;
      kept.count += count;
      return;
    }
  }

  clear(pages?: readonly number[]): void {
    this.kept = pages ? this.kept.filter(({ row }) => !pages.includes(row.page)) : [];
  }

  /** Number of matching messages, with repetitions. */
  total(isMeant: (kept: Kept) => boolean): number {
    return this.kept.reduce(
      (sum, kept) => sum + (kept.row.kind === 'entry' && isMeant(kept) ? kept.count : 0),
      0,
    );
  }

  /** Number of messages of each level. */
  counts(page: number): ReadonlyMap<ConsoleLevel, number> {
    const counts = new Map<ConsoleLevel, number>(CONSOLE_LEVELS.map(level => [level, 0]));
    for (const { row, count } of this.kept) {
      const level = levelOf(row);
      if (level && (page === 0 || row.page === page)) counts.set(level, (counts.get(level) ?? 0) + count);
    }
    return counts;
  }
}

/** Compiles a filter into a predicate for many rows. Pure. */
export function matcher({ text, levels, page }: ConsoleFilter): (kept: Kept) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ row, text: searched }) => {
    if (page !== 0 && row.page !== page) return false;
    const level = levelOf(row);
    if (level === undefined) return words.length === 0;
    return levels.includes(level) && words.every(word => searched.includes(word));
  };
}

/** Validates a stored filter; unknown parts are dropped. */
export function readFilter(value: unknown): ConsoleFilter {
  const given = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const [text, levels] = [given.get('text'), given.get('levels')];
  const known = Array.isArray(levels)
    ? CONSOLE_LEVELS.filter(level => levels.includes(level))
    : CONSOLE_LEVELS;
  // Page numbers change with the window, so the page is not stored.
  return { text: typeof text === 'string' ? text : '', levels: known, page: 0 };
}
