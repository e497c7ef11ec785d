import { LONGEST_NAME, MOST_NAMES } from '../../../protocol/ruleLimits';
import { INHERITED } from '../../../protocol/inherited';
import type { SeenRule } from '../../../protocol/pageRules';
import { priorityOf, propertiesOf, propertyOf } from '../../own/sheets';

type Declared = Pick<SeenRule, 'names' | 'reverts' | 'skips'>;

/** A value that leaves the property to other rules, and one that may compute to it: `var(--none, revert-layer)`. */
const LEAVING = /^revert-(?:layer|rule)$/;
const PERHAPS_LEAVING = /revert-(?:layer|rule)/i;

export const emptyStyle = (): CSSStyleDeclaration => document.createElement('p').style;

/** Longhands of a shorthand with `var()` have no value of their own (CSS Variables 1, 3.2), so the value is read from the text. */
function shorthandValue(name: string, text: string): string {
  const style = emptyStyle();
  for (const [, shorthand = '', value = ''] of text.matchAll(/([-\w]+)\s*:\s*([^;]*revert-[^;]*)/gi)) {
    style.cssText = `${shorthand}:inherit`;
    if (propertiesOf(style).includes(name)) return value.replace(/\s*!\s*important\s*$/i, '');
  }
  return '';
}

/** Fewer longhands than `all` has in any engine, and more than those of any other shorthand. */
const FEWEST_OF_ALL = 200;

/**
 * Firefox and WebKit tell each longhand of `all`, some 400, and no message has room for several such rules. What most of them
 * have is the value of `all`.
 * @returns one of the longhands that `all` sets, and the names with `all` in place of them
 */
function withAll(declared: CSSStyleDeclaration, names: readonly string[]): [string, readonly string[]] {
  const keyOf = (name: string): string => priorityOf(declared, name) + propertyOf(declared, name);
  const one = ['clear', 'resize', 'tab-size'].find(
    each => names.filter(name => keyOf(name) === keyOf(each)).length > FEWEST_OF_ALL,
  );
  // Chromium tells `all` itself.
  return one === undefined
    ? ['orphans', names]
    : [one, ['all', ...names.filter(name => name.startsWith('--') || keyOf(name) !== keyOf(one))]];
}

/**
 * The declared longhands, `!` before important ones; of an ancestor only the inherited ones and `all`. Undefined for none.
 * @param comesTo the keyword that a value with `var()` computes to for the element
 */
export function declaredIn(
  declared: CSSStyleDeclaration,
  isAncestor: boolean,
  comesTo: (value: string) => string,
): Declared | undefined {
  const [one, listed] = withAll(declared, propertiesOf(declared));
  const all = listed
    .filter(name => name.length < LONGEST_NAME && (!isAncestor || name === 'all' || INHERITED.test(name)))
    .slice(0, MOST_NAMES);
  if (all.length === 0) return undefined;
  const isNormal = (name: string): boolean =>
    priorityOf(declared, name) === '' && (name !== 'all' || priorityOf(declared, one) === '');
  const names = all.map(name => (isNormal(name) ? name : `!${name}`));
  const text = declared.cssText;
  if (!PERHAPS_LEAVING.test(text)) return { names };
  // Beside other declarations, `all` has no value of its own.
  const valueOf = (name: string): string => {
    const own = propertyOf(declared, name) || (name === 'all' && propertyOf(declared, one));
    const value = own || shorthandValue(name, text);
    return PERHAPS_LEAVING.test(value) && !LEAVING.test(value) ? comesTo(value) : value;
  };
  // Chromium gives the value of `all` for that of a property which `all` leaves alone: one that is important, or a custom one.
  const isOfAll = all.includes('all') && LEAVING.test(valueOf('all'));
  const isHidden = (name: string): boolean =>
    isOfAll && name !== 'all' && (name.startsWith('--') || !isNormal(name));
  // To an engine that does not know a keyword, `list-style-type: revert-rule` names a counter style.
  const leaving = (keyword: string): string[] =>
    CSS.supports('order', keyword) ? all.filter(name => !isHidden(name) && valueOf(name) === keyword) : [];
  const [reverts, skips] = [leaving('revert-layer'), leaving('revert-rule')];
  return { names, ...(reverts.length > 0 ? { reverts } : {}), ...(skips.length > 0 ? { skips } : {}) };
}
