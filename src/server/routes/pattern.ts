import { type Key, pathToRegexp } from 'path-to-regexp';
import type { Segment, SentPath } from '../ask/sentPath';
import type { Params } from './routeKind';

/** A path that patterns are compared with. */
export interface PatternPath {
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
  // A pattern that ends with a wildcard matches everything below it already.
  const ends = below === undefined || /\*[^/}]*\}?$/.test(own);
  const each = (ends ? [own] : [own, own.replace(/\/$/, '') + below]).map(one => {
    const { regexp, keys } = pathToRegexp(one, { sensitive: true });
    return { regexp: new RegExp(regexp.source, 'd'), keys };
  });
  return path => {
    for (const { regexp, keys } of each) {
      const found = regexp.exec(path.text);
      if (found) return { params: paramsOf(found, keys), raw: () => rawOf(found, keys, path) };
    }
    return undefined;
  };
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
  const offsets = offsetsOf(text, sent);
  const slice = (type: Key['type'], [from, to]: [number, number]): string => {
    let start = offsets[from] ?? sent.raw.length;
    const end = offsets[to] ?? sent.raw.length;
    // A pattern counts `//` as one separator; the further slashes belong to the rest of the path.
    if (type === 'wildcard') while (sent.raw[start - 1] === '/' && sent.raw[start - 2] === '/') start -= 1;
    return sent.raw.slice(start, end);
  };
  return Object.fromEntries(
    keys.flatMap(({ name, type }, index) => {
      const range = found.indices?.[index + 1];
      return range ? [[name, slice(type, range)]] : [];
    }),
  );
}

/** For each character of a pattern's path, where it begins in the path as sent. */
function offsetsOf(text: string, { segments, raw }: SentPath): readonly number[] {
  const offsets: number[] = [];
  for (const segment of segments) {
    offsets.push(segment.at - 1);
    pushOffsets(offsets, segment);
  }
  while (offsets.length < text.length) offsets.push(raw.length - 1);
  return [...offsets, raw.length];
}

function pushOffsets(offsets: number[], { text, raw, at }: Segment): void {
  let from = 0;
  const isDecoded = text !== raw;
  for (const char of text) {
    for (let unit = 0; unit < char.length; unit += 1) offsets.push(at + from);
    from += isDecoded && raw[from] === '%' ? 3 * Buffer.byteLength(char) : char.length;
  }
}
