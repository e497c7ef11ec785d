import type { Position } from './place';

/** A part of a source, from the first UTF-16 unit to before the last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const [LF, CR] = [10, 13];

/** Where an offset is. Lines end with LF, CRLF or CR, as VS Code reads them. */
export function positionAt(text: string, offset: number): Position {
  let [line, start] = [0, 0];
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code !== LF && (code !== CR || text.charCodeAt(at + 1) === LF)) continue;
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start };
}

/** The places of many offsets in one text: its lines are found once. */
export function placesIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) starts.push(at + 1);
  }
  return offset => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (starts[low] ?? 0) };
  };
}

/** The offset of a place; a column beyond its line counts as the line's end. */
export function offsetAt(text: string, { line, column }: Position): number {
  const ends = /\r\n|\r|\n/g;
  let start = 0;
  for (let passed = 0; passed < line; passed++) {
    if (!ends.exec(text)) return text.length;
    start = ends.lastIndex;
  }
  const end = ends.exec(text)?.index ?? text.length;
  return Math.min(start + column, end);
}

/** Where an offset of one text is in another that differs in one part; in that part, undefined. */
export function moved(from: string, to: string, offset: number): number | undefined {
  if (from === to) return offset;
  const shorter = Math.min(from.length, to.length);
  let before = 0;
  while (before < shorter && from.charCodeAt(before) === to.charCodeAt(before)) before++;
  if (offset < before) return offset;
  let behind = 0;
  while (
    behind < shorter - before &&
    from.charCodeAt(from.length - behind - 1) === to.charCodeAt(to.length - behind - 1)
  )
    behind++;
  return offset >= from.length - behind ? offset + to.length - from.length : undefined;
}
