import type { Twin } from './twins';

const SPACES = [
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
];
const PREFIXES: Readonly<Record<string, string>> = {
  xlink: 'http://www.w3.org/1999/xlink',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
};

/** Parses markup: the parser accepts names such as `@click` that DOM methods reject. */
function parsed(markup: string): Element | null {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content.firstElementChild;
}

/** Sets an attribute with the name and namespace that the parser would give it. */
export function setAttribute(element: Element, name: string, value: string): void {
  const prefix = element.namespaceURI === SPACES[0] ? undefined : PREFIXES[/^[^:]*/.exec(name)?.[0] ?? ''];
  if (prefix !== undefined) return element.setAttributeNS(prefix, name, value);
  try {
    element.setAttribute(name, value);
  } catch {
    const attribute = parsed(`<i ${name}>`)?.attributes[0]?.cloneNode() as Attr | undefined;
    if (!attribute) throw new Error(`no attribute can have the name ${name}`);
    attribute.value = value;
    element.setAttributeNode(attribute);
  }
}

/** Creates nodes from source; scripts among them never run. */
export class Maker {
  /** @param script a script that has run: its clones are "already started" (HTML, cloning steps of `script`) */
  constructor(private readonly script: HTMLScriptElement) {}

  /** Creates the live node of a new twin and its new children; moved children are placed later. */
  make(twin: Twin): Node {
    const { text, name } = twin;
    if (text !== undefined)
      return (twin.live = name === '!' ? document.createComment(text) : document.createTextNode(text));
    const element = this.element(twin);
    twin.live = element;
    for (let at = 0; at < twin.attributes.length; at += 2)
      setAttribute(element, twin.attributes[at] ?? '', twin.attributes[at + 1] ?? '');
    const container = element instanceof HTMLTemplateElement ? element.content : element;
    for (const kid of twin.kids) if (!kid.live) container.append(this.make(kid));
    return element;
  }

  private element({ name, space, attributes }: Twin): Element {
    if (name === 'script' && space !== 2) return this.inertScript();
    const at = attributes.indexOf('is');
    const is = at % 2 === 0 ? attributes[at + 1] : undefined;
    try {
      return document.createElementNS(SPACES[space] ?? null, name, is === undefined ? undefined : { is });
    } catch (error) {
      const element = space === 0 && parsed(`<${name}>`);
      if (element) return element;
      throw error;
    }
  }

  private inertScript(): Element {
    const copy = this.script.cloneNode() as Element;
    for (const name of copy.getAttributeNames()) copy.removeAttribute(name);
    return copy;
  }
}
