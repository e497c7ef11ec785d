import { parse, type Token } from 'path-to-regexp';
import { forgiving } from '../pattern';

/** Compiled `rewrite`: the path that the other server is asked for. */
export interface Rewrite {
  /** As it stands in the file. */
  readonly pattern: string;
  /** The text before the first parameter; no parameter can lead out of it. */
  readonly prefix: string;
  readonly tokens: readonly Token[];
}

/** Throws a sentence about a faulty pattern. Pure. */
export function parseRewrite(pattern: string): Rewrite {
  const { tokens } = parse(forgiving(pattern));
  return { pattern, prefix: prefixOf(tokens), tokens };
}

/** `/v2/` for `/v2/*rest` as well, whose last slash `forgiving` has moved into a group. */
function prefixOf([first, second]: readonly Token[]): string {
  if (first?.type !== 'text') return '/';
  const [inner] = second?.type === 'group' ? second.tokens : [];
  const slash = inner?.type === 'text' && inner.value.startsWith('/') ? '/' : '';
  return encoded(first.value) + slash;
}

/** The names of all parameters in a pattern. */
export function namesOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(token => {
    switch (token.type) {
      case 'text':
        return [];
      case 'group':
        return namesOf(token.tokens);
      case 'param':
      case 'wildcard':
        return token.name;
      default:
        return token satisfies never;
    }
  });
}

/**
 * Fills a rewrite with parameters as they were sent, so that their bytes stay. Pure.
 * @returns undefined for a path that would leave the prefix, as `..` does
 */
export function fillRewrite(
  { tokens, prefix }: Rewrite,
  raw: Readonly<Record<string, string>>,
): string | undefined {
  const path = fill(tokens, raw) || '/';
  return staysBelow(path, prefix) ? path : undefined;
}

function fill(tokens: readonly Token[], raw: Readonly<Record<string, string>>): string {
  return tokens
    .map(token => {
      switch (token.type) {
        case 'text':
          return encoded(token.value);
        case 'group':
          return namesOf(token.tokens).every(name => raw[name] !== undefined) ? fill(token.tokens, raw) : '';
        case 'param':
        case 'wildcard':
          return raw[token.name] ?? '';
        default:
          return token satisfies never;
      }
    })
    .join('');
}

/** Text of the routes file in a path: characters that a request line cannot have are encoded. */
const encoded = (text: string): string =>
  text.replace(/[^!#-;=?-[\]_a-z~]/gi, char => (char === '%' ? char : encodeURIComponent(char)));

/** Whether a path climbs out of a prefix, also for a server that takes `%2F`, `%2E` and `\` for `/`, `.` and `/`. */
function staysBelow(path: string, prefix: string): boolean {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (!path.startsWith(folder)) return path === folder.slice(0, -1) || folder === '/';
  let depth = 0;
  for (const segment of path.slice(folder.length).split(/\/|\\|%2f|%5c/i)) {
    const name = segment.replace(/%2e/gi, '.').replace(/;.*$/, '');
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
