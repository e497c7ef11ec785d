import type { ElementPath } from '../../protocol/step';

/** The path of an element; undefined outside of the document's own tree, for example in a shadow tree. */
export function pathTo(element: Element): ElementPath | undefined {
  const places: number[] = [];
  let at = element;
  for (let parent = at.parentElement; parent; parent = at.parentElement) {
    places.unshift([...parent.children].indexOf(at));
    at = parent;
  }
  return at === document.documentElement ? [element.localName, ...places] : undefined;
}

/** The element at a path; undefined where this device shows another one there. */
export function elementAt([name, ...places]: ElementPath): Element | undefined {
  let at: Element | undefined = document.documentElement;
  for (const place of places) at = at?.children[place];
  return at?.localName === name ? at : undefined;
}
