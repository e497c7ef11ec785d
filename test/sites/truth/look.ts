/** What a page shows, in a form that can be compared. */
export interface Look {
  readonly dom: string;
  readonly styles: readonly string[];
}

/** Runs in the page. What Porthole itself puts there, and what belongs to a visit rather than to the page, is left out. */
export function look(): Look {
  const { origin } = location;
  const fresh = (text: string): string => text.replace(/[?&]porthole=\w+/g, '').replaceAll(origin, '');
  const address = /^(?:href|src|poster|action)$/;
  const valueOf = ({ name, value }: Attr): string => {
    // Classes are a set: a script and a patch may add theirs in another order.
    if (name === 'class') return value.split(/\s+/).toSorted().join(' ');
    if (name === 'style')
      return value
        .split(';')
        .map(part => part.trim())
        .toSorted()
        .join(';');
    return fresh(
      address.test(name) && URL.canParse(value, document.baseURI)
        ? new URL(value, document.baseURI).href
        : value.trim(),
    );
  };
  const unsteady = /^(?:swiper-wrapper-|sl-|leaflet-|svg-|drawer|tab-)/;
  const attributesOf = (element: Element): string =>
    [...element.attributes]
      .filter(({ value }) => !unsteady.test(value))
      .map(attribute => `${attribute.name}="${valueOf(attribute)}"`)
      .toSorted()
      .join(' ');
  const write = (node: Node): string => {
    if (node instanceof CharacterData) return node.data.trim() === '' ? ' ' : fresh(node.data);
    if (!(node instanceof Element)) return '';
    const inner = node instanceof HTMLTemplateElement ? node.content : node;
    const kids = [...inner.childNodes]
      .filter(
        kid => !(kid instanceof HTMLScriptElement && kid.src.includes('/__porthole/')) && kid.nodeType !== 8,
      )
      .map(write)
      .join('');
    return `<${node.localName} ${attributesOf(node)}>${kids.replace(/ +/g, ' ')}</>\n`;
  };
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
  const elements = [...document.body.querySelectorAll('*')];
  const every = Math.max(1, Math.floor(elements.length / 200));
  const styles = elements
    .filter((_, index) => index % every === 0)
    .map(element => {
      const computed = getComputedStyle(element);
      return `${element.localName} ${PROPERTIES.map(name => computed[name]).join(' ')}`;
    });
  return { dom: write(document.documentElement), styles };
}

/**
 * Runs in the page: lays it out anew. Chromium keeps the height 0 of a line box whose only inline gets a padding later, which a
 * fresh load does not.
 */
export function layOutAnew(): void {
  const { documentElement: root } = document;
  const own = root.getAttribute('style');
  root.style.display = 'none';
  root.getBoundingClientRect();
  if (own === null) root.removeAttribute('style');
  else root.setAttribute('style', own);
}
