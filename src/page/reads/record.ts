import { headOf, page, parentOf, select } from '../own/dom';
import { each } from '../own/lists';
import { ownerOfSheet } from '../own/sheets';
import { lower } from '../own/text';
import { escapeCss } from '../own/window';
import { noteDrawn } from './drawn';
import { recordReflected } from './reflected';
import {
  noteAttribute,
  noteBox,
  noteListener,
  noteMatch,
  noteSelector,
  noteStyle,
  noteText,
  noteWalk,
  noteWhole,
  type Note,
} from './reads';

const { getOwnPropertyDescriptor, defineProperty } = Object;
const { apply } = Reflect;
const OwnProxy = Proxy;

type Native = (...rest: unknown[]) => unknown;

/** A proxy is called like the native function, and `Function.prototype.toString` says `[native code]` of it, too. */
const recorded = (native: Native, note: Note): Native =>
  new OwnProxy(native, {
    apply(target, self, rest: readonly unknown[]) {
      try {
        note(self as never, rest[0] as string);
      } catch {
        // A call with a wrong `this` or argument is answered by the native function alone.
      }
      return apply(target, self, rest);
    },
  });

/** Records calls of methods, or reads of attributes, of a prototype; an engine may lack some. */
function record(prototype: object | undefined, names: readonly string[], note: Note): void {
  if (!prototype) return;
  each(names, name => {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    if (descriptor?.configurable !== true) return;
    const key = descriptor.get ? 'get' : 'value';
    const native: unknown = descriptor[key];
    if (typeof native === 'function') descriptor[key] = recorded(native as Native, note);
    defineProperty(prototype, name, descriptor);
  });
}

const bySibling = (self: Node): void => noteWalk(parentOf(self));
const ELEMENT_SIBLINGS = ['nextElementSibling', 'previousElementSibling'] as const;

function recordNodes(): void {
  const node = Node.prototype;
  record(node, ['textContent', 'nodeValue'], noteText);
  record(node, ['cloneNode'], noteWhole);
  record(node, ['childNodes', 'firstChild', 'lastChild', 'hasChildNodes'], noteWalk);
  record(node, ['nextSibling', 'previousSibling'], bySibling);
  record(CharacterData.prototype, ['data', 'length', 'substringData'], noteText);
  record(CharacterData.prototype, ELEMENT_SIBLINGS, bySibling);
  record(Text.prototype, ['wholeText'], (self: Node) => noteText(parentOf(self) ?? self));
  record(EventTarget.prototype, ['addEventListener'], noteListener);
}

const CHILDREN = ['children', 'firstElementChild', 'lastElementChild', 'childElementCount'] as const;

function recordElements(): void {
  const element = Element.prototype;
  record(element, ['innerHTML', 'outerHTML', 'getHTML'], noteWhole);
  record(element, CHILDREN, noteWalk);
  record(element, ELEMENT_SIBLINGS, bySibling);
  record(element, ['getAttribute', 'hasAttribute', 'getAttributeNode'], (self: Element, name) =>
    noteAttribute(self, lower(name)),
  );
  record(element, ['attributes', 'getAttributeNames'], (self: Element) => noteAttribute(self, '*'));
  record(HTMLElement.prototype, ['dataset'], (self: Element) => noteAttribute(self, 'data-*'));
  record(element, ['matches', 'closest'], noteMatch);
  record(
    element,
    ['getBoundingClientRect', 'getClientRects', 'clientWidth', 'clientHeight', 'scrollWidth', 'scrollHeight'],
    noteBox,
  );
  record(HTMLElement.prototype, ['offsetWidth', 'offsetHeight', 'offsetTop', 'offsetLeft'], noteBox);
  record(HTMLElement.prototype, ['innerText', 'outerText'], noteText);
  record(HTMLTemplateElement.prototype, ['content'], noteWhole);
}

/** Notes the first argument of a call. */
const byArgument =
  (note: (one: never) => void): Note =>
  (_, one: unknown) =>
    note(one as never);

const byTag = (self: Node, name: string): void =>
  noteSelector(self, name === '*' ? '*' : escapeCss(lower(name)));
const byClass = (self: Node, names: string): void => noteSelector(self, `[class~="${escapeCss(names)}"]`);
const byId = (self: Node, id: string): void => noteSelector(self, `#${escapeCss(id)}`);

function recordQueries(): void {
  each([Document.prototype, DocumentFragment.prototype, Element.prototype], prototype => {
    record(prototype, ['querySelector', 'querySelectorAll'], noteSelector);
    record(prototype, ['getElementsByTagName'], byTag);
    record(prototype, ['getElementsByClassName'], byClass);
    record(prototype, ['getElementById'], byId);
  });
  each([Document.prototype, Element.prototype], prototype =>
    record(prototype, ['getElementsByTagNameNS'], (self: Node) => noteSelector(self, '*')),
  );
  const own = Document.prototype;
  record(own, ['getElementsByName'], (self: Node, name) => noteSelector(self, `[name="${escapeCss(name)}"]`));
  each(['forms', 'images', 'links', 'scripts', 'anchors', 'embeds', 'all'], name =>
    record(own, [name], (self: Node) => noteSelector(self, COLLECTIONS[name] ?? '*')),
  );
  record(own, CHILDREN, noteWalk);
  record(own, ['evaluate', 'createTreeWalker', 'createNodeIterator'], () => noteSelector(page, '*'));
  record(own, ['importNode'], byArgument(noteWhole));
  record(own, ['title'], () => {
    const title = select(headOf(page) ?? page, 'title')[0];
    if (title) noteText(title);
  });
  record(HTMLFormElement.prototype, ['elements', 'length'], (self: Node) =>
    noteSelector(self, 'input, select, textarea, button, output, fieldset, object'),
  );
  record(XMLSerializer.prototype, ['serializeToString'], byArgument(noteWhole));
  record(Range.prototype, ['toString', 'cloneContents', 'extractContents'], (self: Range) =>
    noteText(self.commonAncestorContainer),
  );
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  forms: 'form',
  images: 'img',
  links: 'a[href], area[href]',
  scripts: 'script',
};

const view = window;

/** Records from here on what scripts of the page read of the document. */
export function recordReads(): void {
  recordNodes();
  recordElements();
  recordQueries();
  recordReflected(record);
  const sheet = CSSStyleSheet.prototype;
  // A sheet without an owner is refused by the set.
  record(sheet, ['insertRule', 'deleteRule'], (self: CSSStyleSheet) => noteWhole(ownerOfSheet(self) as Node));
  record(sheet, ['cssRules', 'rules'], (self: CSSStyleSheet) => noteWalk(ownerOfSheet(self)));
  record(view, ['getComputedStyle'], byArgument(noteStyle));
  record(Element.prototype, ['computedStyleMap'], noteStyle);
  record(CanvasRenderingContext2D.prototype, ['drawImage', 'createPattern'], byArgument(noteDrawn));
}
