import type { Markup, Reference } from './markup';

/** A comment, a namespace, an address, an import by a string, or any other string. */
const PARTS =
  /\/\*[^]*?(?:\*\/|$)|@namespace\b[^;{}]*|url\(\s*("[^"\n]*"|'[^'\n]*'|[^)"'\s]*)\s*\)|@import\s+("[^"\n]*"|'[^'\n]*')|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/gi;
const QUOTES = /^["']|["']$/g;

/**
 * The addresses in a piece of style. Pure.
 * @param start where it begins in its text
 */
export function addressesIn(css: string, start: number): Reference[] {
  return [...css.matchAll(PARTS)].flatMap(({ 0: part, 1: url, 2: imported, index }) => {
    const value = (url ?? imported ?? '').replaceAll(QUOTES, '');
    // An escape makes another address of it, and an address of data is long.
    if (value === '' || value.includes('\\') || /^data:/i.test(value)) return [];
    const range = { start: start + index, end: start + index + part.length };
    return [{ element: 'style', attribute: 'url', value, range }];
  });
}

/** A style sheet, understood as a document: it has addresses and nothing else. Pure. */
export const readStyles = (text: string): Markup => ({
  findings: [],
  references: addressesIn(text, 0),
  base: undefined,
  targets: new Set(),
  styles: [{ start: 0, end: text.length }],
});
