import { LONGEST_NAME, MOST_NAMES } from '../../../protocol/ruleLimits';
import { INHERITED } from '../../../protocol/inherited';
import type { SeenRule } from '../../../protocol/pageRules';
import { priorityOf, propertiesOf } from '../../own/sheets';

type Declared = Pick<SeenRule, 'names' | 'reverts' | 'skips'>;

/** A value that leaves the property to other rules, and one that may compute to it: `var(--none, revert-layer)`. */
const LEAVING = /^revert-(?:layer|rule)$/;
const PERHAPS_LEAVING = /revert-(?:layer|rule)/i;

/** Longhands of a shorthand with `var()` have no value of their own (CSS Variables 1, 3.2), so the value is read from the text. */
function shorthandValue(name: string, text: string): string {
  const { style } = document.createElement('p');
  for (const [, shorthand = '', value = ''] of text.matchAll(/([-\w]+)\s*:\s*([^;]*revert-[^;]*)/gi)) {
    style.cssText = `${shorthand}:inherit`;
    if (propertiesOf(style).includes(name)) return value.replace(/\s*!\s*important\s*$/i, '');
  }
  return '';
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
  const all = propertiesOf(declared)
    .filter(name => name.length < LONGEST_NAME && (!isAncestor || name === 'all' || INHERITED.test(name)))
    .slice(0, MOST_NAMES);
  if (all.length === 0) return undefined;
  const isNormal = (name: string): boolean => priorityOf(declared, name) === '';
  const names = all.map(name => (isNormal(name) ? name : `!${name}`));
  const text = declared.cssText;
  if (!PERHAPS_LEAVING.test(text)) return { names };
  // Beside other declarations, `all` has no value of its own, but each of its longhands has.
  const ownValue = (name: string): string => declared.getPropertyValue(name === 'all' ? 'orphans' : name);
  const valueOf = (name: string): string => {
    const value = ownValue(name) || shorthandValue(name, text);
    return PERHAPS_LEAVING.test(value) && !LEAVING.test(value) ? comesTo(value) : value;
  };
  // Chromium reports the value of a later `all` for an important property, which `all` does not set.
  const ofAll = all.includes('all') && isNormal('all') ? valueOf('all') : '';
  const isHidden = (name: string): boolean => LEAVING.test(ofAll) && !isNormal(name);
  // An engine that does not know the keyword takes `list-style-type: revert-rule` for the name of a counter style.
  const leaving = (keyword: string): string[] =>
    CSS.supports('order', keyword) ? all.filter(name => !isHidden(name) && valueOf(name) === keyword) : [];
  const [reverts, skips] = [leaving('revert-layer'), leaving('revert-rule')];
  return { names, ...(reverts.length > 0 ? { reverts } : {}), ...(skips.length > 0 ? { skips } : {}) };
}
