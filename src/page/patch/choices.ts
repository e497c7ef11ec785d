import { attributeOf, copyOf, hasAttribute, isElement, putAttribute, takeAttribute } from '../own/dom';
import {
  formOf,
  isChecked,
  isCheckedAtStart,
  isInput,
  isSelect,
  isSelected,
  optionsIn,
  setChecked,
  setSelected,
} from '../own/fields';
import { OwnSet } from '../own/language';
import { each, filter, map, some } from '../own/lists';
import { test } from '../own/text';
import { everywhere } from '../roots';
import { withAll } from './moves';
import type { Plan } from './plan';
import { numbered, sourceValue, type Twin } from './twins';

const CHOICES = /^(?:select|optgroup|option|input|details)$/;

/** The initial options of a select, read from a copy, which has no choice of a visitor. */
const chosenAtStart = (one: HTMLSelectElement): boolean[] =>
  map(optionsIn(copyOf(one, true)), option => isSelected(option));

const isAtStart = (one: HTMLSelectElement): boolean => {
  const options = optionsIn(one);
  return !some(chosenAtStart(one), (is, at) => {
    const option = options[at];
    return option !== undefined && isSelected(option) !== is;
  });
};

const radios = (): HTMLInputElement[] => filter(everywhere('input[type="radio" i]'), isInput);

/** Of radio buttons of one name in one form, the parser leaves the last that is checked. */
function isCheckedByParser(one: HTMLInputElement, at: number, all: readonly HTMLInputElement[]): boolean {
  const isRival = (other: HTMLInputElement, place: number): boolean =>
    place > at &&
    isCheckedAtStart(other) &&
    attributeOf(other, 'name') === attributeOf(one, 'name') &&
    formOf(other) === formOf(one);
  return isCheckedAtStart(one) && (attributeOf(one, 'name') === null || !some(all, isRival));
}

/** Radio buttons that a visitor or a script has checked since the parse. */
function checkedLater(): HTMLInputElement[] {
  const all = radios();
  return filter(
    all,
    (one: HTMLInputElement, at: number) => isChecked(one) && !isCheckedByParser(one, at, all),
  );
}

/** Checks radio buttons as a parser does, and then those that were checked later. */
function checkAnew(later: readonly HTMLInputElement[]): void {
  const all = radios();
  each(all, (one, at) => {
    const is = isCheckedByParser(one, at, all);
    if (isChecked(one) !== is) setChecked(one, is);
  });
  each(later, one => setChecked(one, true));
}

/** Compares details with their state after a parse, which leaves only the first open one of each name open. */
function eachDetails(root: Twin, act: (twin: Twin, live: Element, shouldBe: boolean) => void): void {
  const names = new OwnSet<string>();
  each(numbered(root), twin => {
    const { name, live } = twin;
    if (name !== 'details' || !isElement(live)) return;
    const group = sourceValue(twin, 'name') ?? '';
    const shouldBe = sourceValue(twin, 'open') !== null && !names.has(group);
    if (shouldBe && group !== '') names.add(group);
    if (hasAttribute(live, 'open') !== shouldBe) act(twin, live, shouldBe);
  });
}

/** Changes options and radio buttons. If no visitor and no script has chosen since the parse, the default choice is made again. */
export function choosingAnew(plan: Plan, root: Twin, act: () => void): void {
  const isConcerned =
    some(plan.attributes, ({ twin }) => test(CHOICES, twin.name)) ||
    some(
      plan.rearranged,
      ({ twin, kids, gone }) =>
        test(CHOICES, twin.name) ||
        some(withAll(kids), kid => plan.fresh.has(kid) && test(CHOICES, kid.name)) ||
        some(withAll(gone), kid => test(CHOICES, kid.name)),
    );
  if (!isConcerned) return act();
  const selects = filter(everywhere('select'), isSelect);
  const unchosen = filter(selects, isAtStart);
  const chosen = map(
    filter(selects, one => !isAtStart(one)),
    one => filter(optionsIn(one), option => isSelected(option)),
  );
  const later = checkedLater();
  const toggled = new OwnSet<Twin>();
  eachDetails(root, twin => toggled.add(twin));
  act();
  eachDetails(root, (twin, live, shouldBe) => {
    if (toggled.has(twin)) return;
    if (shouldBe) putAttribute(live, 'open', '');
    else takeAttribute(live, 'open');
  });
  each(unchosen, one => {
    const atStart = chosenAtStart(one);
    each(optionsIn(one), (option, at) => {
      if (isSelected(option) !== atStart[at]) setSelected(option, atStart[at] === true);
    });
  });
  each(chosen, options =>
    each(options, option => {
      if (!isSelected(option)) setSelected(option, true);
    }),
  );
  checkAnew(later);
}
