import { contentOf, hostOf, isTemplate, parentOf, shadowOf } from '../../own/dom';
import { getter, method } from '../../own/language';

// Fields of a form stand before its properties of the same name, so that elements are asked by the functions of their prototypes.
const { prototype: element } = Element;

const firstOf = getter(element, 'firstElementChild');
const nextOf = getter(element, 'nextElementSibling');
const previousOf = getter(element, 'previousElementSibling');
const kidsOf = getter(Node.prototype, 'childNodes');
const rectOf = method(element, 'getBoundingClientRect');
const scrollTo = method(element, 'scrollIntoView');
export const classesOf = getter(element, 'classList');
export const slotOf = getter(element, 'assignedSlot');
export const ownerOf = getter(Node.prototype, 'ownerDocument');
export const parentElementOf = getter(Node.prototype, 'parentElement');
export const animationsOf = method(element, 'getAnimations');
const assigned = method(HTMLSlotElement.prototype, 'assignedElements');
const matching: (self: Element, selector: string) => boolean = method(element, 'matches');

/** The elements in a slot. */
export const assignedTo = (one: Element): readonly Element[] =>
  one instanceof HTMLSlotElement ? assigned(one) : [];

export function isMatch(one: Element, selector: string): boolean {
  try {
    return matching(one, selector);
  } catch {
    // It is half typed, or an older engine does not know `:is()` around what it keeps.
    return false;
  }
}

/** Its own box, or that of its content (`display: contents`). */
function boxOf(one: Element): DOMRect {
  const own = rectOf(one);
  if (own.width > 0 || own.height > 0) return own;
  const range = new Range();
  range.selectNodeContents(one);
  return range.getBoundingClientRect();
}

/** Where an element is in the window, in CSS pixels, be it in a frame without an address of its own. */
export function rectangleOf(one: Element): DOMRect {
  const { x, y, width, height } = boxOf(one);
  const frame = ownerOf(one) === document ? null : ownerOf(one)?.defaultView?.frameElement;
  if (!frame) return new DOMRect(x, y, width, height);
  const around = rectangleOf(frame);
  return new DOMRect(x + around.x + frame.clientLeft, y + around.y + frame.clientTop, width, height);
}

export const scrollIntoView = (one: Element, options: ScrollIntoViewOptions): void => scrollTo(one, options);

export const childrenOf = (one: Node): readonly Node[] => [...kidsOf(one)];

/** Templates that a step led into: nothing leads from their content back to them. */
const templates = new WeakMap<Node, Element>();
/** Our own hosts in the page: no step leads to them. */
export const overlays = new WeakSet<Element>();

/** The fragment of an element that no child list of the document has: a shadow tree, or the content of a template. */
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

/** The next element in a direction; that of a fragment's edge is beside it, since a host's own children stand behind its shadow tree. */
function besides(one: Element, key: 'ArrowLeft' | 'ArrowRight'): Element | null {
  const step = key === 'ArrowLeft' ? previousOf : nextOf;
  let next = step(one);
  while (next && overlays.has(next)) next = step(next);
  const parent = parentOf(one);
  if (next || !parent) return next;
  if (key === 'ArrowRight') return parent instanceof ShadowRoot ? firstOf(hostOf(parent)) : null;
  return parent instanceof Element ? (fragmentOf(parent)?.lastElementChild ?? null) : null;
}

/** A step of the arrow keys from an element; undefined where there is nothing. */
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
