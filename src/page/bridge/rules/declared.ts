import { LONGEST_NAME, MOST_NAMES } from '../../../protocol/ruleLimits';
import { INHERITED } from '../../../protocol/inherited';
import type { SeenRule } from '../../../protocol/pageRules';
import { priorityOf, propertiesOf } from '../../own/sheets';

type Declared = Pick<SeenRule, 'names' | 'reverts' | 'skips'>;

/** A value that leaves the property to others, and one that may come to such a value: `var(--none, revert-layer)`. */
const LEAVING = /^revert-(?:layer|rule)$/;
const PERHAPS_LEAVING = /revert-(?:layer|rule)/i;

/** Longhands of a shorthand with `var()` have no value of their own (CSS Variables 1, 3.2): it stands in the text. */
function shorthandValue(name: string, text: string): string {
  const { style } = document.createElement('p');
  for (const [, shorthand = '', value = ''] of text.matchAll(/([-\w]+)\s*:\s*([^;]*revert-[^;]*)/gi)) {
    style.cssText = `${shorthand}:inherit`;
    if (propertiesOf(style).includes(name)) return value.replace(/\s*!\s*important\s*$/i, '');
  }
  return '';
}

/**
 * Longhands that are declared, `!` before important ones; of an ancestor, those that are inherited, and `all`. Undefined for none.
 * @param comesTo the keyword that a value with `var()` is for the element
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
  // Beside other declarations, `all` has no value of its own; one of its longhands has.
  const ownValue = (name: string): string => declared.getPropertyValue(name === 'all' ? 'orphans' : name);
  const valueOf = (name: string): string => {
    const value = ownValue(name) || shorthandValue(name, text);
    return PERHAPS_LEAVING.test(value) && !LEAVING.test(value) ? comesTo(value) : value;
  };
  // Chromium gives the value of a later `all` for that of a property which is important, and which `all` leaves alone.
  const ofAll = all.includes('all') && isNormal('all') ? valueOf('all') : '';
  const isHidden = (name: string): boolean => LEAVING.test(ofAll) && !isNormal(name);
  // To an engine that does not know a keyword, `list-style-type: revert-rule` names a counter style.
  const leaving = (keyword: string): string[] =>
    CSS.supports('order', keyword) ? all.filter(name => !isHidden(name) && valueOf(name) === keyword) : [];
  const [reverts, skips] = [leaving('revert-layer'), leaving('revert-rule')];
  return { names, ...(reverts.length > 0 ? { reverts } : {}), ...(skips.length > 0 ? { skips } : {}) };
}
