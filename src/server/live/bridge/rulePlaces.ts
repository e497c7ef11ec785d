import { LONGEST_SELECTOR } from '../../../protocol/ruleLimits';
import type { RuleStep } from '../../../protocol/pageRules';
import type { Range } from '../../../protocol/offsets';
import { type CssRule, type CssSheet, readRules, unescaped, withoutComments } from './cssRules';
import { headKey, isLeftOf, looseKey } from './heads';

type KeyOf = (head: string) => string;

const byKey = new Map<KeyOf, WeakMap<CssRule, Map<string, CssRule[]>>>([
  [headKey, new WeakMap()],
  [looseKey, new WeakMap()],
]);

/** The rules directly in another one, by their heads in one spelling. */
function keysIn(around: CssRule, keyOf: KeyOf): Map<string, CssRule[]> {
  const known = byKey.get(keyOf)?.get(around);
  if (known) return known;
  const keys = new Map<string, CssRule[]>();
  for (const rule of around.rules) {
    // `@layer a;` has the same head as the block `@layer a { … }`.
    if (rule.end === rule.head.end) continue;
    const key = keyOf(rule.prelude);
    const same = keys.get(key);
    if (same) same.push(rule);
    else keys.set(key, [rule]);
  }
  byKey.get(keyOf)?.set(around, keys);
  return keys;
}

const isAtRule = (head: string): boolean => head.startsWith('@');

/** The rules with this head. Of a long one, the page sends only the first selectors. */
function alikeIn(around: CssRule, head: string, keyOf: KeyOf): readonly CssRule[] | undefined {
  const keys = keysIn(around, keyOf);
  if (head.length < LONGEST_SELECTOR) return keys.get(keyOf(head));
  const start = `${keyOf(head.slice(0, head.lastIndexOf(',')))},`;
  return [...keys].find(([key]) => key.startsWith(start))?.[1];
}

/** `@charset` is no rule to browsers, nor is one that begins with CDO or CDC inside of another (CSS Syntax 3, 5.4.1). */
const isCounted = ({ prelude }: CssRule): boolean => !/^(?:@charset\b|<!--|-->)/i.test(prelude);

/**
 * The rule of a source that a browser has at a path. Browsers drop rules that they do not understand, so indices differ. Of rules with the
 * same head they keep all or none, so other numbers mean that a script has added or removed some. If no head is the same and no rule is
 * dropped, the rule at the index counts if it shares a declaration. Pure.
 */
export function ruleAt(
  sheet: CssSheet,
  steps: readonly RuleStep[],
  names: readonly string[],
): CssRule | undefined {
  let at: CssRule | undefined = sheet;
  for (const [depth, [index, nth, head, count, same]] of steps.entries()) {
    if (!at) return undefined;
    const exact = alikeIn(at, head, headKey);
    const loose: readonly CssRule[] =
      exact?.length === same
        ? []
        : (alikeIn(at, head, looseKey) ?? []).filter(({ prelude }) => isLeftOf(head, prelude));
    const alike: readonly CssRule[] | undefined = loose.length === same ? loose : exact;
    const counted: readonly CssRule[] = alike ? [] : at.rules.filter(isCounted);
    const byIndex: CssRule | undefined = counted.length === count ? counted[index] : undefined;
    const isLike: boolean =
      byIndex !== undefined &&
      isAtRule(byIndex.prelude) === isAtRule(head) &&
      // `names` are declared by the innermost rule only.
      (isAtRule(head) ||
        depth < steps.length - 1 ||
        byIndex.declarations.some(({ name }) => isNamed(name, names)));
    if (alike) at = alike.length === same ? alike[nth] : undefined;
    else at = isLike ? byIndex : undefined;
  }
  return at;
}

/** Whether a declaration is one of these longhands, or may be a shorthand of one. */
const isNamed = (name: string, names: readonly string[]): boolean =>
  names.some(each => each.replace('!', '') === name || each.replace('!', '').startsWith(`${name}-`));

/** A sheet whose text begins at an offset of a larger text. XHTML may put it into a CDATA section. */
export const readSheet = (css: string): CssSheet =>
  readRules(css.replaceAll(/<!\[CDATA\[|\]\]>/g, match => ' '.repeat(match.length)));

/** A declaration as a browser may be asked about it. */
export interface Written extends Range {
  readonly name: string;
  readonly value: string;
  readonly isImportant: boolean;
}

/** The declarations of a rule as they are written. */
export function writtenIn(rule: CssRule, css: string): Written[] {
  return rule.declarations.map(({ name, start, end }) => {
    const text = withoutComments(css.slice(start, end));
    const value = text.slice(text.indexOf(':') + 1);
    const isImportant = /!\s*important\s*$/i.test(unescaped(value));
    const plain = isImportant ? value.slice(0, value.lastIndexOf('!')) : value;
    return { name, start, end, value: plain.trim(), isImportant };
  });
}
