/** Strings, escapes and brackets of a selector as pieces, then single characters. */
const PIECE = /\\[^]|"(?:\\[^]|[^"])*"|'(?:\\[^]|[^'])*'|[^]/g;

/** The complex selectors of a list, split at the commas outside of brackets. */
export function splitSelectors(list: string): string[] {
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

/** The selector around nested rules, and the elements that scope them. */
export interface Outer {
  /** For `&`: `:is(.card)`, or the scoping root. */
  readonly nesting: string;
  /** Scoping roots, the nearest first; undefined outside of `@scope`. */
  readonly roots: readonly Element[] | undefined;
}

/** By css-nesting-1 and css-cascade-6, `&` has no specificity where it means the scoping root or the root of the tree. */
export const SCOPE = ':where(:scope)';

/** The complex selectors of a rule with `&` replaced, and a scoping root put before what names none. */
export function resolved(list: string, { nesting, roots }: Outer): string[] {
  return splitSelectors(list).map(selector => {
    const whole = selector.replace(PIECE, piece => (piece === '&' ? nesting : piece));
    if (/^[>+~]/.test(selector)) return `${nesting} ${selector}`;
    const isBound = whole !== selector || !roots || nesting !== SCOPE || /:scope/i.test(selector);
    return isBound ? whole : `${SCOPE} ${selector}`;
  });
}

function isMatch(element: Element, selector: string): boolean {
  try {
    return Element.prototype.matches.call(element, selector);
  } catch {
    // An older engine does not know `:is()` around what it keeps.
    return false;
  }
}

function isMatchIn(element: Element, selector: string, root: Element): boolean {
  if (element === root || !/:scope/i.test(selector)) return isMatch(element, selector);
  try {
    return [...Element.prototype.querySelectorAll.call(root, selector)].includes(element);
  } catch {
    return false;
  }
}

/** Steps up to an ancestor. */
function stepsTo(element: Element, root: Element): number {
  let steps = 0;
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) steps++;
  return steps;
}

/** The distance to the nearest scoping root with which a selector matches, -1 without scope; undefined for no match. */
export function nearnessOf(element: Element, selector: string, { roots }: Outer): number | undefined {
  if (!roots) return isMatch(element, selector) ? -1 : undefined;
  const root = roots.find(each => isMatchIn(element, selector, each));
  return root && stepsTo(element, root);
}

/** The roots of an `@scope` rule that have an element in their scope, the nearest first. */
export function scopingRoots(
  element: Element,
  start: string | null,
  end: string | null,
  outer: Outer,
  owner: Element | null,
): Element[] {
  const found: Element[] = [];
  const limits = end === null ? [] : resolved(end, { nesting: SCOPE, roots: [] });
  const passed: Element[] = [];
  const starts = start === null ? [] : resolved(start, outer);
  for (let at: Element | null = element; at; at = at.parentElement) {
    const root = at;
    passed.push(root);
    const isRoot =
      start === null
        ? root === (owner?.parentElement ?? document.documentElement)
        : starts.some(selector => nearnessOf(root, selector, outer) !== undefined);
    const isLimited = (): boolean =>
      passed.some(each => limits.some(selector => isMatchIn(each, selector, root)));
    if (isRoot && !isLimited()) found.push(root);
  }
  return found;
}
