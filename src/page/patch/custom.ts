import { attributeOf, definitionOf, isElement, nameOf } from '../own/dom';
import { textOf } from '../own/language';
import { joined, some } from '../own/lists';
import { contains, lower, partsOf, test } from '../own/text';

/** Whether a script has defined the element: others have no callbacks. */
export const isCustom = (node: Node | undefined): node is Element =>
  isElement(node) && contains(nameOf(node), '-') && definitionOf(nameOf(node)) !== undefined;

/** The class of a custom element; undefined for any other. */
const classOf = (element: Element): CustomElementConstructor | undefined =>
  definitionOf(contains(nameOf(element), '-') ? nameOf(element) : (attributeOf(element, 'is') ?? ''));

/** Callbacks of custom elements, and of Lit. */
type Callbacks = Partial<
  Record<
    | 'attributeChangedCallback'
    | 'connectedCallback'
    | 'disconnectedCallback'
    | 'connectedMoveCallback'
    | 'firstUpdated'
    | 'requestUpdate',
    unknown
  >
>;
const prototypeOf = (element: Element): Callbacks | undefined =>
  classOf(element)?.prototype as Callbacks | undefined;

/** Whether a custom element is told of changes of this attribute (`attributeChangedCallback`). */
export function isObserved(element: Element, name: string): boolean {
  const definition = classOf(element);
  const observed = (definition as { observedAttributes?: readonly string[] } | undefined)?.observedAttributes;
  return observed !== undefined && some(observed, other => other === name);
}

/** Whether a custom element renders again at each change of attributes and children (Lit); others may keep the first values. */
export const rendersAnew = (node: Node | undefined): node is Element =>
  isElement(node) && prototypeOf(node)?.requestUpdate !== undefined;

const DASH = /-/g;

/** A callback that uses the old value for more than a comparison with the new one. */
const USES_OLD = /^[^(]*\(\W*\w+\W+(\w+)\W+(\w+)[^]*?\W\1\b(?!\s*[!=]==?\s*\2)/;

export const usesOldValue = (element: Element): boolean =>
  test(USES_OLD, textOf(prototypeOf(element)?.attributeChangedCallback));

/** An attribute's name as in a property, in lower case. */
export const wordOf = (name: string): string => joined(partsOf(name, DASH), '');

/** Whether an element of Lit reads an attribute's property when it is connected or first drawn, and so may keep its value. */
export function takesFirst(element: Element, name: string): boolean {
  const prototype = prototypeOf(element);
  return contains(
    lower(textOf(prototype?.firstUpdated) + textOf(prototype?.connectedCallback)),
    `.${wordOf(name)}`,
  );
}

/** Whether a custom element has callbacks for being moved. */
export function isToldOfMoves(element: Element): boolean {
  const prototype = prototypeOf(element);
  return !!(
    prototype?.connectedCallback ??
    prototype?.disconnectedCallback ??
    prototype?.connectedMoveCallback
  );
}
