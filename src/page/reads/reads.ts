import { activeOf, hostOf, isDocument, isFragment, page, rootElementOf, rootOf } from '../own/dom';
import { isOfUser, typeOfEvent } from '../own/events';
import { stateOf, written } from '../own/fields';
import { max, OwnMap, OwnSet, OwnWeakSet } from '../own/language';
import { push, some } from '../own/lists';
import { contains, test } from '../own/text';
import { currentEvent, self } from '../own/window';
import type { Root } from '../roots';

export type Native = (...rest: unknown[]) => unknown;

/** Called after a native function, with the object and first argument of the call, its result, all arguments and the function. */
export type Note = (
  self: never,
  first: string,
  answer: never,
  rest: readonly unknown[],
  native: Native,
) => unknown;

/** A call by a script that can be repeated to compare the results. */
type Question = readonly [native: Native, self: object, rest: readonly unknown[]];

/** The most selectors, boxes of a kind, and questions that are compared; above that, each change counts as read. */
const MOST = 400;

/** Nodes whose whole subtree was read: serialised, cloned, or a template's content. */
export const wholes = new OwnWeakSet<Node>();
/** Nodes whose text, with that of their descendants, was read. */
export const texts = new OwnWeakSet<Node>();
/** Nodes whose list of children was walked. */
export const walked = new OwnWeakSet<Node>();
/** Elements by the name of an attribute that was read; `*` stands for all attributes, `data-` for `dataset`. Questions to the window count as attributes of the root. */
export const attributes = new OwnMap<string, OwnWeakSet<Element>>();
/** Nodes with a listener. */
export const listened = new OwnWeakSet();
/** Selectors that a document or shadow root was asked for. */
export const selectors = new OwnMap<Root, OwnSet<string>>();
/** Elements whose position was measured, and perhaps their size. */
export const boxes = new OwnSet<Element>();
/** Elements whose width or height alone was measured. */
export const widths = new OwnSet<Element>();
export const heights = new OwnSet<Element>();
/** Elements that a script observes with an `IntersectionObserver`, and the margins of its view. */
export const seen = new OwnSet<Element>();
export const margins = new OwnMap<Element, string>();
/** Elements whose computed style was asked for, and the pseudo-element that was asked for last. */
export const styled = new OwnSet<Element>();
export const pseudos = new OwnMap<Element, string>();

/** Questions whose answers depend on the whole page, its layout or its styles. */
export const questions: Question[] = [];

/**
 * How much the page's scripts have read. `measures` is the length of the longest list of measures; `later` counts timers, frames and
 * requests.
 */
export const extent = { isAny: false, selectors: 0, measures: 0, later: 0, isText: false };
/** @param isElemental whether elements change, which selectors depend on */
export const areTooMany = (isElemental: boolean): boolean =>
  extent.measures > MOST || (isElemental && extent.selectors > MOST);

const OwnError = Error as ErrorConstructor & { readonly stackTraceLimit: number };
/** Stack frames of this script above those of the page, and one of the page. */
const FRAMES = 9;
/**
 * The address of a page's script in a stack, also of code that bundlers evaluate (`webpack-internal:///`) or that names itself (`//#
 * sourceURL=a.js`). Addresses of Porthole, browser extensions and DevTools do not match.
 */
const OF_PAGE = /[\s(@](?!\w+-ext|devt|code:|\S*\/__porthole\/)[\w.-]+:[\w/]/;

/**
 * Whether a script of the page is running. Reads by DevTools, by a test's `evaluate` and by Porthole do not count, since the page
 * does not show them; such code has no address in the stack. A page may format or shorten its stacks.
 */
function isPageRunning(): boolean {
  const stack: unknown = new OwnError().stack;
  return (
    typeof stack !== 'string' ||
    extent.isText ||
    OwnError.stackTraceLimit < FRAMES ||
    test(OF_PAGE, stack) ||
    !contains(stack, '/__porthole/')
  );
}

/** Adds an object that a script of the page reads for the first time to a set. */
function note<T>(set: { has(one: T): boolean; add(one: T): unknown }, one: T): void {
  if (set.has(one) || !isPageRunning()) return;
  set.add(one);
  extent.isAny = true;
}

export const noteWhole = (node: Node): void => note(wholes, node);
export const noteText = (node: Node): void => note(texts, node);
export const noteWalk = (node: Node | null): void => {
  if (node) note(walked, node);
};

export function noteAttribute(element: Element, name: string): void {
  const read = attributes.get(name) ?? new OwnWeakSet();
  note(read, element);
  // Tools read, too.
  if (read.has(element)) attributes.set(name, read);
}

export const noteAttributes = (element: Element): void => noteAttribute(element, '*');

/** Events of elements that do not bubble: listeners on the document hear them in the capture phase. */
const OF_ELEMENTS = /^(?:load|err|tog)/;
export function noteListener(target: object, type: string): void {
  note(listened, target);
  if (target === page && test(OF_ELEMENTS, type)) noteAttribute(rootElementOf(page), 'loads');
}

/** Events that fire by themselves while a page loads: beginnings of their names. */
const FROM_LOADING = /^(?:load|DOM|read|page|err|anim|tran|mes|slot|tog|can)/;
/** Whether a listener for an event of the visitor or the window is running: it will read the page again at the next event. */
function isInEvent(): boolean {
  const event = currentEvent(self);
  return event !== undefined && isOfUser(event) && !test(FROM_LOADING, typeOfEvent(event));
}

/** A script that answers a visitor, at once or later, writes what belongs to the visitor. */
export function noteWritten(self: Element): void {
  if (!isInEvent() && activeOf(page) !== self && isPageRunning()) written.set(self, stateOf(self));
}

/** The document or shadow root that a query searches; undefined in a detached tree. */
function searched(node: Node): Root | undefined {
  const root = isDocument(node) || isFragment(node) ? node : rootOf(node);
  if (isDocument(root)) return root;
  return isFragment(root) && 'host' in root && hostOf(root as ShadowRoot) ? (root as ShadowRoot) : undefined;
}

export function noteSelector(node: Node, selector: string): void {
  const root = searched(node);
  if (!root || areTooMany(true)) return;
  let asked = selectors.get(root);
  if (!asked) selectors.set(root, (asked = new OwnSet<string>()));
  note(asked, selector);
  extent.selectors = max(extent.selectors, asked.size);
}

/** Notes a query that delegated listeners repeat at each event: `matches` or `closest` of any element. */
export function noteMatch(node: Node, selector: string): void {
  if (!isInEvent()) noteSelector(node, selector);
}

export const noteQuestion: Note = (self, _, __, rest, native) => {
  const isKnown = (asked: Question): boolean =>
    asked[0] === native && asked[1] === self && !some(rest, (one, at) => one !== asked[2][at]);
  if (areTooMany(false) || isInEvent() || some(questions, isKnown) || !isPageRunning()) return;
  extent.isAny = true;
  push(questions, [native, self, rest]);
  extent.measures = max(extent.measures, questions.length);
};

const noteMeasured =
  (set: OwnSet<Element>) =>
  (element: Element): void => {
    if (areTooMany(false) || isInEvent()) return;
    note(set, element);
    extent.measures = max(extent.measures, set.size);
  };
export const noteBox = noteMeasured(boxes);
export const noteWidth = noteMeasured(widths);
export const noteHeight = noteMeasured(heights);
export function noteSize(element: Element): void {
  noteWidth(element);
  noteHeight(element);
}
export function noteSeen({ root, rootMargin }: IntersectionObserver, element: Element): void {
  noteMeasured(root ? boxes : seen)(element);
  margins.set(element, rootMargin);
}
export function noteStyle(element: Element, pseudo?: unknown): void {
  noteMeasured(styled)(element);
  if (typeof pseudo === 'string') pseudos.set(element, pseudo);
}
