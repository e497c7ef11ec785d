import { getter, method } from '../own/language';

// Fields of a form hide properties of the form with the same name, so elements are read by the functions of their prototypes.
const element = Element;

const kidsOf = getter(Node, 'childNodes');
export const classesOf = getter(element, 'classList');
export const slotOf = getter(element, 'assignedSlot');
export const ownerOf = getter(Node, 'ownerDocument');
const matching: (self: Element, selector: string) => boolean = method(element, 'matches');

export function isMatch(one: Element, selector: string): boolean {
  try {
    return matching(one, selector);
  } catch {
    // The selector is half typed, or an older engine does not know a part of it.
    return false;
  }
}

export const childrenOf = (one: Node): readonly Node[] => [...kidsOf(one)];
