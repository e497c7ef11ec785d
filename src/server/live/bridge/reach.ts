import type { Across } from '../../../protocol/bridgeMessages';
import type { CssRule } from './cssRules';
import { behindBracket, partsOf, piecesOf } from './specificity';

/** The elements that a rule selects. */
export interface Reach {
  /** For `querySelectorAll`; absent if all elements are in other trees. */
  readonly selector?: string;
  readonly across: readonly Across[];
}

/** The surroundings of a rule: what `&` stands for, and the selectors where an `@scope` ends. */
interface Enclosing {
  readonly nesting: string;
  /** Undefined below a style rule; empty for a scope without an end. */
  readonly limits: readonly string[] | undefined;
}

/** Characters of the longest selector: each `& &` doubles the outer selector. */
const LONGEST_SELECTOR = 10_000;

/** Selectors that match the whole page: nothing is outlined for them. */
const EVERYTHING = /^(?:\*|html|:root|body)$/i;
/** At-rules whose blocks do not style elements. */
const OF_NO_ELEMENT =
  /^@(?:-\w+-)?(?:keyframes|font-face|font-feature|page|property|counter-style|position-try)/i;
/** Pseudo-elements that CSS 2 wrote with one colon. */
const LEGACY = /^(?:before|after|first-line|first-letter)$/;
/** Pseudo-classes that need the pointer or the keyboard: elements are outlined without them. */
const ACTED_ON = /^(?:hover|active|focus|focus-visible|focus-within)$/;

const isBetween = (piece: string | undefined): boolean =>
  piece === undefined || /^(?:\s+|[>+~]|\|\|)$/.test(piece);

/** A selector with each `&` replaced. A type behind `&` is put first: `&div` has no other spelling. */
export function nested(pieces: readonly string[], nesting: string): string {
  let text = '';
  for (let at = 0; at < pieces.length; at++) {
    const next = pieces[at + 1] ?? '';
    if (pieces[at] !== '&') text += pieces[at] ?? '';
    else if (/^(?:[-\w\u0080-\uffff*]|\\)/.test(next)) {
      text += next + nesting;
      at += 1;
    } else text += nesting;
  }
  return text;
}

/**
 * The complex selectors of a list, resolved against the rule around them (CSS Nesting 1, 3; CSS Cascading 6,
 * 2.5).
 */
function resolved(list: string, around: Enclosing | undefined): string[] {
  return partsOf(piecesOf(list)).map(pieces => {
    if (!around) return pieces.join('').trim();
    const { nesting, limits } = around;
    const isScoped =
      limits !== undefined &&
      pieces.some((piece, at) => piece === ':' && /^scope$/i.test(pieces[at + 1] ?? ''));
    const text = nested(pieces, nesting).trim();
    const isRelative = /^[>+~]/.test(text) || !(pieces.includes('&') || isScoped);
    const whole = isScoped ? text.replaceAll(/:scope(?![-\w])/gi, () => nesting) : text;
    return isRelative ? `${nesting} ${whole}` : whole;
  });
}

/** A complex selector for `querySelectorAll`, or its way into another tree. */
function reached(pieces: readonly string[]): string | Across {
  let text = '';
  for (let at = 0; at < pieces.length;) {
    const piece = pieces[at] ?? '';
    if (piece === '[' || piece === '(') {
      const end = behindBracket(pieces, at);
      text += pieces.slice(at, end).join('');
      at = end;
      continue;
    }
    if (piece !== ':' && piece !== '::') {
      text += piece;
      at += 1;
      continue;
    }
    const name = (pieces[at + 1] ?? '').toLowerCase();
    const end = pieces[at + 2] === '(' ? behindBracket(pieces, at + 2) : at + 2;
    const inner = pieces
      .slice(at + 3, end - 1)
      .join('')
      .trim();
    const isAlone = isBetween(pieces[at - 1]);
    if (name === 'slotted') return [name, isAlone ? `${text}slot` : text, inner];
    if (name === 'part') return [name, isAlone ? `${text}*` : text, inner];
    if (piece === '::' || LEGACY.test(name)) return isAlone ? `${text}*` : text;
    if (/^host(?:-context)?$/.test(name) && !pieces.slice(end).some(isBetween))
      return ['host', '', name === 'host' ? inner : `:is(${inner}) *, ${inner}`];
    if (ACTED_ON.test(name)) text += isAlone ? '*' : '';
    else text += name === 'visited' ? ':any-link' : pieces.slice(at, end).join('');
    at = end;
  }
  return text;
}

/** The start and the end of `@scope (…) to (…)`. */
function scopeIn(prelude: string, outer: Enclosing | undefined): Enclosing {
  const pieces = piecesOf(prelude);
  const found = ['', ''];
  let which = 0;
  for (let at = 0; at < pieces.length; at++) {
    if (pieces[at]?.toLowerCase() === 'to') which = 1;
    if (pieces[at] !== '(') continue;
    const end = behindBracket(pieces, at);
    found[which] = pieces.slice(at + 1, end - 1).join('');
    at = end - 1;
  }
  const [start = '', end = ''] = found;
  const plain = outer && { ...outer, limits: undefined };
  const roots = start === '' ? [':root'] : start.includes('&') ? resolved(start, plain) : [start.trim()];
  const nesting = `:is(${roots.join(', ')})`;
  return { nesting, limits: end === '' ? [] : resolved(end, { nesting, limits: [] }) };
}

/**
 * The elements that the innermost of nested rules selects; the outermost rule comes first. `.card { & h2 {}
 * }` is `:is(.card) h2`. Undefined for no elements, and for the whole page. Pure.
 */
export function reachOf(rules: readonly CssRule[]): Reach | undefined {
  let around: Enclosing | undefined;
  let found: readonly (string | Across)[] = [];
  for (const { prelude } of rules) {
    if (OF_NO_ELEMENT.test(prelude)) return undefined;
    if (/^@scope\b/i.test(prelude)) around = scopeIn(prelude, around);
    if (prelude.startsWith('@')) continue;
    const list = resolved(prelude, around);
    if (list.join().length > LONGEST_SELECTOR) return undefined;
    const ends = around?.limits?.join(', ') ?? '';
    const behind = ends === '' ? '' : `:not(${ends}, :is(${ends}) *)`;
    found = list.map(each => {
      const one = reached(piecesOf(each));
      return typeof one === 'string' ? one.trim() + behind : one;
    });
    // Rules nested in one that reaches into another tree refer to its selector as written.
    const parents = found.map((one, at) => (typeof one === 'string' ? one : (list[at] ?? '')));
    around = { nesting: `:is(${parents.join(', ')})`, limits: undefined };
  }
  const selectors = found.filter(one => typeof one === 'string').filter(one => !EVERYTHING.test(one));
  const across = found.filter(one => typeof one !== 'string');
  if (selectors.length + across.length === 0) return undefined;
  return { ...(selectors.length > 0 ? { selector: selectors.join(', ') } : {}), across };
}
