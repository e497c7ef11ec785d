import type { RuleStep } from '../../../protocol/rules';
import type { Range } from '../../../protocol/offsets';
import { type CssRule, type CssSheet, readRules } from './cssRules';
import { headKey } from './heads';

const byKey = new WeakMap<CssRule, Map<string, CssRule[]>>();

/** The rules directly in another one, by their heads in one spelling. */
function keysIn(around: CssRule): Map<string, CssRule[]> {
  const known = byKey.get(around);
  if (known) return known;
  const keys = new Map<string, CssRule[]>();
  for (const rule of around.rules) {
    const key = headKey(rule.prelude);
    const same = keys.get(key);
    if (same) same.push(rule);
    else keys.set(key, [rule]);
  }
  byKey.set(around, keys);
  return keys;
}

const isAtRule = (head: string): boolean => head.startsWith('@');

/**
 * The rule of a source that a browser has at a path. Browsers drop what they do not understand, so that indices differ; of rules with
 * the same head they keep all or none. Where no head is the same, the one at the index counts if it declares something of the rule.
 * Pure.
 */
export function ruleAt(
  sheet: CssSheet,
  steps: readonly RuleStep[],
  names: readonly string[],
): CssRule | undefined {
  let at: CssRule | undefined = sheet;
  for (const [index, nth, head] of steps) {
    if (!at) return undefined;
    const byIndex: CssRule | undefined = at.rules[index];
    const isLike: boolean =
      byIndex !== undefined &&
      isAtRule(byIndex.prelude) === isAtRule(head) &&
      (isAtRule(head) || byIndex.declarations.some(({ name }) => isNamed(name, names)));
    at = keysIn(at).get(headKey(head))?.[nth] ?? (isLike ? byIndex : undefined);
  }
  return at;
}

/** Whether a declaration is one of these longhands, or may be a shorthand of one. */
const isNamed = (name: string, names: readonly string[]): boolean =>
  names.some(each => each.replace('!', '') === name || each.replace('!', '').startsWith(`${name}-`));

/** A sheet whose text begins at an offset of a larger text. XHTML may put it into a CDATA section. */
export const readSheet = (css: string): CssSheet =>
  readRules(css.replaceAll(/<!\[CDATA\[|\]\]>|<!--|-->/g, match => ' '.repeat(match.length)));

/** A declaration as a browser may be asked about it. */
export interface Written extends Range {
  readonly name: string;
  readonly value: string;
  readonly isImportant: boolean;
}

/** The declarations of a rule as they are written. */
export function writtenIn(rule: CssRule, css: string): Written[] {
  return rule.declarations.map(({ name, start, end }) => {
    const text = css.slice(start, end).replaceAll(/\/\*[^]*?\*\//g, ' ');
    const value = text.slice(text.indexOf(':') + 1);
    const plain = value.replace(/\s*!\s*important\s*$/i, '');
    return { name, start, end, value: plain.trim(), isImportant: plain !== value };
  });
}
