import type { Carets, Marked } from '../../../protocol/bridge';
import { moved, offsetAt, type Range } from '../../../protocol/offsets';
import type { Places } from '../../diff/positions';
import { readRules, rulesAround, selectorOf } from './cssRules';

/** Elements that are marked for one caret movement. */
const MOST = 50;

const rangesOf = (text: string, { selections }: Carets): readonly Range[] =>
  selections
    .slice(0, MOST)
    .map(([start, end]) => ({ start: offsetAt(text, start), end: offsetAt(text, end) }));

/**
 * The nodes that an editor's carets are in, by their number in the source that a page shows. The page's own root says nothing. Pure.
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

/** Selectors that say nothing: they match the whole page. */
const EVERYTHING = /^(?:\*|html|:root|body)$/i;

/** The selector of the rule that an editor's first caret is in; undefined for none. Pure. */
export function selectorAt(carets: Carets, css: string): string | undefined {
  const [first] = rangesOf(css, carets);
  const selector = first && selectorOf(rulesAround(readRules(css), first.start));
  return selector === undefined || EVERYTHING.test(selector.trim()) ? undefined : selector;
}
