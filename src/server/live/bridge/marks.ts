import type { Carets, Marked } from '../../../protocol/bridgeMessages';
import { moved, offsetAt, type Range } from '../../../protocol/offsets';
import type { Places } from '../../diff/positions';
import { readRules, rulesAround } from './cssRules';
import { reachOf, type Reach } from './reach';

/** Elements that are marked for one caret movement. */
const MOST = 50;

const rangesOf = (text: string, { selections }: Carets): readonly Range[] =>
  selections
    .slice(0, MOST)
    .map(([start, end]) => ({ start: offsetAt(text, start), end: offsetAt(text, end) }));

/**
 * The nodes around an editor's carets, by their number in the source that a page shows. The root element is
 * left out, since it is the whole page. Pure.
 * @param text of the editor
 * @param shown the source that the page shows, with its places
 */
export function nodesAt(carets: Carets, text: string, shown: string, places: Places): readonly Marked[] {
  const nodes = rangesOf(text, carets).flatMap(({ start, end }): Marked[] => {
    const from = moved(text, shown, start);
    const to = moved(text, shown, end);
    if (from === undefined || to === undefined) return [];
    const spanned = to > from ? places.within({ start: from, end: to }) : [];
    if (spanned.length > 1) return [spanned.slice(0, MOST)];
    return [spanned[0] ?? places.elementAt(from) ?? []].flat();
  });
  return [...new Set(nodes)].slice(0, MOST);
}

const reachAt = (css: string, offset: number): Reach | undefined =>
  reachOf(rulesAround(readRules(css), offset));

/** The elements of the rule that an editor's first caret is in, in a style sheet; undefined for no rule. Pure. */
export function reachInSheet(carets: Carets, css: string): Reach | undefined {
  const [first] = rangesOf(css, carets);
  return first && reachAt(css, first.start);
}

/** As `reachInSheet`, for a caret in a `<style>` element of a document. Pure. */
export function reachInStyle(carets: Carets, text: string, shown: string, places: Places): Reach | undefined {
  const [first] = rangesOf(text, carets);
  const at = first && moved(text, shown, first.start);
  const style = at === undefined ? undefined : places.elementAt(at);
  const tag = style === undefined ? undefined : places.of(style);
  if (at === undefined || style === undefined || !tag) return undefined;
  if (!/^<style[\s/>]/i.test(shown.slice(tag.start, tag.end))) return undefined;
  const inside = places.textIn(style);
  return inside && reachAt(shown.slice(inside.start, inside.end), at - inside.start);
}
