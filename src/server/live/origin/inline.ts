import { moved, offsetAt, positionAt } from '../../../protocol/offsets';
import { PAGE_SCRIPT } from '../../../protocol/paths';
import { toRoot } from '../../ask/toRoot';
import type { Source } from '../../diff/trees';
import { placeInHtml } from '../../html/tagPlace';

/** A place as pages tell it: both count from 1. */
export type Spot = readonly [address: string, line: number, column: number];
type At = readonly [line: number, column: number];

/**
 * A place of a document as it was served, in its source. The tag of the page script stands in one of its lines and moves the rest of that
 * line. Pure. Lines and columns count from 1.
 */
export function inSource({ id, text }: Source, address: string, line: number, column: number): At {
  const place = placeInHtml(text, true);
  if (place === 'more') return [line, column];
  const tag = positionAt(text, place.at);
  if (line !== tag.line + 1 || column <= tag.column + 1) return [line, column];
  const markup = `<script src="${toRoot(address)}${PAGE_SCRIPT.slice(1)}" data-document="${id}"></script>`;
  return [line, Math.max(tag.column + 1, column - markup.length)];
}

/** The line that equals a line of another text except for its indent; undefined unless exactly one does. */
function onlyLike(loaded: string, current: string, line: number): number | undefined {
  const [wanted, lines] = [linesOf(loaded)[line - 1] ?? '', linesOf(current)];
  const at = lines.indexOf(wanted);
  return wanted !== '' && at >= 0 && at === lines.lastIndexOf(wanted) ? at + 1 : undefined;
}

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/).map(each => each.trim());

/** Where that place is now: the page runs the scripts that it loaded, whatever was typed since. Pure. */
export function toCurrent(loaded: string, current: string, [line, column]: At): At {
  if (loaded === current) return [line, column];
  const offset = moved(
    loaded,
    current,
    offsetAt(loaded, { line: line - 1, column: Math.max(0, column - 1) }),
  );
  if (offset === undefined) return [onlyLike(loaded, current, line) ?? line, column];
  const now = positionAt(current, offset);
  return [now.line + 1, now.column + 1];
}
