/** Numbers of ids, of classes, attributes and pseudo-classes, and of types (Selectors 4, 17). */
export type Specificity = readonly [ids: number, classes: number, types: number];

const NONE: Specificity = [0, 0, 0];
const ID: Specificity = [1, 0, 0];
const CLASS: Specificity = [0, 1, 0];
const TYPE: Specificity = [0, 0, 1];

const plus = (a: Specificity, b: Specificity): Specificity => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** Negative, zero or positive as one is less, the same or more specific than another. */
export const compareSpecificity = (a: Specificity, b: Specificity): number =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** Strings and escapes as pieces, names, then single characters. */
const PIECE =
  /"(?:\\[^]|[^"])*"|'(?:\\[^]|[^'])*'|(?:[-\w\u0080-\uffff]|\\[0-9a-f]{1,6}\s?|\\[^])+|\|\||::?|\s+|[^]/gi;

export const piecesOf = (text: string): string[] => [...text.matchAll(PIECE)].map(([piece]) => piece);

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** The index behind the bracket that closes the one at `at`. */
export function behindBracket(pieces: readonly string[], at: number): number {
  const due: string[] = [];
  for (let next = at; next < pieces.length; next++) {
    const piece = pieces[next] ?? '';
    const closing = CLOSING.get(piece);
    if (closing !== undefined) due.push(closing);
    else if (piece === due.at(-1)) due.pop();
    if (due.length === 0) return next + 1;
  }
  return pieces.length;
}

/** The parts of a list between commas outside of brackets. */
export function partsOf(pieces: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (let at = 0; at < pieces.length;) {
    const piece = pieces[at] ?? '';
    const end = CLOSING.has(piece) ? behindBracket(pieces, at) : at + 1;
    if (piece === ',') parts.push([]);
    // A list may have more pieces than a call takes arguments.
    else for (const one of pieces.slice(at, end)) parts.at(-1)?.push(one);
    at = end;
  }
  return parts;
}

/** Depth of nested lists that are read: thousands would overflow the stack. */
const DEEPEST = 200;

const most = (list: readonly string[], depth: number): Specificity =>
  depth > DEEPEST
    ? NONE
    : partsOf(list)
        .map(each => ofPieces(each, depth + 1))
        .reduce((best, each) => (compareSpecificity(each, best) > 0 ? each : best), NONE);

const LEGACY = /^(?:before|after|first-line|first-letter)$/;

/** A pseudo-class or pseudo-element; `inner` are the pieces between its brackets. */
function ofPseudo(colons: string, name: string, inner: readonly string[], depth: number): Specificity {
  if (colons === '::') return plus(TYPE, name === 'slotted' ? most(inner, depth) : NONE);
  switch (name) {
    case 'where':
      return NONE;
    case 'is':
    case 'not':
    case 'has':
    case '-webkit-any':
    case '-moz-any':
      return most(inner, depth);
    case 'host':
    case 'host-context':
      return plus(CLASS, most(inner, depth));
    case 'nth-child':
    case 'nth-last-child': {
      const of = inner.findIndex(piece => piece.toLowerCase() === 'of');
      return of < 0 ? CLASS : plus(CLASS, most(inner.slice(of + 1), depth));
    }
    default:
      return LEGACY.test(name) ? TYPE : CLASS;
  }
}

const isName = (piece: string | undefined): boolean =>
  piece !== undefined && /^(?:[-\w\u0080-\uffff]|\\)/.test(piece);

function ofPieces(pieces: readonly string[], depth: number): Specificity {
  let sum = NONE;
  for (let at = 0; at < pieces.length;) {
    const piece = pieces[at] ?? '';
    const next = pieces[at + 1];
    if (piece === '#' || piece === '.') {
      sum = plus(sum, piece === '#' ? ID : CLASS);
      at += 2;
    } else if (piece === '[') {
      sum = plus(sum, CLASS);
      at = behindBracket(pieces, at);
    } else if (piece === ':' || piece === '::') {
      const hasBrackets = pieces[at + 2] === '(';
      const end = hasBrackets ? behindBracket(pieces, at + 2) : at + 2;
      const inner = hasBrackets ? pieces.slice(at + 3, end - 1) : [];
      sum = plus(sum, ofPseudo(piece, next?.toLowerCase() ?? '', inner, depth));
      at = end;
    } else {
      // The prefix of a namespace is no type.
      if (isName(piece) && next !== '|') sum = plus(sum, TYPE);
      at += 1;
    }
  }
  return sum;
}

/** The specificity of one complex selector. Pure. */
export const specificityOf = (selector: string): Specificity => ofPieces(piecesOf(selector), 0);
