import type { SeenRule, SeenRules } from '../../../protocol/rules';
import { compareSpecificity, type Specificity, specificityOf } from './specificity';

/** A rule with everything that the cascade compares (CSS Cascading 6, 2.1). */
export interface Ranked {
  readonly rule: SeenRule;
  readonly specificity: Specificity;
  readonly near: number;
  /** Order of appearance. */
  readonly order: number;
}

const NOWHERE: Pick<Ranked, 'specificity' | 'near'> = { specificity: [0, 0, 0], near: Infinity };

/** The strongest of the selectors that match. */
function strength({ selectors }: SeenRule): Pick<Ranked, 'specificity' | 'near'> {
  return selectors
    .map(([selector, near]) => ({ specificity: specificityOf(selector), near: near < 0 ? Infinity : near }))
    .reduce((best, each) => {
      const by = compareSpecificity(each.specificity, best.specificity);
      return by > 0 || (by === 0 && each.near < best.near) ? each : best;
    }, NOWHERE);
}

export const ranked = (rules: readonly SeenRule[]): Ranked[] =>
  rules.map((rule, order) => ({ rule, order, ...strength(rule) }));

/** Layers by the order in which they were named; what stands in no layer comes after all of them. */
function compareLayers(a: readonly number[], b: readonly number[]): number {
  const depth = Math.max(a.length, b.length);
  for (let at = 0; at < depth; at++) {
    const [left, right] = [a[at] ?? Infinity, b[at] ?? Infinity];
    if (left !== right) return left - right;
  }
  return 0;
}

/** Positive where the first wins. Importance reverses contexts and layers. */
function compare(a: Ranked, b: Ranked, isImportant: boolean): number {
  const sense = isImportant ? -1 : 1;
  return (
    sense * (b.rule.context - a.rule.context) ||
    Number(a.rule.sheet < 0) - Number(b.rule.sheet < 0) ||
    sense * compareLayers(a.rule.layer, b.rule.layer) ||
    compareSpecificity(a.specificity, b.specificity) ||
    (a.near === b.near ? 0 : b.near - a.near) ||
    a.order - b.order
  );
}

/** `all` sets everything but these (CSS Cascading 4, 3.2). */
const UNSET_BY_ALL = /^(?!--|direction$|unicode-bidi$)/;

/** Whether a rule declares a property by one of its names, and whether it is important. */
function declares({ rule }: Ranked, names: readonly string[]): 'important' | 'normal' | undefined {
  const named = (mark: string): boolean =>
    names.some(
      name =>
        rule.names.includes(`${mark}${name}`) ||
        (UNSET_BY_ALL.test(name) && rule.names.includes(`${mark}all`)),
    );
  if (named('!')) return 'important';
  return named('') ? 'normal' : undefined;
}

/**
 * The rule that decides a property, of the element itself or of the nearest that it inherits from; undefined for none. Pure.
 * @param names of the property: `margin-left` and `margin-inline-start` are declared as one (CSS Logical Properties 1, 4.1)
 */
export function winnerOf(all: readonly Ranked[], names: readonly string[]): Ranked | undefined {
  const candidates = all.filter(each => declares(each, names));
  const nearest = Math.min(...candidates.map(({ rule }) => rule.above));
  const own = candidates.filter(({ rule }) => rule.above === nearest);
  const important = own.filter(each => declares(each, names) === 'important');
  const isImportant = important.length > 0;
  return (isImportant ? important : own).reduce<Ranked | undefined>(
    (best, each) => (best && compare(best, each, isImportant) > 0 ? best : each),
    undefined,
  );
}

/** The rule that gives a property its value, and the names of the property that its declaration sets. */
export interface Decided {
  readonly winner: Ranked;
  readonly names: readonly string[];
}

/**
 * As `winnerOf`, with running animations: they stand above all but important declarations (CSS Cascading 5, 6.1). An animation is
 * decided by the rule that names it, and one of a script by none.
 */
export function decidedIn(
  all: readonly Ranked[],
  { animated = [], scripted = [] }: Pick<SeenRules, 'animated' | 'scripted'>,
  names: readonly string[],
): Decided | undefined {
  const winner = winnerOf(all, names);
  const isOwn = winner?.rule.above === 0;
  if (winner && isOwn && declares(winner, names) === 'important') return { winner, names };
  if (names.some(name => scripted.includes(name))) return undefined;
  if (names.some(name => animated.includes(name))) {
    const named = ['animation-name'];
    const naming = winnerOf(all, named);
    return naming && { winner: naming, names: named };
  }
  return winner && { winner, names };
}

const hasImportant = ({ rule }: Ranked): boolean => rule.names.some(name => name.startsWith('!'));

/** The rules of the element itself, each where its strongest declaration stands in the cascade, the winner first. Pure. */
export function byStrength(all: readonly Ranked[]): Ranked[] {
  return all
    .filter(({ rule }) => rule.above === 0)
    .toSorted((a, b) => {
      const [first, second] = [hasImportant(a), hasImportant(b)];
      return first === second ? compare(b, a, first) : Number(second) - Number(first);
    });
}
