/** The most lines kept per file and in total. */
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
  /** The last message of each page, which may be repeated. */
  private readonly last = new Map<string, { readonly file: string; readonly value: InlineValue }>();

  /** @param line from 0 */
  add(file: string, line: number, text: string, count: number, page: string): void {
    const lines = this.files.get(file) ?? new Map<number, InlineValue>();
    const last = lines.get(line);
    const shown = shortened(text);
    lines.delete(line);
    const before =
      last === undefined || last.text === shown ? (last?.before ?? []) : [last.text, ...last.before];
    const value = {
      text: shown,
      count: (last?.count ?? 0) + count,
      before: before.slice(0, MOST_BEFORE),
      page,
    };
    lines.set(line, value);
    this.last.set(page, { file, value });
    trim(lines, MOST_LINES);
    this.files.delete(file);
    this.files.set(file, lines);
    trim(this.files, MOST_FILES);
  }

  /** The last message of a page was repeated; its line may have moved or been edited since. */
  again(count: number, page: string): void {
    const { file = '', value } = this.last.get(page) ?? {};
    const lines = this.files.get(file);
    const [line] = [...(lines ?? [])].find(([, each]) => each === value) ?? [];
    if (!lines || !value || line === undefined) return;
    const more = { ...value, count: value.count + count };
    lines.set(line, more);
    this.last.set(page, { file, value: more });
  }

  /** The next message of a page starts anew. */
  end(page: string): void {
    this.last.delete(page);
  }

  of(file: string): ReadonlyMap<number, InlineValue> {
    return this.files.get(file) ?? new Map<number, InlineValue>();
  }

  /**
   * An edited line loses its value; lines below it move.
   * @returns whether the file had any values
   */
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

  /** Drops the values of pages that have gone. */
  forget(isGone: (page: string) => boolean): void {
    for (const page of this.last.keys()) if (isGone(page)) this.last.delete(page);
    for (const lines of this.files.values())
      for (const [line, { page }] of lines) if (isGone(page)) lines.delete(line);
  }
}

function trim(map: Map<unknown, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most) map.delete(oldest);
}
