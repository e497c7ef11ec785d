import { contentOf, hostOf, isTemplate, parentOf, shadowOf } from '../../own/dom';
import { getter, method } from '../../own/language';
import { ownerOf } from '../nodes';

// Fields of a form hide properties of the form with the same name, so elements are read by the functions of their prototypes.
const element = Element;

const firstOf = getter(element, 'firstElementChild');
const nextOf = getter(element, 'nextElementSibling');
const previousOf = getter(element, 'previousElementSibling');
const rectOf = method(element, 'getBoundingClientRect');
const scrollTo = method(element, 'scrollIntoView');
const assigned = method(HTMLSlotElement, 'assignedElements');

/** The elements in a slot. */
export const assignedTo = (one: Element): readonly Element[] =>
  one instanceof HTMLSlotElement ? assigned(one) : [];

/** The box of an element, or of its content if it has none (`display: contents`). */
function boxOf(one: Element): DOMRect {
  const own = rectOf(one);
  if (own.width > 0 || own.height > 0) return own;
  const range = new Range();
  range.selectNodeContents(one);
  return range.getBoundingClientRect();
}

/** The place of an element in the window, in CSS pixels, also if it is in a frame without an address. */
export function rectangleOf(one: Element): DOMRect {
  const { x, y, width, height } = boxOf(one);
  const frame = ownerOf(one) === document ? null : ownerOf(one)?.defaultView?.frameElement;
  if (!frame) return new DOMRect(x, y, width, height);
  const around = rectangleOf(frame);
  return new DOMRect(x + around.x + frame.clientLeft, y + around.y + frame.clientTop, width, height);
}

export const scrollIntoView = (one: Element, options: ScrollIntoViewOptions): void => scrollTo(one, options);

/** Templates that a step entered: their content has no reference back to them. */
const templates = new WeakMap<Node, Element>();
/** Elements that Porthole adds to the page; no step leads to them. */
export const overlays = new WeakSet<Element>();

/** A tree that is not among an element's children: its shadow tree, or the content of a template. */
function fragmentOf(one: Element): DocumentFragment | null {
  if (!isTemplate(one)) return shadowOf(one);
  const content = contentOf(one);
  templates.set(content, one);
  return content;
}

export function elementAround(one: Node): Element | undefined {
  const parent = parentOf(one) ?? one;
  if (parent instanceof Element && parent !== one) return parent;
  return parent instanceof ShadowRoot ? hostOf(parent) : templates.get(parent);
}

/** The next element in a direction. At the edge of a fragment it is the one beside it: a host's own children follow its shadow tree. */
function besides(one: Element, key: 'ArrowLeft' | 'ArrowRight'): Element | null {
  const step = key === 'ArrowLeft' ? previousOf : nextOf;
  let next = step(one);
  while (next && overlays.has(next)) next = step(next);
  const parent = parentOf(one);
  if (next || !parent) return next;
  if (key === 'ArrowRight') return parent instanceof ShadowRoot ? firstOf(hostOf(parent)) : null;
  return parent instanceof Element ? (fragmentOf(parent)?.lastElementChild ?? null) : null;
}

/** One step with an arrow key from an element; undefined if there is nothing. */
export function stepFrom(one: Element, key: string): Element | undefined {
  switch (key) {
    case 'ArrowUp':
      return elementAround(one);
    case 'ArrowDown':
      return fragmentOf(one)?.firstElementChild ?? firstOf(one) ?? undefined;
    case 'ArrowLeft':
    case 'ArrowRight':
      return besides(one, key) ?? undefined;
    default:
      return undefined;
  }
}
