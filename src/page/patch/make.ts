import {
  add,
  attributeNames,
  attributeNode,
  contentOf,
  copyOf,
  definitionOf,
  elementKids,
  hasAttribute,
  isTemplate,
  makeComment,
  makeElement,
  makeElementIn,
  makeText,
  page,
  putAttribute,
  putAttributeIn,
  putAttributeNode,
  setAttributeValue,
  setMarkup,
  spaceOf,
  takeAttribute,
} from '../own/dom';
import { bare } from '../own/language';
import { each } from '../own/lists';
import { isMedia, setMuted } from '../own/media';
import { contains, indexIn, slice } from '../own/text';
import { sourceValue, type Twin } from './twins';

const SPACES = [
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
] as const;
const PREFIXES: Readonly<Record<string, string>> = bare({
  xlink: 'http://www.w3.org/1999/xlink',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
});

/** Parses markup: the parser accepts names such as `@click` that DOM methods reject. */
function parsed(markup: string): Element | undefined {
  const template = makeElement(page, 'template');
  setMarkup(template, markup);
  return elementKids(contentOf(template))[0];
}

function prefixOf(name: string): string {
  const colon = indexIn(name, ':');
  return colon < 0 ? name : slice(name, 0, colon);
}

/** Sets an attribute with the name and namespace that the parser would give it. */
export function setAttribute(element: Element, name: string, value: string): void {
  const space = spaceOf(element) === SPACES[0] ? undefined : PREFIXES[prefixOf(name)];
  if (space !== undefined) return putAttributeIn(element, space, name, value);
  try {
    putAttribute(element, name, value);
  } catch {
    const model = parsed(`<i ${name}>`);
    const parsedName = model && attributeNames(model)[0];
    const attribute = model && parsedName !== undefined && attributeNode(model, parsedName);
    if (!attribute) throw new Error(name);
    const copy = copyOf(attribute);
    setAttributeValue(copy, value);
    putAttributeNode(element, copy);
  }
}

const isDefined = ({ name, space }: Twin): boolean =>
  space === 0 && contains(name, '-') && definitionOf(name) !== undefined;

/** Creates nodes from source; scripts among them never run. */
export class Maker {
  /** @param script a script that has run: its clones are "already started" (HTML, cloning steps of `script`) */
  readonly #script: HTMLScriptElement;

  constructor(script: HTMLScriptElement) {
    this.#script = script;
  }

  /** Creates the live node of a new twin and its new children; moved children are placed later. */
  make(twin: Twin): Node {
    const { text, name } = twin;
    if (text !== undefined)
      return (twin.live = name === '!' ? makeComment(page, text) : makeText(page, text));
    const element = this.#element(twin);
    twin.live = element;
    for (let at = 0; at < twin.attributes.length; at += 2)
      setAttribute(element, twin.attributes[at] ?? '', twin.attributes[at + 1] ?? '');
    // The parser mutes it, which an attribute alone does not (HTML, "attributes common to media elements").
    if (isMedia(element) && hasAttribute(element, 'muted')) setMuted(element, true);
    // The parser inserts a custom element before its children: `connectedCallback` finds none.
    if (isDefined(twin)) return element;
    const container = isTemplate(element) ? contentOf(element) : element;
    each(twin.kids, kid => {
      if (!kid.live) add(container, this.make(kid));
    });
    return element;
  }

  #element(twin: Twin): Element {
    const { name, space } = twin;
    if (name === 'script' && space !== 2) return this.#inertScript();
    const is = sourceValue(twin, 'is');
    try {
      return makeElementIn(page, SPACES[space] ?? null, name, bare(is === null ? {} : { is }));
    } catch (error) {
      const element = space === 0 ? parsed(`<${name}>`) : undefined;
      if (element) return element;
      throw error;
    }
  }

  #inertScript(): Element {
    const copy = copyOf(this.#script);
    each(attributeNames(copy), name => takeAttribute(copy, name));
    return copy;
  }
}
