import { type Key, parse, pathToRegexp, type Token } from 'path-to-regexp';
import type { Segment, SentPath } from '../ask/sentPath';
import type { Params } from './routeKind';

/** A path that patterns are compared with. */
interface PatternPath {
  /** Decoded segments joined by `/`; a `/` inside a segment is written as NUL, so that it separates nothing. */
  readonly text: string;
  readonly sent: SentPath;
}

/** The parameters of a path that matches a pattern. */
export interface PatternMatch {
  readonly params: Params;
  /** The parameters as they were sent, neither decoded nor split. */
  readonly raw: () => Readonly<Record<string, string>>;
}

export type Pattern = (path: PatternPath) => PatternMatch | undefined;

export const patternPath = (sent: SentPath): PatternPath => ({ text: textOf(sent), sent });

const textOf = ({ segments, folder }: SentPath): string =>
  `/${segments.map(({ text }) => text.replaceAll('/', '\0')).join('/')}${folder && segments.length > 0 ? '/' : ''}`;

/**
 * Compiles a pattern, and the one below it if any. Throws a sentence about a faulty pattern. Pure.
 * @param below what may follow the pattern, such as `/:id`
 */
export function compilePattern(pattern: string, below: string | undefined): Pattern {
  const own = forgiving(pattern);
  const { tokens } = parse(own);
  assertSimple(tokens);
  // Without its last slash, since the pattern below it may match without one.
  const holds = holdsAll(parse(own.replace(/\/$/, '')).tokens);
  // A pattern that ends with a wildcard already matches everything below it.
  const ends = below === undefined || /\*[^/}]*\}?$/.test(own);
  const each = (ends ? [own] : [own, own.replace(/\/$/, '') + below]).map(one => {
    const { regexp, keys } = pathToRegexp(one, { sensitive: true });
    return { regexp: new RegExp(regexp.source, 'd'), keys };
  });
  return path => {
    if (!holds(path.text)) return undefined;
    for (const { regexp, keys } of each) {
      const found = regexp.exec(path.text);
      if (found) return { params: paramsOf(found, keys), raw: () => rawOf(found, keys, path) };
    }
    return undefined;
  };
}

/** The most wildcards and groups of a pattern: matching tries every way to split a path between them. */
const MOST = { wildcard: 2, group: 6 } as const;
/** The most parameters; `pathToRegexp` writes all of them anew for each choice of optional groups. */
const MOST_PARAMS = 30;
const MOST_WRITTEN = 400;

/**
 * Tests whether a path contains all literal texts of a pattern, in order. With 10,000 routes most regular expressions are then never
 * compiled, which takes V8 longer than this search.
 */
function holdsAll(tokens: readonly Token[]): (path: string) => boolean {
  const [first, ...rest] = tokens.flatMap(token => (token.type === 'text' ? [token.value] : []));
  if (first === undefined) return () => true;
  const begins = tokens[0]?.type === 'text';
  return path => {
    let at = begins ? (path.startsWith(first) ? 0 : -1) : path.indexOf(first);
    let length = first.length;
    for (const text of rest) {
      if (at < 0) return false;
      at = path.indexOf(text, at + length);
      length = text.length;
    }
    return at >= 0;
  };
}

function assertSimple(tokens: readonly Token[]): void {
  const counts = { wildcard: 0, group: 0, param: 0 };
  const count = (some: readonly Token[]): void => {
    for (const token of some) {
      if (token.type !== 'text') counts[token.type] += 1;
      if (token.type === 'group') count(token.tokens);
    }
  };
  count(tokens);
  if (counts.wildcard > MOST.wildcard) throw new Error(`it has more than ${MOST.wildcard} wildcards.`);
  if (counts.group > MOST.group) throw new Error(`it has more than ${MOST.group} optional groups.`);
  if (counts.param > MOST_PARAMS) throw new Error(`it has more than ${MOST_PARAMS} parameters.`);
  if (counts.param * 2 ** counts.group > MOST_WRITTEN)
    throw new Error('it has too many optional groups for so many parameters.');
}

/** Accepts patterns as people write them: a lone `*` needs no name, and `/things/*rest` matches `/things` as well. */
export function forgiving(pattern: string): string {
  const named = pattern.replace(/(?<!\\)\*(?![\p{ID_Start}$_"])/u, '*rest');
  return named.replace(/\/(\*(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|"[^"]*"))$/u, '{/$1}');
}

const plain = (text: string): string => text.replaceAll('\0', '/');

function paramsOf(found: RegExpExecArray, keys: readonly Key[]): Params {
  return Object.fromEntries(
    keys.flatMap(({ name, type }, index) => {
      const text = found[index + 1];
      if (text === undefined) return [];
      return [[name, type === 'wildcard' ? text.split('/').map(plain) : plain(text)]];
    }),
  );
}

function rawOf(
  found: RegExpExecArray,
  keys: readonly Key[],
  { text, sent }: PatternPath,
): Record<string, string> {
  const spans = spansOf(text, sent);
  const slice = (type: Key['type'], [from, to]: [number, number]): string => {
    if (from === to) return '';
    let start = spans[from]?.start ?? 0;
    // A pattern counts `//` as one separator; the further slashes belong to the rest of the path.
    if (type === 'wildcard') while (sent.raw[start - 1] === '/' && sent.raw[start - 2] === '/') start -= 1;
    return sent.raw.slice(start, spans[to - 1]?.end);
  };
  return Object.fromEntries(
    keys.flatMap(({ name, type }, index) => {
      const range = found.indices?.[index + 1];
      return range ? [[name, slice(type, range)]] : [];
    }),
  );
}

/** A character of a pattern's path in the path as sent. */
interface CharSpan {
  readonly start: number;
  readonly end: number;
}

function spansOf(text: string, { segments, raw }: SentPath): readonly CharSpan[] {
  const spans: CharSpan[] = [];
  for (const segment of segments) {
    spans.push({ start: segment.at - 1, end: segment.at });
    pushSpans(spans, segment);
  }
  // The slash at the end.
  if (spans.length < text.length) spans.push({ start: raw.length - 1, end: raw.length });
  return spans;
}

function pushSpans(spans: CharSpan[], { text, raw, at }: Segment): void {
  let start = at;
  const isDecoded = text !== raw;
  for (const char of text) {
    const isEncoded = isDecoded && raw[start - at] === '%';
    const end = start + (isEncoded ? 3 * Buffer.byteLength(char) : char.length);
    for (let unit = 0; unit < char.length; unit += 1) spans.push({ start, end });
    start = end;
  }
}
