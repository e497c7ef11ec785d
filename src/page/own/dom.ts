/**
 * The DOM as it was before any script of the page ran, free of named properties: `<input name="children">` hides `children` of
 * its form, `<img name="body">` hides `body` of the document (HTML, `[LegacyOverrideBuiltIns]`). Only prototypes tell the truth.
 */
import { getter, method, OwnWeakMap, setter, unbound } from './language';
import { each, filter, itemsOf, map, push } from './lists';

const page = document;
export { page };

const node = Node;
export const typeOfNode = getter(node, 'nodeType');
export const nameOfNode = getter(node, 'nodeName');
export const parentOf = getter(node, 'parentNode');
export const firstOf = getter(node, 'firstChild');
export const nextOf = getter(node, 'nextSibling');
export const isConnected = getter(node, 'isConnected');
export const baseOf = getter(node, 'baseURI');
export const rootOf = method(node, 'getRootNode');
export const insertBefore = method(node, 'insertBefore') as <T extends Node>(
  parent: Node,
  child: T,
  next: Node | null,
) => T;
export const copyOf = method(node, 'cloneNode') as <T extends Node>(self: T, deep?: boolean) => T;
const removeChild = method(node, 'removeChild') as (parent: Node, child: Node) => Node;

// Numbers of `nodeType`: 1 element, 3 text, 4 CDATA, 8 comment, 9 document, 10 doctype, 11 fragment.
export const isElement = (one: Node | null | undefined): one is Element =>
  one !== null && one !== undefined && typeOfNode(one) === 1;
/** Whether a value is a node, of whichever window. */
export function isNode(one: unknown): one is Node {
  try {
    return typeOfNode(one as Node) > 0;
  } catch {
    return false;
  }
}
export const isDocument = (one: Node): one is Document => typeOfNode(one) === 9;
export const isDoctype = (one: Node): boolean => typeOfNode(one) === 10;
/** A shadow root, the content of a template, or a fragment that a script made. */
export const isFragment = (one: Node): one is DocumentFragment => typeOfNode(one) === 11;
export const isText = (one: Node): one is Text => typeOfNode(one) === 3 || typeOfNode(one) === 4;
export const isData = (one: Node): one is CharacterData => isText(one) || typeOfNode(one) === 8;

export const dataOf = getter(CharacterData, 'data');
export const replaceData = method(CharacterData, 'replaceData');

const element = Element;
export const nameOf = getter(element, 'localName');
export const spaceOf = getter(element, 'namespaceURI');
export const idOf = getter(element, 'id');
const openShadow = getter(element, 'shadowRoot');
const shadows = new OwnWeakMap<Element, ShadowRoot>();
/** Keeps a shadow root that a script makes: a closed one is told only once. */
export const noteShadow = (host: Element, root: ShadowRoot): unknown => shadows.set(host, root);
/** The shadow root of an element, unless it is closed and came by the parser. */
export const shadowOf = (one: Element): ShadowRoot | null => openShadow(one) ?? shadows.get(one) ?? null;
export const attributeOf = method(element, 'getAttribute');
export const hasAttribute = method(element, 'hasAttribute');
export const attributeNames = method(element, 'getAttributeNames');
export const putAttribute = method(element, 'setAttribute');
export const putAttributeIn = method(element, 'setAttributeNS') as (
  self: Element,
  space: string | null,
  name: string,
  value: string,
) => void;
export const takeAttribute = method(element, 'removeAttribute');
export const attributeNode = method(element, 'getAttributeNode');
export const putAttributeNode = method(element, 'setAttributeNode');
export const setAttributeValue = setter(Attr, 'value');
export const matches = method(element, 'matches') as (self: Element, selector: string) => boolean;
export const scrollLeftOf = getter(element, 'scrollLeft');
export const scrollTopOf = getter(element, 'scrollTop');
export const scrollWidthOf = getter(element, 'scrollWidth');
export const scrollHeightOf = getter(element, 'scrollHeight');
export const scrollTo = method(element, 'scrollTo') as (self: Element, options: ScrollToOptions) => void;
const rectOf = method(element, 'getBoundingClientRect');
const rect = DOMRectReadOnly;
const sides = [getter(rect, 'x'), getter(rect, 'y'), getter(rect, 'width'), getter(rect, 'height')] as const;
/** Left, top, width and height in pixels of the viewport. */
export function boxOf(one: Element): number[] {
  const box = rectOf(one);
  return map(sides, side => side(box));
}
const registry = customElements;
const definition = method(CustomElementRegistry, 'get');
/** The constructor of a custom element; undefined if there is none of this name. */
export const definitionOf = (name: string): CustomElementConstructor | undefined =>
  definition(registry, name);
export const windowIn = getter(HTMLIFrameElement, 'contentWindow') as (
  frame: HTMLIFrameElement,
) => (Window & typeof globalThis) | null;
export const documentIn = getter(HTMLIFrameElement, 'contentDocument');
export const markupOf = getter(element, 'innerHTML');
export const setMarkup = setter(element, 'innerHTML');
export const contentOf = getter(HTMLTemplateElement, 'content');

const own = Document;
export const elementById = method(own, 'getElementById');
export const makeElement = method(own, 'createElement') as <K extends keyof HTMLElementTagNameMap>(
  self: Document,
  name: K,
) => HTMLElementTagNameMap[K];
export const makeElementIn = method(own, 'createElementNS') as (
  self: Document,
  space: string | null,
  name: string,
  options?: ElementCreationOptions,
) => Element;
export const makeText = method(own, 'createTextNode');
export const makeComment = method(own, 'createComment');
export const makeFragment = method(own, 'createDocumentFragment');
export const currentScript = getter(own, 'currentScript');
export const rootElementOf = getter(own, 'documentElement');
export const headOf = getter(own, 'head');
export const bodyOf = getter(own, 'body');
export const addressOfDocument = getter(own, 'URL');
export const referrerOf = getter(own, 'referrer');
export const stateOf = getter(own, 'readyState');
export const titleOf = getter(own, 'title');
const visibility = getter(own, 'visibilityState');
export const isVisible = (): boolean => visibility(page) === 'visible';
const activeInDocument = getter(own, 'activeElement');
const activeInShadow = getter(ShadowRoot, 'activeElement');
export const activeOf = (root: Document | ShadowRoot): Element | null =>
  isDocument(root) ? activeInDocument(root) : activeInShadow(root);
export const hostOf = getter(ShadowRoot, 'host');

const lengthOfNodes = getter(NodeList, 'length');
/** The nodes of a live or static list at this moment. */
export const nodesOf = <T extends Node>(list: NodeListOf<T>): T[] => itemsOf(list, lengthOfNodes(list));

const selectInDocument = method(own, 'querySelectorAll') as (self: Document, selector: string) => NodeList;
const selectInFragment = method(DocumentFragment, 'querySelectorAll') as (
  self: DocumentFragment,
  selector: string,
) => NodeList;
const selectInElement = method(element, 'querySelectorAll') as (self: Element, selector: string) => NodeList;

/** The elements below a root that match; throws for a selector that the engine does not know. */
export function select(root: Document | DocumentFragment | Element, selector: string): Element[] {
  const list = isDocument(root)
    ? selectInDocument(root, selector)
    : isElement(root)
      ? selectInElement(root, selector)
      : selectInFragment(root, selector);
  return nodesOf(list as NodeListOf<Element>);
}

/** The child nodes, at this moment. */
export function kidsOf(parent: Node): Node[] {
  const kids: Node[] = [];
  for (let kid = firstOf(parent); kid; kid = nextOf(kid)) push(kids, kid);
  return kids;
}

export const elementKids = (parent: Node): Element[] => filter(kidsOf(parent), isElement);

/** The attributes of an element: name, value, name, value … */
export function attributesOf(one: Element): string[] {
  const pairs: string[] = [];
  each(attributeNames(one), name => {
    push(pairs, name);
    push(pairs, attributeOf(one, name) ?? '');
  });
  return pairs;
}

export const add = (parent: Node, child: Node): Node => insertBefore(parent, child, null);
export function addAfter(one: Node, child: Node): void {
  const parent = parentOf(one);
  if (parent) insertBefore(parent, child, nextOf(one));
}
export function remove(one: Node): void {
  const parent = parentOf(one);
  if (parent) removeChild(parent, one);
}

type Mover = (parent: Node, child: Node, next: Node | null) => void;
const moveIn = ({ prototype }: { readonly prototype: object }): Mover | undefined =>
  'moveBefore' in prototype ? unbound(prototype.moveBefore) : undefined;
const moveInElement = moveIn(element);
const moveInFragment = moveIn(DocumentFragment);
/** Moves without removing, in engines that have `moveBefore`; undefined elsewhere. */
export const mover = (parent: Node): Mover | undefined =>
  isElement(parent) ? moveInElement : isFragment(parent) ? moveInFragment : undefined;

export const HTML = 'http://www.w3.org/1999/xhtml';
export const isHtml = (one: Node | null | undefined, name: string): boolean =>
  isElement(one) && nameOf(one) === name && spaceOf(one) === HTML;
export const isTemplate = (one: Node): one is HTMLTemplateElement => isHtml(one, 'template');
