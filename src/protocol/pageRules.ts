import { type Is, isCount, isInteger, isList, isMaybe, isShape, isText, isTuple } from './is';
import type { Place } from './place';
import { LONGEST_NAME, LONGEST_SELECTOR, MOST_NAMES, MOST_SHEETS, MOST_STEPS } from './ruleLimits';

/**
 * A step from a sheet or rule to a rule in it, as the browser has both. The step holds the rule's index, and
 * the number of rules with the same head before it. It also holds the number of all rules and of those with
 * this head, since a script may have added some.
 */
export type RuleStep = readonly [index: number, nth: number, head: string, count: number, same: number];

/** The origin of a sheet: a path on this server, the node of its element, or a word if it has no place. */
export type SheetOrigin = string | number;
/** A sheet that a script constructed, one whose element a script made, and one that this server did not send. */
export type Placeless = 'constructed' | 'script' | 'foreign';

/** A rule that applies to an element, as the page sees it. */
export interface SeenRule {
  /** Index in the message's `sheets`; -1 for the element's `style` attribute. */
  readonly sheet: number;
  readonly steps: readonly RuleStep[];
  /** The selectors that match, nesting resolved, each with the distance to its scoping root; -1 without one. */
  readonly selectors: readonly (readonly [selector: string, near: number])[];
  /** Its cascade layer: an index for each level, in the order in which layers were named. */
  readonly layer: readonly number[];
  /** The tree that it comes from: outer ones are lower; 0 is the element's own. */
  readonly context: number;
  /** Elements between the element and the one that it inherits from; 0 for a rule of its own. */
  readonly above: number;
  /** Longhands that it declares; important ones begin with `!`. */
  readonly names: readonly string[];
  /** The longhands that it leaves to the layer below: `revert-layer`. */
  readonly reverts?: readonly string[];
  /** The longhands that it leaves to the other rules: `revert-rule`. */
  readonly skips?: readonly string[];
}

/** A property that an animation sets: of the element itself, 0, or of one that it inherits from. */
export type Animated = readonly [property: string, above: number];

/** The rules of one element, in the order of their appearance. */
export interface SeenRules {
  readonly name: string;
  readonly sheets: readonly SheetOrigin[];
  readonly rules: readonly SeenRule[];
  /** The elements that it inherits from, nearest first, with their nodes; -1 for those that a script made. */
  readonly ancestors: readonly (readonly [name: string, node: number])[];
  /** Computed values of all properties that a rule declares. */
  readonly values: readonly (readonly [property: string, value: string])[];
  /** Properties that a running CSS animation sets. */
  readonly animated?: readonly Animated[];
  /** Properties that a script animates. */
  readonly scripted?: readonly Animated[];
  /** Properties that ancestors declare, but that the browser's own style sheet sets for the element: the colour of a link. */
  readonly unruled?: readonly string[];
  /** The number of sheets from other origins, which scripts cannot read. */
  readonly unreadable: number;
}

/** A rule as the editor lists it. */
export interface ListedRule {
  readonly selector: string;
  /** Conditions around it: `@media (width > 40em)`, `@layer base`. */
  readonly around: readonly string[];
  readonly place: Place | undefined;
  readonly placeless: Placeless | undefined;
  /** The properties whose value it decides. */
  readonly wins: readonly string[];
}

/** A property of an element as the editor lists it. */
export interface ListedProperty {
  readonly name: string;
  readonly value: string;
  /** The element that it is inherited from. */
  readonly from: string | undefined;
  /** The selector of the rule that won. */
  readonly selector: string;
}

/** The rules of an element, the winner first. */
export interface ListedRules {
  readonly name: string;
  /** The element itself. */
  readonly place: Place | undefined;
  readonly exact: boolean;
  readonly isRead?: boolean;
  readonly rules: readonly ListedRule[];
  readonly properties: readonly ListedProperty[];
  readonly unreadable: number;
}

const MOST_RULES = 1_000;

const isSelector = isText(LONGEST_SELECTOR);
const isName = isText(LONGEST_NAME);
const isNames = isMaybe(isList(MOST_NAMES, isName));
const isAnimated = isMaybe(isList(MOST_NAMES, isTuple(isName, isCount)));
const isRule = isShape({
  sheet: isInteger,
  steps: isList(MOST_STEPS, isTuple(isCount, isCount, isSelector, isCount, isCount)),
  selectors: isList(MOST_NAMES, isTuple(isSelector, isInteger)),
  layer: isList(MOST_STEPS, isCount),
  context: isInteger,
  above: isCount,
  names: isList(MOST_NAMES, isName),
  reverts: isNames,
  skips: isNames,
});

/** Whether a parsed value is the rules of an element: fields, types and sizes. */
export const isSeenRules: Is = isShape({
  name: isName,
  sheets: isList(MOST_SHEETS, value => isCount(value) || isSelector(value)),
  rules: isList(MOST_RULES, isRule),
  ancestors: isList(MOST_STEPS, isTuple(isName, isInteger)),
  values: isList(MOST_NAMES, isTuple(isName, isName)),
  animated: isAnimated,
  scripted: isAnimated,
  unruled: isNames,
  unreadable: isCount,
});
