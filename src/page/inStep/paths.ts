import type { ElementPath } from '../../protocol/step';
import { ownProperty } from './ownProperty';

const childrenOf = ownProperty(Element.prototype, 'children');
const parentOf = ownProperty(Node.prototype, 'parentElement');

/** The path of an element; undefined outside of the document's own tree, for example in a shadow tree. */
export function pathTo(element: Element): ElementPath | undefined {
  const places: number[] = [];
  let at = element;
  for (let parent = parentOf(at); parent; parent = parentOf(at)) {
    places.unshift([...(childrenOf(parent) ?? [])].indexOf(at));
    at = parent;
  }
  return at === document.documentElement ? [element.localName, ...places] : undefined;
}

/** The element at a path; undefined where this device shows another one there. */
export function elementAt([name, ...places]: ElementPath): Element | undefined {
  let at: Element | undefined = document.documentElement;
  for (const place of places) at = at && childrenOf(at)?.[place];
  return at?.localName === name ? at : undefined;
}
