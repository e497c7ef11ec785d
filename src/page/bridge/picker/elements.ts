import { hostOf, parentOf, rootOf, shadowOf } from '../../own/dom';
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

/** Where an element is in the window, in CSS pixels. */
export const rectangleOf = (one: Element): DOMRect => rectOf(one);

export const scrollIntoView = (one: Element, options: ScrollIntoViewOptions): void => scrollTo(one, options);

export const childrenOf = (one: Node): readonly Node[] => [...kidsOf(one)];

export function elementAround(one: Node): Element | undefined {
  const parent = parentOf(one);
  if (parent instanceof Element) return parent;
  const root = rootOf(one);
  return root instanceof ShadowRoot ? hostOf(root) : undefined;
}

/** A step of the arrow keys from an element; undefined where there is nothing. */
export function stepFrom(one: Element, key: string): Element | undefined {
  switch (key) {
    case 'ArrowUp':
      return elementAround(one);
    case 'ArrowDown':
      return shadowOf(one)?.firstElementChild ?? firstOf(one) ?? undefined;
    case 'ArrowLeft':
      return previousOf(one) ?? undefined;
    case 'ArrowRight':
      return nextOf(one) ?? undefined;
    default:
      return undefined;
  }
}
