import { hostOf, isDocument, isFragment, rootOf } from '../own/dom';
import { isOfUser, typeOfEvent } from '../own/events';
import { OwnMap, OwnSet, OwnWeakSet } from '../own/language';
import { includes } from '../own/lists';
import { contains, match, pattern } from '../own/text';
import { currentEvent, self } from '../own/window';
import type { Root } from '../roots';

/** Takes the object of a call and its first argument. */
export type Note = (self: never, first: string) => void;

/** The most selectors and boxes that are compared; with more, each change counts as read. */
const MOST_SELECTORS = 400;
const MOST_BOXES = 200;

/** Nodes whose whole subtree was read: serialised, cloned, or a template's content. */
export const wholes = new OwnWeakSet<Node>();
/** Nodes whose text, with that of their descendants, was read. */
export const texts = new OwnWeakSet<Node>();
/** Nodes whose list of children was walked. */
export const walked = new OwnWeakSet<Node>();
/** Elements by the name of an attribute that was read; `*` stands for all attributes, `data-*` for `dataset`. */
export const attributes = new OwnMap<string, OwnWeakSet<Element>>();
/** Nodes with a listener. */
export const listened = new OwnWeakSet();
/** Selectors that a document or shadow root was asked for. */
export const selectors = new OwnMap<Root, OwnSet<string>>();
/** Elements whose size or position was measured. */
export const boxes = new OwnSet<Element>();
/** Elements whose computed style was asked for. */
export const styled = new OwnSet<Element>();

/** How much scripts of the page have read so far. */
export const extent = { isAny: false, selectors: 0 };
export const areTooMany = (): boolean => extent.selectors > MOST_SELECTORS;

const OwnError = Error;
const ADDRESS = pattern(/(?:https?|blob|data):[^\s)]+/g, 'g');

/**
 * Whether a script of the page is running: code of the developer tools, of a test's `evaluate` and of Porthole itself reads as
 * well, and the page shows nothing of it. Such code has no address in the stack.
 */
function isPageRunning(): boolean {
  const stack: unknown = new OwnError().stack;
  if (typeof stack !== 'string') return true;
  let isEmpty = true;
  ADDRESS.lastIndex = 0;
  for (let found = match(ADDRESS, stack); found; found = match(ADDRESS, stack)) {
    if (!contains(found[0] ?? '', '/__porthole/')) return true;
    isEmpty = false;
  }
  return isEmpty;
}

/** Adds to a set what a script of the page reads for the first time. */
function note<T extends object>(set: { has(one: T): boolean; add(one: T): unknown }, one: T): void {
  if (set.has(one) || !isPageRunning()) return;
  set.add(one);
  extent.isAny = true;
}

export const noteWhole = (node: Node): void => note(wholes, node);
export const noteText = (node: Node): void => note(texts, node);
export const noteWalk = (node: Node | null): void => {
  if (node) note(walked, node);
};
export const noteListener = (target: object): void => note(listened, target);

export function noteAttribute(element: Element, name: string): void {
  let read = attributes.get(name);
  if (!read) attributes.set(name, (read = new OwnWeakSet()));
  note(read, element);
}

const FROM_LOADING = ['load', 'DOMContentLoaded', 'readystatechange', 'pageshow'] as const;
/** Whether the code runs for an event of the visitor or the window: what it reads then it reads again the next time. */
function isInEvent(): boolean {
  const event = currentEvent(self);
  return event !== undefined && isOfUser(event) && !includes<string>(FROM_LOADING, typeOfEvent(event));
}

/** The document or shadow root that a query searches; undefined for one in a detached tree. */
function searched(node: Node): Root | undefined {
  const root = isDocument(node) || isFragment(node) ? node : rootOf(node);
  if (isDocument(root)) return root;
  return isFragment(root) && 'host' in root && hostOf(root as ShadowRoot) ? (root as ShadowRoot) : undefined;
}

export function noteSelector(node: Node, selector: string): void {
  const root = searched(node);
  if (!root || areTooMany()) return;
  const known = selectors.get(root);
  if (known?.has(selector) === true || !isPageRunning()) return;
  extent.isAny = true;
  extent.selectors += 1;
  if (known) known.add(selector);
  else selectors.set(root, new OwnSet<string>().add(selector));
}

/** `matches` and `closest`: delegated listeners ask them at each event, and any element may be asked. */
export function noteMatch(element: Element, selector: string): void {
  if (!isInEvent()) noteSelector(element, selector);
}

const noteMeasured =
  (set: OwnSet<Element>) =>
  (element: Element): void => {
    if (set.size < MOST_BOXES && !isInEvent()) note(set, element);
  };
export const noteBox = noteMeasured(boxes);
export const noteStyle = noteMeasured(styled);
