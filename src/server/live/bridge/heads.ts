import { unescaped, withoutComments } from './cssRules';
import { behindBracket, partsOf, piecesOf } from './specificity';

const unquoted = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1) : text);

const words = (pieces: readonly string[]): string[] => pieces.filter(piece => piece.trim() !== '');

/** `[ TYPE = text i ]` as `[type=text i]`, without its brackets. */
function attributeKey(pieces: readonly string[]): string {
  const [name = '', ...rest] = words(pieces[0] === '|' ? pieces.slice(1) : pieces);
  return [name.toLowerCase(), ...rest.map(each => unescaped(unquoted(each)))].join(' ');
}

/** `odd` is `2n+1`. */
function nthKey(text: string): string {
  const bare = text.toLowerCase().replaceAll(/\s+/g, '');
  if (bare === 'odd') return '2n+1';
  return bare === 'even'
    ? '2n'
    : bare
        .replace(/^\+/, '')
        .replace(/^(-?)1n/, '$1n')
        .replace(/n[+-]0$/, 'n')
        .replace(/([+-])0+(?=\d)/, '$1');
}

/**
 * Depth of nested lists, such as of `:is()`, that are normalised. Deeper ones are compared as text, since
 * thousands would overflow the stack.
 */
const DEEPEST = 32;

function pseudoKey(name: string, inner: readonly string[] | undefined, depth: number): string {
  // Firefox writes `:-moz-any()` as `:is()`.
  const lower = name.toLowerCase().replace(/^-(?:moz|webkit)-any$/, 'is');
  if (!inner) return `:${lower}`;
  if (!lower.startsWith('nth-')) return `:${lower}(${listKey(inner, depth + 1)})`;
  const of = inner.findIndex(piece => piece.toLowerCase() === 'of');
  const formula = nthKey((of < 0 ? inner : inner.slice(0, of)).join(''));
  return `:${lower}(${formula}${of < 0 ? '' : ` of ${listKey(inner.slice(of + 1), depth + 1)}`})`;
}

/** A complex selector in canonical spelling, since browsers serialise it differently from its source. */
function complexKey(pieces: readonly string[], depth: number): string {
  let key = '';
  for (let at = 0; at < pieces.length;) {
    const piece = pieces[at] ?? '';
    const next = pieces[at + 1] ?? '';
    if (piece === '[') {
      const end = behindBracket(pieces, at);
      key += `[${attributeKey(pieces.slice(at + 1, end - 1))}]`;
      at = end;
    } else if (piece === ':' || piece === '::') {
      const end = pieces[at + 2] === '(' ? behindBracket(pieces, at + 2) : at + 2;
      key += pseudoKey(next, end > at + 2 ? pieces.slice(at + 3, end - 1) : undefined, depth);
      at = end;
    } else if (piece === '.' || piece === '#') {
      key += piece + unescaped(next);
      at += 2;
    } else {
      key += piece.trim() === '' ? ' ' : unescaped(unquoted(piece)).toLowerCase();
      at += 1;
    }
  }
  return key
    .trim()
    .replaceAll(/ *([>+~]|\|\|) */g, '$1')
    .replaceAll(/(?:\*\|)?\*(?=[.#:[])/g, '')
    .replaceAll('*|*', '*')
    .replace(/^&(?: |(?=[>+~]))/, '');
}

const listKey = (pieces: readonly string[], depth = 0): string =>
  depth > DEEPEST
    ? pieces.join('').toLowerCase().replaceAll(/\s+/g, '')
    : partsOf(pieces)
        .map(each => complexKey(each, depth))
        .join();

/** Numbers without the zeros that browsers add or drop. */
const numberKey = (text: string): string =>
  text.replaceAll(/(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?=[a-z%]|\b)/g, digits =>
    String(Number(digits)),
  );

/** The condition of an at-rule. */
const conditionKey = (text: string): string =>
  numberKey(unescaped(text).toLowerCase())
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([():,<>=/+~]) ?/g, '$1')
    .replaceAll(/ ?\b(?:only )?all and(?=\()/g, '')
    .replaceAll(/["']/g, '')
    .trim();

const FORGIVING = /:(is|where)\(((?:[^()]|\([^()]*\))*)\)/g;

/**
 * Like `headKey`, but without the parts that browsers drop: unknown selectors in forgiving lists (Selectors
 * 4, 4.2), and `*|`. Pure.
 */
export const looseKey = (head: string): string =>
  headKey(head).replaceAll('*|', '').replaceAll(FORGIVING, ':$1()');

/** Whether a browser's selector may stem from a written one, from whose forgiving lists it may have dropped parts. */
export function isLeftOf(kept: string, written: string): boolean {
  const all = forgivenIn(written);
  return forgivenIn(kept).every(each => all.includes(each));
}

const forgivenIn = (head: string): string[] =>
  [...headKey(head).matchAll(FORGIVING)].flatMap(([, name = '', list = '']) =>
    list.split(',').flatMap(each => (each === '' ? [] : `${name} ${each}`)),
  );

/** A rule's head in canonical spelling, equal for the source and for the browser's serialisation. Pure. */
export function headKey(head: string): string {
  const text = withoutComments(head).trim();
  return text.startsWith('@') ? conditionKey(text) : listKey(piecesOf(text));
}
