import { attributeOf, dataOf, isElement, isText, kidsOf, nameOf, select, shadowOf } from '../own/dom';
import { OwnSet } from '../own/language';
import { all, each, filter, findIndex, includes, part, push, some } from '../own/lists';
import {
  contains,
  indexIn,
  lower,
  partsOf,
  pattern,
  replace,
  slice,
  startsWith,
  test,
  trim,
} from '../own/text';
import { isObserved, rendersAnew, takesFirst, usesOldValue, wordOf } from './custom';
import { callbacks } from './echo';
import { type Answer, movedReason, titled, withAll } from './moves';
import { type AttributeChange, containerOfTwin, isScript, type Plan, type Rearranged } from './plan';
import { areTooManyToRead, changedReading, readingsNow } from './readings';
import { isToggled } from './attributes';
import { bringsAddress, isRebased } from './bases';
import { targetNow } from './target';
import { sourceValue, type Twin } from './twins';
import type { Root } from '../roots';
import { attributes, extent, listened, selectors, texts, walked, wholes } from '../reads/reads';

/** Browsers show changes of these at once, so they need a reload only if a script has copied the element. */
const isAppearance = (name: string): boolean => name === 'class' || name === 'style';

/** Attributes whose change fires an event on the element, as its load does. */
const FIRES = /^(?:src|srcset|sizes|data|poster|open|href|popover)$/;
const LINKS = /^(?:a|area)$/;

/** Whether the test holds for a twin or one of its ancestors; a template's content counts as below the template. */
function isWithin(twin: Twin | undefined, plan: Plan, is: (node: Node) => boolean): boolean {
  for (let at = twin; at; at = plan.parents.get(at)) {
    const node = at.live ?? at.container;
    if (node && is(node)) return true;
  }
  return false;
}

const isRead = (node: Node): boolean => wholes.has(node) || texts.has(node);

const ASKED_FONTS = 'fonts:';
const changesFonts = (style: Twin | undefined, text: string): boolean =>
  style?.name === 'style' && attributes.get('fonts') !== undefined && contains(text, '@font-face');

function textReason(twin: Twin, text: string, plan: Plan): string | undefined {
  const parent = plan.parents.get(twin);
  if (parent && isScript(parent)) return undefined;
  if (isWithin(twin, plan, isRead)) return `text:${titled(parent)}`;
  if (parent?.name === 'style' && parent.live && walked.has(parent.live)) return 'rules:';
  if (changesFonts(parent, text + (twin.text ?? ''))) return ASKED_FONTS;
  return undefined;
}

/**
 * Attributes of SVG may have capitals and a prefix, and scripts may read them without, or by a longer name: `orientAngle`, `htmlFor`,
 * `ariaLabel`. An image's current picture counts as its `src`.
 */
function hasRead(element: Element, name: string): boolean {
  const bare = lower(slice(name, indexIn(name, ':') + 1));
  const word = wordOf(bare);
  let isRead = false;
  attributes.forEach((read, key) => {
    const isOf =
      key === '*' ||
      startsWith(bare, key) ||
      (word.length > 2 && contains(key, word)) ||
      (key === 'src' && test(FIRES, name));
    isRead ||= isOf && read.has(element);
  });
  return isRead;
}

/** Kinds of queries by scripts, and the attributes that decide which elements are in their answers. */
const BELONGING = [
  ['labels', /^(?:for|id)$/],
  ['assigned', /^slot$/],
  ['elements', /^(?:form|name|id)$/],
  ['fields', /^(?:form|name|id|value|type|checked|selected|disabled)$/],
] as const;

/** Whether a script made a query whose answer depends on this attribute. */
const decidesBelonging = (name: string): boolean =>
  some(BELONGING, one => attributes.get(one[0]) !== undefined && test(one[1], name));

/** Whether scripts changed an element or listen on it. They may know it by its id, which is a global variable. */
function isTouched(twin: Twin, live: Element): boolean {
  const container = containerOfTwin(twin);
  return (
    listened.has(live) ||
    (container !== undefined && isFilled(twin, container)) ||
    some(
      twin.attributes,
      (name, at) => at % 2 === 0 && attributeOf(live, name) !== (twin.attributes[at + 1] ?? null),
    )
  );
}

/** Whether a script listens to the slots of an element without rendering it again, as Lit would. */
function tellsOfSlots(host: Twin | undefined): boolean {
  const shadow = isElement(host?.live) && !rendersAnew(host.live) ? shadowOf(host.live) : null;
  return shadow !== null && some(select(shadow, 'slot'), slot => listened.has(slot));
}

/** Whether a script listens on an element, or in the document for the loads of elements. */
const isHeard = (live: Element): boolean => listened.has(live) || attributes.get('loads') !== undefined;

/** Whether a script has overwritten or removed all classes or declarations of the source. */
const isWrittenOver = (value: string, source: string): boolean =>
  source !== '' && !some(partsOf(source, /[\s:;]/g), part => contains(value, part));

/** An element; for a `<source>`, all elements that choose a picture together. */
const shownWith = (twin: Twin, plan: Plan): readonly Twin[] =>
  (twin.name === 'source' && plan.parents.get(twin)?.kids) || [twin];

function attributeReason({ twin, name, value: next }: AttributeChange, plan: Plan): string | undefined {
  const { live } = twin;
  if (!isElement(live)) return undefined;
  if (isWithin(twin, plan, node => wholes.has(node))) return `copied:${titled(twin)}`;
  const value = attributeOf(live, name);
  const source = sourceValue(twin, name);
  // A swap adds `porthole=` to an address, and a parser closes details by itself.
  const isChanged = isAppearance(name)
    ? isWrittenOver(value ?? '', source ?? '') ||
      (name === 'class' && isToggled(value ?? '', source ?? '', next ?? ''))
    : (name !== 'open' || extent.isAny) && value !== source && !contains(value ?? '', 'porthole=');
  if (isChanged) return `changed:${titled(twin)} ${name}`;
  if (isAppearance(name)) return undefined;
  // A select takes its value and the texts of its options from attributes.
  if (nameOf(live) === 'option' && isWithin(twin, plan, isRead)) return `read:${titled(twin)}`;
  if (isObserved(live, name)) {
    if (rendersAnew(live) ? takesFirst(live, name) : usesOldValue(live)) return 'keeps:';
  } else if (some(shownWith(twin, plan), ({ live: one }) => isElement(one) && hasRead(one, name)))
    return `read:${titled(twin)} ${name}`;
  if (name === 'slot' && tellsOfSlots(plan.parents.get(twin))) return 'slot:';
  if (isHeard(live) && test(FIRES, name) && !test(LINKS, nameOf(live))) return `hears:${titled(twin)}`;
  if (decidesBelonging(name)) return `belongs:${name}`;
  if (name === 'id' && isTouched(twin, live)) return `known:${titled(twin)}`;
  return undefined;
}

/** Nodes that scripts inserted among the children of a twin. */
function madeIn(twin: Twin, container: Node): Node[] {
  const known = new OwnSet<Node>();
  each(twin.kids, ({ live }) => {
    if (live) known.add(live);
  });
  return filter(
    kidsOf(container),
    kid =>
      !known.has(kid) &&
      !(isText(kid) && trim(dataOf(kid)) === '') &&
      !(isElement(kid) && contains(attributeOf(kid, 'src') ?? '', '/__porthole/')),
  );
}

/** The order of what scripts add to `<head>` and `<body>` does not matter. */
const isFilled = (twin: Twin, container: Node): boolean =>
  !test(/^(?:head|body|)$/, twin.name) && madeIn(twin, container).length > 0;

/** Whether new children come next to a node that a script inserted: its place may depend on them. */
function meetsMade(twin: Twin, kids: readonly Twin[], container: Node, plan: Plan): boolean {
  const made = madeIn(twin, container);
  if (made.length === 0) return false;
  const nodes = kidsOf(container);
  const placeOf = (one: Node | undefined): number => findIndex(nodes, node => node === one);
  let isNew = false;
  let last: Node | undefined;
  return some(kids, kid => {
    const { live } = kid;
    if (plan.fresh.has(kid) || plan.moved.has(kid)) isNew = true;
    else if (live) {
      const between = isNew ? part(nodes, placeOf(last) + 1, placeOf(live)) : [];
      last = live;
      isNew = false;
      return some(between, node => includes(made, node));
    }
    return false;
  });
}

function kidsReason({ twin, kids, gone }: Rearranged, plan: Plan): string | undefined {
  const container = containerOfTwin(twin);
  if (isScript(twin) || !container) return undefined;
  const fresh = filter(kids, kid => plan.fresh.has(kid));
  if (isFilled(twin, container) || meetsMade(twin, kids, container, plan)) return `added:${titled(twin)}`;
  if (!extent.isAny) return undefined;
  if (isWithin(twin, plan, isRead)) return `text:${titled(twin)}`;
  if (some(fresh, ({ text }) => changesFonts(twin, text ?? ''))) return ASKED_FONTS;
  if (walked.has(container)) return `walked:${titled(twin)}`;
  if (tellsOfSlots(twin)) return 'slot:';
  if (some(withAll(gone), ({ live }) => isElement(live) && isHeard(live))) return 'gone:';
  return undefined;
}

function firstReason(plan: Plan): string | undefined {
  let reason: string | undefined;
  if (bringsAddress(plan) && isRebased(plan)) reason = 'based:';
  each(plan.texts, ({ twin, text }) => (reason ??= textReason(twin, text, plan)));
  each(plan.attributes, change => (reason ??= attributeReason(change, plan)));
  each(plan.rearranged, rearranged => (reason ??= kidsReason(rearranged, plan)));
  return reason;
}

/** Whether elements come, go, move or change in what selectors see; changes of text do not count. */
const touchesElements = (plan: Plan): boolean =>
  plan.attributes.length > 0 ||
  some(
    plan.rearranged,
    ({ kids, gone }) =>
      some(gone, twin => twin.text === undefined) ||
      some(kids, twin => twin.text === undefined && (plan.fresh.has(twin) || plan.moved.has(twin))),
  );

const SCOPE = pattern(/:scope/g, 'g');

function found(root: Root, selector: string): Element[] {
  try {
    // `:scope` is the element that was asked, which is not kept; any element may be it.
    return select(
      root,
      replace(selector, SCOPE, () => ':is(*)'),
    );
  } catch {
    // The name in a type selector, with a colon.
    return select(root, '*');
  }
}

/** The elements that each selector of the page's scripts finds now. */
function census(): Answer[] {
  const answers: Answer[] = [];
  selectors.forEach((asked, root) =>
    asked.forEach(selector => push(answers, { selector, elements: found(root, selector) })),
  );
  return answers;
}

const isSame = (one: readonly Element[], two: readonly Element[]): boolean =>
  one.length === two.length && all(one, (element, at) => element === two[at]);

function changedAnswer(before: readonly Answer[]): string | undefined {
  const after = census();
  let reason: string | undefined;
  each(before, ({ selector, elements }, at) => {
    if (!isSame(elements, after[at]?.elements ?? [])) reason ??= `asked:${selector}`;
  });
  return reason;
}

const isSheet = ({ name }: Twin): boolean => name === 'style' || name === 'link';

const changesAttributes = (plan: Plan): boolean => some(plan.attributes, ({ name }) => !isAppearance(name));

/** Whether a plan changes style sheets of the document, or attributes that their selectors may name. */
const restyles = (plan: Plan): boolean =>
  changesAttributes(plan) ||
  some(plan.texts, ({ twin }) => plan.parents.get(twin)?.name === 'style') ||
  some(
    plan.rearranged,
    ({ twin, kids, gone }) =>
      isSheet(twin) || some(gone, isSheet) || some(withAll(kids), kid => plan.fresh.has(kid) && isSheet(kid)),
  );

/** Decides whether the patched page equals a fresh load, by what scripts have read since the load. */
export class Judge {
  /** The first reason for a reload; undefined while the patches equal a fresh load. */
  reason: string | undefined;

  /** Carries out a plan and notes the first reason; after that, nothing more is compared. */
  around(plan: Plan, act: () => void): void {
    this.reason ??= firstReason(plan);
    if (this.reason !== undefined) return act();
    const isElemental = touchesElements(plan);
    const answers = isElemental ? census() : [];
    const moves = plan.texts.length > 0 || plan.rearranged.length > 0 || changesAttributes(plan);
    const isRestyled = restyles(plan);
    if (moves && areTooManyToRead(isElemental, isRestyled)) this.reason = 'many:';
    this.reason ??= movedReason(plan, answers);
    // A class or a style never reloads a page: scripts that measured the old look would measure the new one.
    const before = moves ? readingsNow(isRestyled) : undefined;
    const target = targetNow();
    const answered = callbacks(plan, act);
    if (target !== targetNow()) this.reason ??= 'target:';
    this.reason ??= answered ?? changedAnswer(answers) ?? (before && changedReading(before, isRestyled));
  }
}
