import {
  elementById,
  elementKids,
  hostOf,
  idOf,
  isElement,
  isFragment,
  page,
  parentOf,
  rootElementOf,
  rootOf,
  shadowOf,
} from '../own/dom';
import { findIndex } from '../own/lists';
import { decode, encodePart, partsOf, slice, startsWith } from '../own/text';

const indexOf = (element: Element, parent: Node): number =>
  findIndex(elementKids(parent), kid => kid === element);

/** A name for an element that survives a reload: its id, or its path of child indexes; `~` enters a shadow root. */
export function locatorOf(element: Element): string {
  const root = rootOf(element);
  const id = idOf(element);
  if (root === page && id !== '' && elementById(page, id) === element) return `#${encodePart(id)}`;
  const parent = parentOf(element);
  if (isElement(parent)) return `${locatorOf(parent)}/${indexOf(element, parent)}`;
  if (parent && isFragment(parent) && parent === root)
    return `${locatorOf(hostOf(root as ShadowRoot))}/~/${indexOf(element, parent)}`;
  return '';
}

const SLASH = /\//g;

/** The element with this locator; undefined if it does not exist yet. */
export function elementAt(locator: string): Element | undefined {
  const steps = partsOf(locator, SLASH);
  const start = steps[0] ?? '';
  const isNamed = startsWith(start, '#');
  let at: Node | null | undefined = isNamed
    ? elementById(page, decode(slice(start, 1)))
    : rootElementOf(page);
  for (let step = isNamed ? 1 : 0; step < steps.length; step++) {
    const name = steps[step];
    if (!at) return undefined;
    if (name === '~') at = isElement(at) ? shadowOf(at) : undefined;
    else at = elementKids(at)[+(name ?? '')];
  }
  return isElement(at) ? at : undefined;
}
