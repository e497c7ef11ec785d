import type { Check } from '../../protocol/page';
import type { Range } from '../../protocol/offsets';
import { type Scan, scanning } from '../diff/cssScan';
import type { Slices } from '../routes/slices';

/** A piece of style that a browser may drop, and its place. */
export interface Piece {
  readonly check: Check;
  readonly range: Range;
  /** The block that a declaration stands in. */
  readonly block: number;
}

/** The most pieces of one text that are asked about; hand-written styles have fewer. */
const MOST = 2_000;

/**
 * The pieces of style that every browser should know. Prefixes, hacks and the inside of `@supports` are meant for some browsers: if others
 * drop them, that is no mistake.
 */
export async function piecesIn(text: string, styles: readonly Range[], slices: Slices): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const { start, end } of styles) {
    const css = text.slice(start, end);
    const { checks, places } = await scanned(css, slices);
    for (const [at, check] of checks.entries()) {
      if (slices.isOver()) await slices.next();
      const place = places[at];
      if (!place || place.isConditional || isMeantForSome(check)) continue;
      const length = css.slice(place.start, place.end).trimEnd().length;
      const range = { start: start + place.start, end: start + place.start + length };
      if (pieces.push({ check, range, block: place.block }) >= MOST) return pieces;
    }
  }
  return pieces;
}

/** One stretch of the scan takes longer than a step, so the clock is read after each. */
async function scanned(css: string, slices: Slices): Promise<Scan> {
  const steps = scanning(css);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (slices.isOver(Infinity)) await slices.next();
  }
}

const PREFIX = /(?:^|[\s(,:])-(?:webkit|moz|ms|o|khtml|apple)-/i;

function isMeantForSome([kind, name, value]: Check): boolean {
  if (kind === 'selector') return PREFIX.test(name) || /[\w*]\|[\w*]/.test(name) || name === '';
  // A name that is no identifier is a hack, such as `*zoom`, or is still being typed.
  return !/^[a-z][a-z-]*$/i.test(name) || value === '' || PREFIX.test(value) || /progid:/i.test(value);
}

/**
 * The dropped pieces that are mistakes. A second declaration of the same property is a fallback for other browsers. Pure.
 * @param dropped positions among the pieces
 */
export function mistakesIn(pieces: readonly Piece[], dropped: readonly number[]): Piece[] {
  const gone = new Set(dropped);
  const kept = new Set(pieces.filter((_, at) => !gone.has(at)).map(keyOf));
  return pieces.filter((piece, at) => gone.has(at) && !kept.has(keyOf(piece)));
}

const keyOf = ({ check: [kind, name], block }: Piece): string => `${kind} ${block} ${name.toLowerCase()}`;
