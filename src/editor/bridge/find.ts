import type { Place, Position } from '../../protocol/place';

/** A part of a document. */
export interface Found {
  readonly start: Position;
  readonly end: Position;
}

/** Lines around a place that are searched. */
const NEAR = 200;

/** The offset of the n-th occurrence of a text, counting overlapping ones as the server does; -1 for none. */
function nthIndexOf(line: string, text: string, nth: number): number {
  let at = line.indexOf(text);
  for (let passed = 0; passed < nth && at >= 0; passed++) at = line.indexOf(text, at + 1);
  return at;
}

/** Finds a place in the lines of an editor, which may use another encoding than the server or may have changed a moment ago. Pure. */
export function find(lines: readonly string[], { start, end, text, lead = 0, nth }: Place): Found {
  const at = nthIndexOf(lines[start.line] ?? '', text, nth);
  if (text === '' || at + lead === start.column) return { start, end };
  const found = at >= 0 ? { line: start.line, column: at } : nearest(lines, text, lead, start);
  if (found) {
    const [from, to] = [found.column + lead, found.column + text.length];
    return { start: { line: found.line, column: from }, end: { line: found.line, column: to } };
  }
  const column = likelyColumn(lines[start.line] ?? '', text.slice(lead), start.column);
  const likely = { line: start.line, column };
  return { start: likely, end: likely };
}

/** In another encoding, letters beyond ASCII are others. The text before the first of them is the same. */
function likelyColumn(line: string, text: string, column: number): number {
  const [plain = ''] = /^[\t -~]*/.exec(text) ?? [];
  if (plain === '') return column;
  let best = -1;
  for (let at = line.indexOf(plain); at >= 0; at = line.indexOf(plain, at + 1))
    if (best < 0 || Math.abs(at - column) < Math.abs(best - column)) best = at;
  return best < 0 ? column : best;
}

function nearest(
  lines: readonly string[],
  text: string,
  lead: number,
  { line }: Position,
): Position | undefined {
  // Characters before a part are no sign of it in other lines.
  if (text.length === lead) return undefined;
  for (let by = 1; by <= NEAR; by++)
    for (const each of [line - by, line + by]) {
      const column = lines[each]?.indexOf(text) ?? -1;
      if (column >= 0) return { line: each, column };
    }
  return undefined;
}
