import { elementKids, hostOf, rootOf, select } from '../../own/dom';
import { getter } from '../../own/language';
import { isMatch, ownerOf } from '../nodes';

const parentElementOf = getter(Node, 'parentElement');

/** Strings, escapes and brackets of a selector as one piece each; all else as single characters. */
const PIECE = /\\[^]|"(?:\\[^]|[^"])*"|'(?:\\[^]|[^'])*'|[^]/g;

/** Like `PIECE`, with `:scope`, and with a type that follows `&`. */
const NESTED =
  /:scope(?![-\w])|&((?:[-\w\u0080-\uffff]|\\[^])+|\*)?|\\[^]|"(?:\\[^]|[^"])*"|'(?:\\[^]|[^'])*'|[^]/gi;

/** The complex selectors of a list, split at the commas outside of brackets. */
function splitSelectors(list: string): string[] {
  const found = [''];
  let depth = 0;
  for (const [piece] of list.matchAll(PIECE)) {
    if (piece === '(' || piece === '[') depth++;
    if (piece === ')' || piece === ']') depth--;
    if (piece === ',' && depth === 0) found.push('');
    else found[found.length - 1] += piece;
  }
  return found.map(each => each.trim());
}

/** The selector around nested rules, and the elements that limit their scope. */
export interface Outer {
  /** The meaning of `&`: `:is(.card)`, or the scoping root. */
  readonly nesting: string;
  /** Scoping roots, the nearest first; undefined outside of `@scope`. */
  readonly roots: readonly Element[] | undefined;
}

const SCOPED = /:scope(?![-\w])/gi;

/** In css-nesting-1 and css-cascade-6, `&` has no specificity if it means the scoping root or the root of the tree. */
export const SCOPE = ':where(:scope)';
/** As `SCOPE`, in place of `&`. No browser writes it so. Chromium does not take `&` for a host, and takes `:scope` for it. */
export const AND = ':WHERE(:scope)';

/** The complex selectors of a rule with `&` replaced; one that names no scoping root gets it in front. */
export function resolved(list: string, { nesting, roots }: Outer): string[] {
  return splitSelectors(list).map(selector => {
    const whole = selector.replace(NESTED, (piece, type: string = '') => {
      // A type must come first, and `&div` cannot be written in any other order.
      if (piece.startsWith('&')) return type + nesting;
      // Outside of scopes, `:scope` is the root of the document; in `matches()` it is the element (Selectors 4, 6.2).
      return roots || !piece.startsWith(':') || piece === ':' ? piece : ':root';
    });
    if (/^[>+~]/.test(selector)) return `${nesting === AND ? SCOPE : nesting} ${whole}`;
    const isBound = whole !== selector || !roots || nesting !== AND || /:scope/i.test(selector);
    return isBound ? whole : `${SCOPE} ${selector}`;
  });
}

function isMatchIn(element: Element, selector: string, root: Element): boolean {
  if (element === root || !/:scope(?![-\w])/i.test(selector)) return isMatch(element, selector);
  // No method of a host searches its shadow tree, in which `:host` means the host.
  if (hostAround(element) === root) return isMatch(element, selector.replaceAll(SCOPED, ':host'));
  try {
    return select(root, selector).includes(element);
  } catch {
    return false;
  }
}

/** The host of the shadow tree that an element is in. */
function hostAround(element: Element): Element | undefined {
  const root = rootOf(element);
  return root instanceof ShadowRoot ? hostOf(root) : undefined;
}

/** The scoping root of an `@scope` without a start: the parent of the sheet's element, or the host (CSS Cascading 6, 2.5.1). */
export const implicitRoot = (element: Element, owner: Element | null): Element =>
  (owner && parentElementOf(owner)) ??
  hostAround(owner ?? element) ??
  (ownerOf(element) as Document).documentElement;

/**
 * The start of a scope with this single root, for an element in it. The `:scope` keeps the engine from searching the enclosing scope
 * only.
 */
export const pathTo = (root: Element, tree: Node): string =>
  `:is(${tree instanceof ShadowRoot && hostOf(tree) === root ? ':host' : selectorOf(root)}, :scope:not(*))`;

/** A selector for one element of its tree. */
function selectorOf(element: Element): string {
  const parent = parentElementOf(element);
  if (!parent && !hostAround(element)) return ':root';
  const siblings = elementKids(parent ?? rootOf(element));
  const index = siblings.indexOf(element) + 1;
  return `${parent ? selectorOf(parent) : ':host'} > :nth-child(${index})`;
}

/** Steps up to an ancestor, or to the host of the tree. */
function stepsTo(element: Element, root: Element): number {
  let steps = 0;
  for (let at: Element | undefined = element; at && at !== root; at = around(at)) steps++;
  return steps;
}

/** The distance to the nearest scoping root with which a selector matches, -1 without scope; undefined for no match. */
export function nearnessOf(element: Element, selector: string, { roots }: Outer): number | undefined {
  if (!roots) return isMatch(element, selector) ? -1 : undefined;
  const root = roots.find(each => isMatchIn(element, selector, each));
  return root && stepsTo(element, root);
}

/** The parent of an element, or the host of its tree. */
const around = (element: Element): Element | undefined => parentElementOf(element) ?? hostAround(element);

function isWithin(one: Element, root: Element): boolean {
  const outer = around(one);
  return one === root || (outer !== undefined && isWithin(outer, root));
}

/**
 * The roots of an `@scope` rule that have an element in their scope, the nearest first.
 * @param implicit the only one that may be without a start
 */
export function scopingRoots(
  element: Element,
  start: string | null,
  end: string | null,
  outer: Outer,
  implicit: Element,
): Element[] {
  const found: Element[] = [];
  const limits = end === null ? [] : resolved(end, { nesting: AND, roots: [] });
  const passed: Element[] = [];
  // In a style rule of a scope, Chromium takes `&` for the scoping root, so the engine is asked for both meanings.
  const meanings = outer.roots ? [outer, { ...outer, nesting: AND }] : [outer];
  const starts = start === null ? [] : meanings.flatMap(each => resolved(start, each));
  const host = hostAround(element);
  for (let at: Element | undefined = element; at; at = at === host ? undefined : around(at)) {
    const root = at;
    passed.push(root);
    const isStart = (selector: string): boolean =>
      // In its own tree, only `:host` matches a host.
      root === host ? /:host/i.test(selector) : nearnessOf(root, selector, outer) !== undefined;
    const isRoot =
      start === null && root === implicit && (outer.roots?.some(each => isWithin(root, each)) ?? true);
    const isLimited = (): boolean =>
      passed.some(each => each !== host && limits.some(selector => isMatchIn(each, selector, root)));
    if ((isRoot || starts.some(isStart)) && !isLimited()) found.push(root);
  }
  return found;
}
