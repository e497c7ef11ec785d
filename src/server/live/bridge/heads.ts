import { behindBracket, partsOf, piecesOf } from './specificity';

/** Decodes an escape (CSS Syntax 3, 4.3.7). */
const unescaped = (text: string): string =>
  text.replace(
    /\\(?:([0-9a-f]{1,6})\s?|([^]))/gi,
    (_, code: string | undefined, other: string | undefined) =>
      code === undefined ? (other ?? '') : codePoint(Number.parseInt(code, 16)),
  );

const codePoint = (code: number): string =>
  code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD';

const unquoted = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1) : text);

const words = (pieces: readonly string[]): string[] => pieces.filter(piece => piece.trim() !== '');

/** `[ TYPE = text i ]` as `[type=text i]`, without its brackets. */
function attributeKey(pieces: readonly string[]): string {
  const [name = '', ...rest] = words(pieces);
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

function pseudoKey(name: string, inner: readonly string[] | undefined): string {
  const lower = name.toLowerCase();
  if (!inner) return `:${lower}`;
  if (!lower.startsWith('nth-')) return `:${lower}(${listKey(inner)})`;
  const of = inner.findIndex(piece => piece.toLowerCase() === 'of');
  const formula = nthKey((of < 0 ? inner : inner.slice(0, of)).join(''));
  return `:${lower}(${formula}${of < 0 ? '' : ` of ${listKey(inner.slice(of + 1))}`})`;
}

/** A complex selector with one spelling for all that browsers write in another way than people do. */
function complexKey(pieces: readonly string[]): string {
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
      key += pseudoKey(next, end > at + 2 ? pieces.slice(at + 3, end - 1) : undefined);
      at = end;
    } else if (piece === '.' || piece === '#') {
      key += piece + unescaped(next);
      at += 2;
    } else {
      key += piece.trim() === '' ? ' ' : unescaped(piece).toLowerCase();
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

const listKey = (pieces: readonly string[]): string => partsOf(pieces).map(complexKey).join();

/** Numbers without the zeros that browsers add or drop. */
const numberKey = (text: string): string =>
  text.replaceAll(/(?<![\w.])\d*\.?\d+(?=[a-z%]|\b)/g, digits => String(Number(digits)));

/** The condition of an at-rule. */
const conditionKey = (text: string): string =>
  numberKey(text.toLowerCase())
    .replaceAll(/\s*([():,<>=/+~])\s*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?\b(?:only )?all and(?=\()/g, '')
    .replaceAll(/["']/g, '')
    .trim();

/** A rule's head in one spelling: as a person wrote it and as a browser writes it are the same. Pure. */
export function headKey(head: string): string {
  const text = head.replaceAll(/\/\*[^]*?\*\//g, ' ').trim();
  return text.startsWith('@') ? conditionKey(text) : listKey(piecesOf(text));
}
