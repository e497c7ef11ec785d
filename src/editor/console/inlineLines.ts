/** Bounds of what is kept for a file, and in all. */
const MOST_LINES = 500;
const MOST_FILES = 50;
const MOST_BEFORE = 10;
const LONGEST = 120;

/** The latest log values of a line of a file. */
export interface InlineValue {
  readonly text: string;
  readonly count: number;
  /** The values before it, the latest first. */
  readonly before: readonly string[];
  /** The page that logged it. */
  readonly page: string;
}

/** An edit as VS Code tells it; lines count from 0. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  /** Line ends in the new text. */
  readonly added: number;
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

/** The last values of lines, by file. */
export class InlineLines {
  private readonly files = new Map<string, Map<number, InlineValue>>();

  /** @param line from 0 */
  add(file: string, line: number, text: string, count: number, page: string): void {
    const lines = this.files.get(file) ?? new Map<number, InlineValue>();
    const last = lines.get(line);
    const shown = shortened(text);
    lines.delete(line);
    const before =
      last === undefined || last.text === shown ? (last?.before ?? []) : [last.text, ...last.before];
    lines.set(line, {
      text: shown,
      count: (last?.count ?? 0) + count,
      before: before.slice(0, MOST_BEFORE),
      page,
    });
    trim(lines, MOST_LINES);
    this.files.delete(file);
    this.files.set(file, lines);
    trim(this.files, MOST_FILES);
  }

  of(file: string): ReadonlyMap<number, InlineValue> {
    return this.files.get(file) ?? new Map<number, InlineValue>();
  }

  /** A line that is edited says nothing any more; those below it move. @returns whether the file had any */
  edited(file: string, edits: readonly Edit[]): boolean {
    const lines = this.files.get(file);
    if (!lines) return false;
    // The last one first: each edit counts lines as they were before all of them.
    for (const { from, to, added } of edits.toSorted((a, b) => b.from - a.from))
      for (const [line, value] of [...lines].toSorted(([a], [b]) => (added > to - from ? b - a : a - b))) {
        if (line < from) continue;
        lines.delete(line);
        if (line > to) lines.set(line + added - (to - from), value);
      }
    return true;
  }

  /** Forgets what pages logged that are gone. */
  forget(isGone: (page: string) => boolean): void {
    for (const lines of this.files.values())
      for (const [line, { page }] of lines) if (isGone(page)) lines.delete(line);
  }
}

function trim(map: Map<unknown, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most) map.delete(oldest);
}
