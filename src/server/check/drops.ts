import type { Check } from '../../protocol/page';
import type { Range } from '../../protocol/offsets';
import { scan } from '../diff/cssScan';

/** A piece of style that a browser may drop, and its place. */
export interface Piece {
  readonly check: Check;
  readonly range: Range;
  /** The block that a declaration stands in. */
  readonly block: number;
}

/** Pieces of one text that are asked for: more are not written by hand. */
const MOST = 2_000;

/**
 * The pieces of style that are meant for every browser. Prefixes, hacks and the inside of `@supports` are meant for some: that others
 * drop them is no mistake. Pure.
 */
export function piecesIn(text: string, styles: readonly Range[]): Piece[] {
  return styles
    .flatMap(({ start, end }) => {
      const css = text.slice(start, end);
      const { checks, places } = scan(css);
      return checks.flatMap((check, at) => {
        const place = places[at];
        if (!place || place.isConditional || isMeantForSome(check)) return [];
        const length = css.slice(place.start, place.end).trimEnd().length;
        const range = { start: start + place.start, end: start + place.start + length };
        return [{ check, range, block: place.block }];
      });
    })
    .slice(0, MOST);
}

const PREFIX = /(?:^|[\s(,:])-(?:webkit|moz|ms|o|khtml|apple)-/i;

function isMeantForSome([kind, name, value]: Check): boolean {
  if (kind === 'selector') return PREFIX.test(name) || /[\w*]\|[\w*]/.test(name) || name === '';
  // A name that is no identifier is a hack, such as `*zoom`, or still being typed.
  return !/^[a-z][a-z-]*$/i.test(name) || value === '' || PREFIX.test(value) || /progid:/i.test(value);
}

/**
 * The dropped pieces that are mistakes: a declaration beside another one of the same property is for browsers that know more. Pure.
 * @param dropped positions among the pieces
 */
export function mistakesIn(pieces: readonly Piece[], dropped: readonly number[]): Piece[] {
  const gone = new Set(dropped);
  const kept = new Set(pieces.filter((_, at) => !gone.has(at)).map(keyOf));
  return pieces.filter((piece, at) => gone.has(at) && !kept.has(keyOf(piece)));
}

const keyOf = ({ check: [kind, name], block }: Piece): string => `${kind} ${block} ${name.toLowerCase()}`;
