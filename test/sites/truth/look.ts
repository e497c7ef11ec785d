import type { Page } from 'playwright-core';
import { engineName } from '../../host/engine/engines';

/** The visible state of a page, in a form that can be compared. */
export interface Look {
  readonly dom: string;
  readonly styles: readonly string[];
}

/** The first difference between two looks; undefined for none. */
export function difference(here: Look, there: Look): string | undefined {
  const [lines, others] = [here.dom.split('\n'), there.dom.split('\n')];
  const at = lines.findIndex((line, index) => line !== others[index]);
  if (at >= 0 || lines.length !== others.length) return `${lines[at] ?? ''} instead of ${others[at] ?? ''}`;
  const style = here.styles.findIndex((line, index) => line !== there.styles[index]);
  return style < 0 ? undefined : `style ${here.styles[style] ?? ''} instead of ${there.styles[style] ?? ''}`;
}

/** Runs in the page. Leaves out Porthole's own nodes, values that belong to a visit, and a forwarder's path. */
function domIn(): string {
  const ours = new RegExp(`[?&]porthole=\\w+|${location.origin}(?:/(?:proxy|secure)/\\d+(?=/))?`, 'g');
  const fresh = (text: string): string => text.replace(ours, '');
  const address = /^(?:href|src|poster|action|background)$/;
  const valueOf = ({ name, value, ownerElement }: Attr): string => {
    const { baseURI = '' } = ownerElement ?? {};
    // Classes are a set: a script and a patch may add theirs in another order.
    if (name === 'class') return value.split(/\s+/).filter(Boolean).toSorted().join(' ');
    if (name === 'style')
      return fresh(value)
        .split(';')
        .map(part => part.trim())
        .toSorted()
        .join(';');
    if (value.startsWith('blob:')) return 'blob:';
    if (name.endsWith('srcset'))
      return fresh(value.replace(/[^\s,]*\.\w+(?:\?[^\s,]*)?/g, one => new URL(one, baseURI).href));
    return fresh(
      address.test(name) && URL.canParse(value, baseURI) ? new URL(value, baseURI).href : value.trim(),
    );
  };
  const unsteady = /^(?:swiper-wrapper-|sl-|leaflet-|svg-|drawer|tab-)/;
  const attributesOf = (element: Element): string =>
    [...element.attributes]
      .filter(({ value }) => !unsteady.test(value))
      .map(attribute => `${attribute.name}="${valueOf(attribute)}"`)
      .toSorted()
      .join(' ');
  /** The visible state of a field (not of one in SVG), of a picture's load, and of a muted film. */
  const stateOf = (element: Element): string => {
    const { value, checked, selectedIndex } = element as HTMLInputElement & HTMLSelectElement;
    if (typeof value === 'string' && /^(?:input|textarea|select)$/.test(element.localName))
      return ` ${fresh(value)} ${checked} ${selectedIndex}`;
    if (/^(?:video|audio)$/.test(element.localName)) return ` ${(element as HTMLVideoElement).muted}`;
    return element.localName === 'img' ? ` ${(element as HTMLImageElement).naturalWidth}` : '';
  };
  // Elements of a frame have constructors of their own: no `instanceof`.
  const write = (node: Node): string => {
    if (node.nodeType === 3) return fresh((node as Text).data.trim() === '' ? ' ' : (node as Text).data);
    if (node.nodeType !== 1) return '';
    const element = node as Element;
    const framed = (element as HTMLIFrameElement).contentDocument;
    const insides = [
      element.localName === 'template' ? (element as HTMLTemplateElement).content : element,
      ...(element.shadowRoot ? [element.shadowRoot] : []),
      ...(framed ? [framed] : []),
    ];
    const kids = insides
      .map(inside =>
        [...inside.childNodes]
          .filter(kid => kid.nodeType !== 8 && !(kid as HTMLScriptElement).src?.includes?.('/__porthole/'))
          .map(write)
          .join(''),
      )
      .join('<inside>');
    return `<${element.localName} ${attributesOf(element)}${stateOf(element)}>${kids.replace(/ +/g, ' ')}</>\n`;
  };
  return write(document.documentElement);
}

/** Runs in the page: the computed styles of about 200 elements. */
function stylesIn(): string[] {
  const PROPERTIES = [
    'display',
    'color',
    'backgroundColor',
    'fontSize',
    'letterSpacing',
    'paddingLeft',
    'width',
    'height',
    'visibility',
  ] as const;
  const below = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap(element => [
      element,
      ...(element.shadowRoot ? below(element.shadowRoot) : []),
      ...((element as HTMLIFrameElement).contentDocument?.body
        ? below((element as HTMLIFrameElement).contentDocument!.body)
        : []),
    ]);
  const elements = below(document.body);
  const every = Math.max(1, Math.floor(elements.length / 200));
  return elements
    .filter((_, index) => index % every === 0)
    .map(element => {
      const computed = getComputedStyle(element);
      return `${element.localName} ${PROPERTIES.map(name => computed[name]).join(' ')}`;
    });
}

/**
 * Runs in the page: forces a new layout. Chromium keeps the height 0 of a line box whose only inline gets a
 * padding later; a fresh load does not.
 */
function layOutAnew(): void {
  const { documentElement: root } = document;
  const own = root.getAttribute('style');
  root.style.display = 'none';
  root.getBoundingClientRect();
  if (own === null) root.removeAttribute('style');
  else root.setAttribute('style', own);
}

/** Addresses in styles as they are after a swap; pages of the test are in the root. */
const loaded = (dom: string): string =>
  dom
    .replace(/image-set\(\s*(["'])([^"']*)\1/g, 'image-set(url($2)')
    .replace(/url\(\s*["']?\/?([^"')]*?)["']?\s*\)/g, 'url($1)');

export async function lookAt(page: Page): Promise<Look> {
  await page.evaluate(layOutAnew);
  return { dom: loaded(await page.evaluate(domIn)), styles: await page.evaluate(stylesIn) };
}

/** Whether two tabs differ in a picture of what they show, with animations at their end. */
export async function pictures(one: Page, two: Page): Promise<string | undefined> {
  // Its driver takes no screenshots.
  if (engineName() === 'webkit') return undefined;
  const [here, there] = await Promise.all(
    [one, two].map(page => page.screenshot({ animations: 'disabled', caret: 'initial' })),
  );
  if (here!.equals(there!)) return undefined;
  const places = await Promise.all([one, two].map(page => page.evaluate(() => `${scrollX},${scrollY}`)));
  return `the pictures differ, at ${places.join(' and ')}`;
}
