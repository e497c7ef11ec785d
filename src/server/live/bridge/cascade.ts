import { INHERITED } from '../../../protocol/inherited';
import type { Animated, SeenRule, SeenRules } from '../../../protocol/pageRules';
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

/** Whether `all` in a rule decides a property: of an ancestor, it decides those that are inherited. */
const isUnset = (name: string, { above }: SeenRule): boolean =>
  UNSET_BY_ALL.test(name) && (above === 0 || INHERITED.test(name));

/** Whether a rule declares a property by one of its names, and whether it is important. */
export function declares({ rule }: Ranked, names: readonly string[]): 'important' | 'normal' | undefined {
  const named = (mark: string): boolean =>
    names.some(
      name =>
        rule.names.includes(`${mark}${name}`) || (isUnset(name, rule) && rule.names.includes(`${mark}all`)),
    );
  if (named('!')) return 'important';
  return named('') ? 'normal' : undefined;
}

/**
 * Negative if the first rule is in a lower layer, regardless of importance. `revert-layer` leaves a property
 * to lower layers even if it is important itself (CSS Cascading 5, 7.3.5).
 */
const compareLevels = (a: Ranked, b: Ranked): number =>
  b.rule.context - a.rule.context ||
  Number(a.rule.sheet < 0) - Number(b.rule.sheet < 0) ||
  compareLayers(a.rule.layer, b.rule.layer);

/** Whether the deciding declaration of a rule is one of these: the last one of the names, important ones first. */
function isDecidedBy(some: readonly string[] | undefined, each: Ranked, names: readonly string[]): boolean {
  const { rule } = each;
  const mark = declares(each, names) === 'important' ? '!' : '';
  const deciding = rule.names.findLast(name => names.some(known => name === `${mark}${known}`));
  if (deciding !== undefined) return some?.includes(deciding.slice(mark.length)) ?? false;
  return !!some?.includes('all') && names.some(name => isUnset(name, rule));
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
  const winner = (isImportant ? important : own).reduce<Ranked | undefined>(
    (best, each) => (best && compare(best, each, isImportant) > 0 ? best : each),
    undefined,
  );
  if (!winner) return undefined;
  const { above, reverts, skips } = winner.rule;
  // `revert-rule` is as if the rule were not there (CSS Cascading 6, 3.3).
  if (isDecidedBy(skips, winner, names))
    return winnerOf(
      all.filter(each => each !== winner),
      names,
    );
  if (!isDecidedBy(reverts, winner, names)) return winner;
  return winnerOf(
    all.filter(each => each.rule.above !== above || compareLevels(each, winner) < 0),
    names,
  );
}

/** The rule that gives a property its value, and the names of the property that its declaration sets. */
interface Decided {
  readonly winner: Ranked;
  readonly names: readonly string[];
}

const NAMED = ['animation-name'];

/**
 * As `winnerOf`, with running animations: they stand above all but important declarations (CSS Cascading 5, 6.1). An animation is
 * decided by the rule that names it, and one of a script by none.
 */
export function decidedIn(
  all: readonly Ranked[],
  { animated = [], scripted = [], unruled = [] }: Pick<SeenRules, 'animated' | 'scripted' | 'unruled'>,
  names: readonly string[],
): Decided | undefined {
  const winner = winnerOf(all, names);
  const level = winner?.rule.above ?? Infinity;
  const nearest = (moved: readonly Animated[]): number =>
    Math.min(...moved.filter(([name]) => names.includes(name)).map(([, above]) => above));
  const [byRule, byScript] = [nearest(animated), nearest(scripted)];
  const moving = Math.min(byRule, byScript);
  const isImportant = winner !== undefined && declares(winner, names) === 'important';
  if (moving < level || (moving === level && winner && !isImportant)) {
    if (moving === byScript) return undefined;
    const naming = winnerOf(
      all.filter(({ rule }) => rule.above === moving),
      NAMED,
    );
    return naming && { winner: naming, names: NAMED };
  }
  if (!winner || (level > 0 && names.some(name => unruled.includes(name) || !isInherited(name))))
    return undefined;
  return { winner, names };
}

/** Rules of ancestors name their animations, too. */
const isInherited = (name: string): boolean => INHERITED.test(name) && !NAMED.includes(name);

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
