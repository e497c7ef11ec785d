import type { Range } from '../../protocol/offsets';
import type { Slices } from '../routes/slices';
import type { Markup } from './markup';

/** A comment, or a string in one line. Each takes what it has read, also when its end is missing. */
const PARTS = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|(["'`])((?:\\[^]|(?!\1)[^\\\n])*)(\1?)/g;
/** Characters of an address; no string with a space or a placeholder is one. */
const LONGEST = 2_048;
const NO_ADDRESS = /\s|\\|\$\{/;

/** A script, understood as a document: its strings are looked at once a request of it has failed. */
export const readScript = (text: string): Promise<Markup> =>
  Promise.resolve({
    findings: [],
    references: [],
    base: undefined,
    targets: undefined,
    styles: [],
    scripts: [{ start: 0, end: text.length }],
  });

const nameIn = (address: string): string => {
  const path = address.replace(/[?#].*$/s, '');
  return path.slice(path.lastIndexOf('/') + 1);
};

/**
 * Finds the first string that names each of these addresses: `import`, `fetch()` and whatever else asks by script.
 * @param wanted a path with its query on this server, or a whole address elsewhere
 * @param bases the addresses against which strings are resolved: a module's own, and that of the document
 */
export async function stringsFor(
  text: string,
  scripts: readonly Range[],
  wanted: Iterable<string>,
  bases: readonly URL[],
  slices: Slices,
): Promise<ReadonlyMap<string, Range>> {
  const found = new Map<string, Range>();
  const sought = new Set(wanted);
  // Most strings name nothing: resolving each of a large script would take longer than all else.
  const names = new Set([...sought].map(nameIn));
  for (const { value, range } of partsIn(text, scripts)) {
    if (slices.isOver(range.end - range.start)) await slices.next();
    if (value === '' || NO_ADDRESS.test(value) || !names.has(nameIn(value))) continue;
    for (const address of bases.flatMap(base => addressesOf(value, base)))
      if (sought.has(address) && !found.has(address)) found.set(address, range);
  }
  return found;
}

interface Part {
  readonly quote: string;
  /** Empty for a comment, and for a string that no quote ends or that is longer than an address. */
  readonly value: string;
  /** With its quotes. */
  readonly range: Range;
}

/** The strings, templates and comments of scripts. */
function* partsIn(text: string, scripts: readonly Range[]): Generator<Part> {
  for (const { start, end } of scripts)
    for (const { 0: part, 1: quote = '', 2: given = '', 3: close, index } of text
      .slice(start, end)
      .matchAll(PARTS)) {
      const value = close && given.length <= LONGEST ? given : '';
      yield { quote, value, range: { start: start + index, end: start + index + part.length } };
    }
}

/** Characters that tell an address from a plain word; scripts join plain words, too. */
const MARK = /[/.?=]/;
/** Characters around a string in which a plus is looked for. */
const NEAR = 20;

/**
 * Finds, for each of these addresses that a script computes, the string or template with the longest part of it: `'/items/' + id`,
 * `` `/items/${id}.json` ``, or `name + '.json'`.
 */
export async function partsFor(
  text: string,
  scripts: readonly Range[],
  wanted: Iterable<string>,
  bases: readonly URL[],
  slices: Slices,
): Promise<ReadonlyMap<string, Range>> {
  const found = new Map<string, Range>();
  const lengths = new Map<string, number>();
  const sought = [...wanted];
  for (const { quote, value, range } of partsIn(text, scripts)) {
    if (slices.isOver(range.end - range.start)) await slices.next();
    const [head, tail] = quote === '`' ? inTemplate(value) : inSum(text, value, range);
    const { length } = `${head}${tail}`.replace(/\W+/g, '');
    if (length < 2 || !MARK.test(head + tail)) continue;
    const beginnings = head === '' ? [''] : bases.flatMap(base => addressesOf(head, base));
    const isOf = (address: string): boolean =>
      length > (lengths.get(address) ?? 0) &&
      address.endsWith(tail) &&
      beginnings.some(each => address.startsWith(each));
    for (const address of sought.filter(isOf)) {
      found.set(address, range);
      lengths.set(address, length);
    }
  }
  return found;
}

type Ends = readonly [head: string, tail: string];
const NO_ENDS: Ends = ['', ''];

/** The text before the first value in a template, and the text behind the last one. */
function inTemplate(value: string): Ends {
  const [first, last] = [value.indexOf('${'), value.lastIndexOf('}')];
  const ends: Ends = [value.slice(0, first), value.slice(last + 1)];
  return first < 0 || last < first || ends.some(each => NO_ADDRESS.test(each)) ? NO_ENDS : ends;
}

/** A string that begins or ends a sum. */
function inSum(text: string, value: string, { start, end }: Range): Ends {
  if (NO_ADDRESS.test(value)) return NO_ENDS;
  const isBehind = /\+\s*$/.test(text.slice(Math.max(0, start - NEAR), start));
  const isBefore = /^\s*\+/.test(text.slice(end, end + NEAR));
  if (isBehind === isBefore) return NO_ENDS;
  return isBefore ? [value, ''] : ['', value];
}

/** As a request names it, and as an element that could not load it. */
function addressesOf(value: string, base: URL): string[] {
  if (!URL.canParse(value, base.href)) return [];
  const { origin, pathname, search, href } = new URL(value, base);
  return [origin === base.origin ? pathname + search : href.replace(/#.*$/s, '')];
}
