import { offsetAt, positionAt } from '../../../protocol/offsets';

/** The address of a document in a `srcdoc` attribute, as engines tell it. */
export const SRCDOC = 'about:srcdoc';

/** The most frames of a document, and characters before the value of the attribute, that are looked at. */
const MOST = 100;
const LONGEST = 2_000;
const BEGINNING = /<iframe\b(?:"[^"]*"|'[^']*'|[^<>"'])*?\ssrcdoc\s*=\s*(["'])/iy;

/**
 * The place in a source of a place in the document of one of its frames; undefined where several frames may have it. Entities of the
 * attribute shift the column. Pure. Lines and columns count from 1.
 */
export function inSrcdoc(
  text: string,
  line: number,
  column: number,
): [line: number, column: number] | undefined {
  const places: number[] = [];
  for (const { index } of firstOf(text.matchAll(/<iframe\b/gi))) {
    BEGINNING.lastIndex = 0;
    const [beginning = '', quote = '"'] = BEGINNING.exec(text.slice(index, index + LONGEST)) ?? [];
    const start = index + beginning.length;
    const end = beginning === '' ? start : text.indexOf(quote, start);
    const value = text.slice(start, Math.max(start, end));
    const offset = offsetAt(value, { line: line - 1, column: column - 1 });
    if (offset < value.length) places.push(start + offset);
  }
  const [place] = places;
  if (place === undefined || places.length > 1) return undefined;
  const found = positionAt(text, place);
  return [found.line + 1, found.column + 1];
}

function* firstOf<T>(all: Iterable<T>): Iterable<T> {
  let left = MOST;
  for (const each of all)
    if (left-- > 0) yield each;
    else return;
}
