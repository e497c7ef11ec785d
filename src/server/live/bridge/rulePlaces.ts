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

/** A head as it is written, but for white space. */
const squeezed = (head: string): string => withoutComments(head).replaceAll(/\s+/g, ' ').trim();

/** The rules of a source that have the same head as a step. */
function alikeAt(around: CssRule, [, , head, , same]: RuleStep): readonly CssRule[] | undefined {
  const exact = alikeIn(around, head, headKey);
  if (exact?.length === same) return exact;
  const loose = (alikeIn(around, head, looseKey) ?? []).filter(({ prelude }) => isLeftOf(head, prelude));
  if (loose.length === same) return loose;
  // `*|*.a` differs from `.a` beside a default namespace.
  const literal = exact?.filter(({ prelude }) => squeezed(prelude) === squeezed(head));
  return literal?.length === same ? literal : exact;
}

const keywordOf = (head: string): string => /^@[-\w]+/.exec(head)?.[0].toLowerCase() ?? '';

/**
 * The rule of a source that a browser has at a path. Browsers drop rules that they do not understand, so indices differ. Of rules with the
 * same head they keep all or none, so other numbers mean that a script has added or removed some. If no head is the same, a single rule
 * counts that may stand there: of the same kind and path, with a shared declaration. Pure.
 */
export function ruleAt(
  at: CssSheet,
  steps: readonly RuleStep[],
  names: readonly string[],
): CssRule | undefined {
  const [step, ...below] = steps;
  if (!step) return at;
  const [index, nth, head, count, same] = step;
  const alike = alikeAt(at, step);
  // Of conditions, browsers write some anew, so that two may have become the same.
  if (alike && (alike.length === same || !isAtRule(head))) {
    const found = alike.length === same ? alike[nth] : undefined;
    return found && ruleAt(found, below, names);
  }
  const counted = at.rules.filter(isCounted);
  const dropped = counted.length - count;
  // A script may have put in a style rule while the browser dropped another one.
  const last = isAtRule(head) || dropped === 0 ? index + dropped : -1;
  const candidates = counted.slice(index, last + 1).flatMap(rule => {
    if (keywordOf(rule.prelude) !== keywordOf(head)) return [];
    const found = ruleAt(rule, below, names);
    return found && (isAtRule(found.prelude) || isSharing(found, names)) ? found : [];
  });
  const likely = candidates.length > 1 ? candidates.filter(each => isSharing(each, names)) : candidates;
  return likely.length === 1 ? likely[0] : undefined;
}

const isSharing = ({ declarations }: CssRule, names: readonly string[]): boolean =>
  declarations.some(({ name }) => isNamed(name, names));

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
