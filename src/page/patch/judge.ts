import { attributeOf, definitionOf, dataOf, isElement, isText, kidsOf, nameOf, select } from '../own/dom';
import { OwnSet } from '../own/language';
import { each, flatMap, push, some } from '../own/lists';
import { contains, pattern, test, trim } from '../own/text';
import { type AttributeChange, containerOfTwin, isScript, type Plan, type Rearranged } from './plan';
import { changedLooks, looksNow } from './looks';
import { sourceValue, type Twin } from './twins';
import { areTooMany, attributes, extent, listened, selectors, texts, walked, wholes } from '../reads/reads';

/** Attributes by which frameworks find their elements; a script wires such an element when the page loads. */
const OF_FRAMEWORK = pattern(
  /^(?:x-|v-|ng-|hx-|wire:|up-|on:|@|:|#|\*|\[|\(|data-(?:controller|action|bind|hx-))/,
);
const MUSTACHE = pattern(/\{\{|\$\{|\[\[/);
/** The browser itself shows changes of these; a script that read a copy of the element is the only reason to reload. */
const isAppearance = (name: string): boolean => name === 'class' || name === 'style';

/** Whether a custom element is told of changes of this attribute (`attributeChangedCallback`). */
function isObserved(element: Element, name: string): boolean {
  const tag = nameOf(element);
  const definition = contains(tag, '-') ? definitionOf(tag) : undefined;
  const observed = (definition as { observedAttributes?: readonly string[] } | undefined)?.observedAttributes;
  return observed !== undefined && some(observed, other => other === name);
}

/** How a node is named in a reason. */
const titled = (twin: Twin | undefined): string => `<${twin?.name === '' ? 'text' : (twin?.name ?? '')}>`;

/** Whether a twin or one of its ancestors passes; a template's content counts as below the template. */
function isWithin(twin: Twin | undefined, plan: Plan, is: (node: Node) => boolean): boolean {
  for (let at = twin; at; at = plan.parents.get(at)) if (at.live && is(at.live)) return true;
  return false;
}

const RULES_READ = 'a script read the rules of <style>';

const isRead = (node: Node): boolean => wholes.has(node) || texts.has(node);

function textReason(twin: Twin, text: string, plan: Plan): string | undefined {
  const parent = plan.parents.get(twin);
  if (parent && isScript(parent)) return undefined;
  if (isWithin(twin, plan, isRead)) return `a script read the text of ${titled(parent)}`;
  if (parent?.name === 'style' && parent.live && walked.has(parent.live)) return RULES_READ;
  if (extent.isAny && (test(MUSTACHE, text) || test(MUSTACHE, twin.text ?? '')))
    return `a script may fill in the text of ${titled(parent)}`;
  return undefined;
}

const hasRead = (element: Element, name: string): boolean =>
  attributes.get(name)?.has(element) === true ||
  attributes.get('*')?.has(element) === true ||
  (contains(name, 'data-') && attributes.get('data-*')?.has(element) === true);

function attributeReason({ twin, name }: AttributeChange, plan: Plan): string | undefined {
  const { live } = twin;
  if (!isElement(live)) return undefined;
  if (isWithin(twin, plan, node => wholes.has(node))) return `a script copied ${titled(twin)}`;
  if (isAppearance(name)) return undefined;
  const value = attributeOf(live, name);
  // A swap gave the attribute a fresh address.
  if (value !== sourceValue(twin, name) && !contains(value ?? '', 'porthole='))
    return `a script changed ${name} of ${titled(twin)}`;
  if (extent.isAny && test(OF_FRAMEWORK, name)) return `a script may follow ${name} of ${titled(twin)}`;
  // A select has its value and its options' texts from attributes.
  if (nameOf(live) === 'option' && isWithin(twin, plan, isRead)) return `a script read ${titled(twin)}`;
  if (hasRead(live, name) && !isObserved(live, name)) return `a script read ${name} of ${titled(twin)}`;
  return undefined;
}

/** All twins below and including these. */
function withAll(twins: readonly Twin[]): Twin[] {
  return flatMap(twins, twin => {
    const found = [twin];
    each(withAll(twin.kids), kid => push(found, kid));
    return found;
  });
}

const isFramed = (twin: Twin): boolean =>
  test(MUSTACHE, twin.text ?? '') ||
  some(twin.attributes, (text, at) => at % 2 === 0 && test(OF_FRAMEWORK, text));

/** Whether scripts put nodes of their own among the children of a twin; `<head>` and `<body>` take them without an order. */
function isFilled(twin: Twin, container: Node): boolean {
  if (twin.name === 'head' || twin.name === 'body' || twin.name === '') return false;
  const known = new OwnSet<Node>();
  each(twin.kids, ({ live }) => {
    if (live) known.add(live);
  });
  return some(kidsOf(container), kid => !known.has(kid) && !(isText(kid) && trim(dataOf(kid)) === ''));
}

function kidsReason({ twin, kids, gone }: Rearranged, plan: Plan): string | undefined {
  const container = containerOfTwin(twin);
  if (isScript(twin) || !container || !extent.isAny) return undefined;
  if (isWithin(twin, plan, isRead)) return `a script read the text of ${titled(twin)}`;
  if (walked.has(container)) return `a script walked the children of ${titled(twin)}`;
  if (isFilled(twin, container)) return `a script added to ${titled(twin)}`;
  const fresh = flatMap(kids, kid => (plan.fresh.has(kid) ? [kid] : []));
  if (some(withAll(fresh), isFramed)) return `a script may wire what is new in ${titled(twin)}`;
  if (some(withAll(gone), ({ live }) => live !== undefined && listened.has(live)))
    return `a script listens to what is gone from ${titled(twin)}`;
  return undefined;
}

function firstReason(plan: Plan): string | undefined {
  let reason: string | undefined;
  each(plan.texts, ({ twin, text }) => (reason ??= textReason(twin, text, plan)));
  each(plan.attributes, change => (reason ??= attributeReason(change, plan)));
  each(plan.rearranged, rearranged => (reason ??= kidsReason(rearranged, plan)));
  return reason;
}

/** Whether elements come, go, move or change what selectors see; text alone does not. */
const touchesElements = (plan: Plan): boolean =>
  plan.attributes.length > 0 ||
  some(
    plan.rearranged,
    ({ kids, gone }) =>
      some(gone, twin => twin.text === undefined) ||
      some(kids, twin => twin.text === undefined && (plan.fresh.has(twin) || plan.moved.has(twin))),
  );

interface Answer {
  readonly selector: string;
  readonly elements: readonly Element[];
}

/** The elements that each selector of the page's scripts finds now. */
function census(): Answer[] {
  const answers: Answer[] = [];
  selectors.forEach((asked, root) =>
    asked.forEach(selector => {
      try {
        push(answers, { selector, elements: select(root, selector) });
      } catch {
        // A selector that the engine does not know finds nothing in a fresh load either.
      }
    }),
  );
  return answers;
}

const isSame = (one: readonly Element[], two: readonly Element[]): boolean =>
  one.length === two.length && !some(one, (element, at) => element !== two[at]);

function changedAnswer(before: readonly Answer[]): string | undefined {
  const after = census();
  let reason: string | undefined;
  each(before, ({ selector, elements }, at) => {
    if (!isSame(elements, after[at]?.elements ?? [])) reason ??= `a script asked for ${selector}`;
  });
  return reason;
}

const isSheet = ({ name }: Twin): boolean => name === 'style' || name === 'link';

/** Whether a plan changes sheets of the document. */
const restyles = (plan: Plan): boolean =>
  some(plan.texts, ({ twin }) => plan.parents.get(twin)?.name === 'style') ||
  some(
    plan.rearranged,
    ({ twin, kids, gone }) =>
      isSheet(twin) || some(gone, isSheet) || some(withAll(kids), kid => plan.fresh.has(kid) && isSheet(kid)),
  );

/** Tells whether a fresh load would show what patches gave, by what scripts have read since the load. */
export class Judge {
  /** Why only a reload shows the truth; undefined as long as the patches do. */
  reason: string | undefined;

  /** Carries out a plan and notes the first reason. Nothing more is looked for after that. */
  around(plan: Plan, act: () => void): void {
    this.reason ??= firstReason(plan);
    if (this.reason !== undefined || !extent.isAny) return act();
    const isElemental = touchesElements(plan);
    if (isElemental && areTooMany()) this.reason = 'scripts asked for too much to compare';
    const answers = isElemental ? census() : [];
    const moves = plan.texts.length > 0 || plan.rearranged.length > 0;
    const isRestyled = restyles(plan);
    // A class or a style never reloads a page: what scripts make of its looks, they make of any change of it.
    const looks = moves ? looksNow(isRestyled) : undefined;
    act();
    this.reason ??= changedAnswer(answers) ?? (looks && changedLooks(looks, isRestyled));
  }
}
