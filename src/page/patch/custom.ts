import { attributeOf, definitionOf, isElement, nameOf } from '../own/dom';
import { textOf } from '../own/language';
import { joined, some } from '../own/lists';
import { contains, lower, partsOf, test } from '../own/text';

/** Whether a script has defined the element: no other answers anything. */
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

/** Whether a custom element shows its attributes and children anew at each change (Lit): others may keep what they were told first. */
export const rendersAnew = (node: Node | undefined): node is Element =>
  isElement(node) && prototypeOf(node)?.requestUpdate !== undefined;

const DASH = /-/g;

/** A callback that uses the value before, but for a comparison with the value that comes. */
const USES_OLD = /^[^(]*\(\W*\w+\W+(\w+)\W+(\w+)[^]*?\W\1\b(?!\s*[!=]==?\s*\2)/;

export const usesOldValue = (element: Element): boolean =>
  test(USES_OLD, textOf(prototypeOf(element)?.attributeChangedCallback));

/** An attribute's name as properties have it, in small letters. */
export const wordOf = (name: string): string => joined(partsOf(name, DASH), '');

/** Whether an element of Lit takes the property of an attribute when it is connected, or drawn first: it may keep that. */
export function takesFirst(element: Element, name: string): boolean {
  const prototype = prototypeOf(element);
  return contains(
    lower(textOf(prototype?.firstUpdated) + textOf(prototype?.connectedCallback)),
    `.${wordOf(name)}`,
  );
}

/** Whether a custom element is told when it leaves its place, or comes to another. */
export function isToldOfMoves(element: Element): boolean {
  const prototype = prototypeOf(element);
  return !!(
    prototype?.connectedCallback ??
    prototype?.disconnectedCallback ??
    prototype?.connectedMoveCallback
  );
}
