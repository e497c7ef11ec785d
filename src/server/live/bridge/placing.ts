import type { Place } from '../../../protocol/place';
import { positionAt, type Range } from '../../../protocol/offsets';

/** Characters that are enough to find a place again. */
const ENOUGH = 100;
/** Fewer may also be the second bytes of letters, in an editor that reads the file in another encoding; `<` and `>` never are. */
const FEW = 4;

/** A range without the white space around it; as it is when there is nothing else in it. */
export function trimmed(text: string, { start, end }: Range): Range {
  const inside = text.slice(start, end);
  const from = inside.search(/\S/);
  return from < 0 ? { start, end } : { start: start + from, end: start + inside.trimEnd().length };
}

/** A part of a file's text as the editor takes it. */
export function placeOf(path: string, text: string, { start, end }: Range): Place {
  const from = positionAt(text, start);
  const own = /^[\x20-\x7e]*/.exec(text.slice(start, Math.min(end, start + ENOUGH)))?.[0] ?? '';
  const line = text.slice(start - from.column, start + own.length);
  const before =
    own.length < FEW && !own.startsWith('<')
      ? (/[\t\x20-\x7e]$/.exec(line.slice(0, from.column))?.[0] ?? '')
      : '';
  const sign = before + own;
  return {
    path,
    start: from,
    end: positionAt(text, end),
    text: sign,
    ...(before === '' ? {} : { lead: 1 }),
    nth: sign === '' ? 0 : countIn(line, sign) - 1,
  };
}

/** How often characters occur in a line, also overlapping: `>>` occurs twice in `<p>>>`. */
function countIn(line: string, sign: string): number {
  let count = 0;
  for (let at = line.indexOf(sign); at >= 0; at = line.indexOf(sign, at + 1)) count++;
  return count;
}

/** How a label names a place: `index.html:42`. */
export const labelOf = ({ path, start }: Place): string =>
  `${path.slice(path.lastIndexOf('/') + 1)}:${start.line + 1}`;
