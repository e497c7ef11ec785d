import {
  bodyOf,
  firstOf,
  hostOf,
  isConnected,
  isElement,
  noteShadow,
  page,
  parentOf,
  rootElementOf,
  rootOf,
  select,
} from '../own/dom';
import { on } from '../own/events';
import { each, joined, map } from '../own/lists';
import { ownerOfSheet } from '../own/sheets';
import { lower, partsOf, startsWith } from '../own/text';
import { escapeCss, self as view } from '../own/window';
import type { Root } from '../roots';
import { noteDrawn, noteHeld } from './drawn';
import { gettersOf, ofEach, record, recordOne, SPACE, STYLED } from './recorder';
import { noteAct, noteAll, recordReflected } from './reflected';
import {
  extent,
  listened,
  noteAttribute,
  noteAttributes,
  noteBox,
  noteHeight,
  noteListener,
  noteMatch,
  noteQuestion,
  noteSeen,
  noteSelector,
  noteSize,
  noteStyle,
  noteText,
  noteWalk,
  noteWhole,
  noteWidth,
  type Note,
} from './reads';

const bySibling = (self: Node): void => noteWalk(parentOf(self));

function recordNodes(): void {
  record(
    'Node CharacterData HTMLElement Text',
    'textContent nodeValue data length substringData innerText outerText wholeText',
    noteText,
  );
  record(
    'Node Element HTMLTemplateElement ShadowRoot',
    'cloneNode innerHTML outerHTML getHTML content',
    noteWhole,
  );
  record('Node Element Document DocumentFragment', /^(?:first|last|child|hasC)/, noteWalk);
  record('Node CharacterData Element', /Sibling$/, bySibling);
  record('Node', 'isEqualNode', (self: Node, other: unknown) => {
    noteWhole(self);
    noteWhole(other as Node);
  });
  record('EventTarget', 'addEventListener', noteListener);
  // A listener may keep a visitor's choice.
  record('Event', /get$/, (_, __, target: Node) => isElement(target) && noteListener(target, ''));
  ofEach(STYLED, prototype =>
    each(gettersOf(prototype), name => {
      if (startsWith(name, 'on')) recordOne(prototype, name, noteListener, 'set');
    }),
  );
}

/** The element that a range is in. */
const around = ({ commonAncestorContainer: node }: Range): Element =>
  (isElement(node) ? node : parentOf(node)) as Element;
/** Records questions for the size or place of an element or a text. */
function recordBoxes(): void {
  record('Element HTMLElement', /^(?:scroll|offset)W/, noteWidth);
  record('Element HTMLElement', /^(?:scroll|offset)H/, noteHeight);
  // On the root element, these measure the window.
  record('Element', 'clientWidth', (self: Element) => self !== rootElementOf(page) && noteWidth(self));
  record('Element', 'clientHeight', (self: Element) => self !== rootElementOf(page) && noteHeight(self));
  record('Element HTMLElement', /ClientRect|^offset[TL]/, noteBox);
  record('Range', /ClientRect/, (self: Range) => {
    noteText(around(self));
    noteBox(around(self));
  });
  record('IntersectionObserverEntry', /Rect$/, ({ target }: { readonly target: Element }) => noteBox(target));
  record('ResizeObserver', 'observe', byArgument(noteSize));
  record('IntersectionObserver', 'observe', noteSeen as never);
}

const noteEnd = (node: Node): void => (isElement(node) ? noteWalk : noteText)(node);

/** Records questions whose answers depend on layout, styles, or other elements than the one that is asked. */
function recordQuestions(): void {
  record('Document ShadowRoot', /FromP|^getAn/, noteQuestion);
  record('Node', /^comp/, noteQuestion);
  // Browsers move the ends of ranges with each change of nodes or texts; a load makes them anew.
  record(
    'AbstractRange Range Selection',
    /Off|^(?:comp|isP|int|set|sel|ext|coll)/,
    (self: Range & Selection) => {
      noteEnd(self.startContainer ?? self.anchorNode);
      noteEnd(self.endContainer ?? self.focusNode);
    },
  );
  record('SVGGraphicsElement SVGGeometryElement SVGTextContentElement', /^(?:get|isP)/, noteQuestion);
  record(
    'Element HTMLElement HTMLAnchorElement HTMLImageElement Selection ElementInternals StylePropertyMapReadOnly HTMLCollection HTMLFormControlsCollection',
    'checkVisibility innerText outerText offsetParent toString labels form get namedItem x y width height',
    noteQuestion,
  );
  record('CSSStyleDeclaration', 'getPropertyValue', (self, name, answer, rest, native) => {
    if (startsWith(name, '--')) noteQuestion(self, name, answer, rest, native);
  });
}

function recordElements(): void {
  record('Element', /^(?:get|has)Attribute(?:Node)?$/, (self: Element, name) =>
    noteAttribute(self, lower(name)),
  );
  // A new width or height clears a canvas.
  record('Element HTMLCanvasElement', /^(?:get|has)?attr.*s$|^getCo/i, noteAttributes);
  record(STYLED, 'dataset', (self: Element) => noteAttribute(self, 'data-'));
  record('Element', 'matches closest', noteMatch);
  record('Element', 'attachShadow', (self: Element, _, root: ShadowRoot) => noteShadow(self, root));
}

/** Notes the first argument of a call. */
const byArgument =
  (note: (one: never) => void): Note =>
  (_, one: unknown) =>
    note(one as never);

const noteFields = (self: Node): void =>
  noteSelector(self, 'input,select,textarea,button,output,fieldset,object');
function noteForm(form: HTMLFormElement): void {
  noteFields(form);
  noteText(form);
  noteAttributes(form);
  noteAttribute(form, 'fields');
}
const noteOnRoot = (name: string): void => noteAttribute(rootElementOf(page), name);
const noteDocument = (): void => noteWhole(page);
const byClass = (self: Node, names: string): void =>
  noteSelector(self, `.${joined(map(partsOf(names, SPACE), escapeCss), '.')}`);
const byId = (self: Node, id: string): void => noteSelector(self, `#${escapeCss(id)}`);
const byDocument =
  (selector: string): Note =>
  () =>
    noteSelector(page, selector);

function recordQueries(): void {
  const parents = 'Document DocumentFragment Element';
  record(parents, 'querySelector querySelectorAll getElementsByTagName', noteSelector);
  record(parents, 'getElementsByClassName', byClass);
  record(parents, 'getElementById', byId);
  record('Document Element', 'getElementsByTagNameNS', (self: Node) => noteSelector(self, '*'));
  record('Document', 'getElementsByName', (self: Node, name) =>
    noteSelector(self, `[name="${escapeCss(name)}"]`),
  );
  record('Document ShadowRoot', 'styleSheets fonts', (self: Root) => {
    noteSelector(self, 'style,[rel~=stylesheet]');
    noteOnRoot('fonts');
  });
  record('Document', /Color$/, () => noteAttributes(bodyOf(page)));
  // Each collection or question, with a selector of its elements.
  each(
    [
      ['forms', 'form'],
      ['images', 'img'],
      ['scripts', 'script'],
      ['links', ':any-link'],
      ['embeds plugins', 'embed'],
      ['anchors all evaluate', '*'],
    ] as const,
    pair => record('Document XPathEvaluator XPathExpression', pair[0], byDocument(pair[1])),
  );
  // These may depend on anything in the document.
  record('Document XPathResult', /[gnr]Value$|^lastM/, noteDocument);
  // Lit makes one walker for all its trees; only the tree that it walks counts.
  record(
    'TreeWalker NodeIterator',
    /^(?:next|prev|first|last)/,
    (self: TreeWalker, _, found: Node | null) => {
      if (!found) return;
      noteSelector(found, '*');
      bySibling(found);
      noteWalk(self.root);
    },
  );
  record('Document', 'importNode', byArgument(noteWhole));
  // An observer that counted parsed nodes may have been disconnected since.
  record('MutationRecord', 'addedNodes removedNodes', (self: MutationRecord) => noteWalk(self.target));
  record('Document', 'title', () => each(select(page, 'title'), noteText));
  record('HTMLFormElement', 'elements length', noteFields);
  recordOne(view, 'FormData', byArgument(noteForm));
  record('HTMLSlotElement', 'assignedNodes assignedElements', (self: HTMLSlotElement) => {
    const root = rootOf(self);
    // A slot fires an event for new nodes in it.
    if (listened.has(self) || listened.has(root)) return;
    noteAttribute(self, 'assigned');
    noteWalk(hostOf(root as ShadowRoot));
  });
  record('XMLSerializer', 'serializeToString', byArgument(noteWhole));
  record('Range', 'toString cloneContents extractContents', (self: Range, _, answer) =>
    (typeof answer === 'string' ? noteText : noteWhole)(self.commonAncestorContainer),
  );
}

/** A list that a script has emptied would be empty after a load, whatever came into it. */
const noteEmptied = (self: Node): unknown => isConnected(self) && !firstOf(self) && noteWalk(self);

/** Records calls and assignments whose effect depends on what is there. */
function recordActs(): void {
  record('Element', 'replaceChildren', noteEmptied);
  record('Node Element', 'textContent innerHTML', noteEmptied, 'set');
  // A click may tick a box, open details or follow a link.
  record('HTMLElement', 'click', (self: HTMLLabelElement) => {
    noteAct(self);
    noteAct(parentOf(self));
    noteAct(self.control);
  });
  record('HTMLFormElement', /ubmit$/, noteForm);
  record(
    'HTMLInputElement HTMLTextAreaElement HTMLSelectElement',
    /^(?:val|chec|selectedI|len)/,
    noteAll,
    'set',
  );
}

const countLater = (): unknown => (extent.later += 1);
/** Code from a text has no address in stacks. */
const noteCode: Note = (_, code: unknown) => {
  countLater();
  extent.isText ||= typeof code === 'string';
};

const ofWindow = (names: string, note: Note): void =>
  each(partsOf(names, SPACE), name => recordOne(view, name, note));

/** Records questions to the window, its frames and the page around it, and timers and requests. */
function recordWindow(): void {
  recordOne(view, 'find', () => noteText(page));
  recordOne(view, 'length', byDocument('iframe, frame, object, embed'));
  ofWindow('frames parent frameElement', () => noteOnRoot('around'));
  ofWindow('open opener', () => noteOnRoot('beside'));
  ofWindow('setTimeout setInterval requestAnimationFrame requestIdleCallback', noteCode);
  recordOne(view, 'fetch', countLater);
  record('XMLHttpRequest MessagePort', 'send postMessage', countLater);
  // Elements that load something; not for `navigation` alone.
  record('Performance', 'getEntries getEntriesByType', (_, kind) => {
    if (kind !== 'navigation') noteSelector(page, '[src],[srcset],[data],link');
  });
}

/** Records from now on which parts of the document the page's scripts read. */
export function recordReads(): void {
  recordNodes();
  recordElements();
  recordBoxes();
  recordQuestions();
  recordQueries();
  recordWindow();
  recordReflected();
  recordActs();
  // Code in an address has none itself.
  on(page, 'readystatechange', () => {
    extent.isText ||= select(page, '[href^="javascript:"][href*=document]').length > 0;
  });
  // The set ignores a sheet without an owner, which is null.
  record('CSSStyleSheet', 'insertRule deleteRule', (self: CSSStyleSheet) =>
    noteWhole(ownerOfSheet(self) as Node),
  );
  record('CSSStyleSheet StyleSheet', 'cssRules rules media href title', (self: StyleSheet) => {
    const owner = ownerOfSheet(self) as Element;
    noteWalk(owner);
    noteAttributes(owner);
  });
  recordOne(view, 'getComputedStyle', (_, element: unknown, __, rest) =>
    noteStyle(element as Element, rest[1]),
  );
  record('Element', 'computedStyleMap', (self: Element) => noteStyle(self));
  record(
    'CanvasRenderingContext2D OffscreenCanvasRenderingContext2D',
    'drawImage createPattern',
    byArgument(noteDrawn),
  );
  recordOne(view, 'createImageBitmap', byArgument(noteDrawn));
  recordOne(HTMLImageElement.prototype, 'src', noteHeld, 'set');
  record('WebGLRenderingContext WebGL2RenderingContext', 'texImage2D texSubImage2D', (_, __, ___, rest) =>
    noteDrawn(rest[rest.length - 1]),
  );
}
