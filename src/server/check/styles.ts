import type { Slices } from '../routes/slices';
import type { Markup, Reference } from './markup';

/**
 * A comment, a namespace, an address and its end, an import by a string, an image set, or any other string. A token without its end takes
 * everything it has read, too: reading it again from each possible start would take minutes.
 */
const PARTS =
  /\/\*[^]*?(?:\*\/|$)|@namespace\b[^;{}]*|url\(\s*("[^"\n]*"|'[^'\n]*'|[^)"'\s]*)(\s*\))?|@import\s*("[^"\n]*"|'[^'\n]*')|(image-set\((?:\b(?:url|type)\([^)]*\)?|[^()"'{};]|"[^"\n]*"|'[^'\n]*')*)|"(?:\\[^]?|[^"\\\n])*"?|'(?:\\[^]?|[^'\\\n])*'?/gi;
/** An address in an image set, or the type of one. */
const IN_SET = /\btype\([^)]*\)?|\burl\([^)]*\)?|"[^"\n]*"|'[^'\n]*'/gi;
const QUOTES = /^["']|["']$/g;

/**
 * The addresses in a piece of style.
 * @param start offset of the piece in its text
 */
export async function addressesIn(css: string, start: number, slices: Slices): Promise<Reference[]> {
  const found: Reference[] = [];
  for (const { 0: part, 1: url, 2: end, 3: imported, 4: set, index } of css.matchAll(PARTS)) {
    if (slices.isOver(part.length)) await slices.next();
    if (set !== undefined) for (const each of addressesInSet(set, start + index)) found.push(each);
    const value = ((end && url) ?? imported ?? '').replaceAll(QUOTES, '');
    // An escape would change the address; a `data:` URL is long and names no file.
    if (value === '' || value.includes('\\') || /^data:/i.test(value)) continue;
    const range = { start: start + index, end: start + index + part.length };
    found.push({ element: 'style', attribute: 'url', value, range });
  }
  return found;
}

/** The addresses of an image set, which may be strings. */
function addressesInSet(set: string, start: number): Reference[] {
  return [...set.matchAll(IN_SET)].flatMap(({ 0: part, index }) => {
    const value = part.replace(/^url\(\s*|\s*\)$/gi, '').replaceAll(QUOTES, '');
    if (/^type\(/i.test(part) || value === '' || value.includes('\\') || /^data:/i.test(value)) return [];
    const range = { start: start + index, end: start + index + part.length };
    return [{ element: 'style', attribute: 'url', value, range }];
  });
}

/** Whether a piece of style may contain an address; most contain none. */
export const mayName = (css: string): boolean => /url\(|@import|image-set\(/i.test(css);

/** A style sheet in the form of a document that has only addresses. */
export const readStyles = async (text: string, slices: Slices): Promise<Markup> => ({
  findings: [],
  references: await addressesIn(text, 0, slices),
  base: undefined,
  targets: new Set(),
  styles: [{ start: 0, end: text.length }],
  scripts: [],
});
