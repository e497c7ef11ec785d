/** An element, and the keys of pick mode that lead to it from the one before. */
export interface Step {
  readonly keys: readonly string[];
  readonly name: string;
  /** Its number in the source; empty without one. */
  readonly n: string;
  readonly made: boolean;
}

/**
 * Runs in the page: all elements in the order of the source, with what is in open shadow trees and in templates.
 * @param made the elements that a script made; others are asked about if they have a `data-n`
 */
export function stepsThrough(made: string): Step[] {
  const found: Step[] = [];
  let keys: string[] = [];
  // Named fields and pictures hide properties of their form and of the document.
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- only what is in here runs in the page
  const own = (object: { prototype: object }, name: string, self: object): unknown =>
    Reflect.get(object.prototype, name, self);
  const call = (name: 'getAttribute' | 'matches', self: Element, word: string): unknown =>
    (own(Element, name, self) as (word: string) => unknown).call(self, word);
  const kidsOf = (parent: Element | DocumentFragment | null): Element[] =>
    parent
      ? [...(own(parent instanceof Element ? Element : DocumentFragment, 'children', parent) as Element[])]
      : [];
  /** Subtrees without any wanted element are left out. */
  const visit = (element: Element): boolean => {
    const name = String(own(Element, 'localName', element));
    const n = (call('getAttribute', element, 'data-n') as string | null) ?? '';
    const isMade = call('matches', element, made) as boolean;
    const length = found.push({ keys, name, n, made: isMade });
    const shadow = own(Element, 'shadowRoot', element) as ShadowRoot | null;
    const fragment = element instanceof HTMLTemplateElement ? element.content : shadow;
    keys = [];
    const asked = [...kidsOf(fragment), ...kidsOf(element)].map((each, at) => {
      keys = [...keys, at === 0 ? 'ArrowDown' : 'ArrowRight'];
      return visit(each);
    });
    keys = asked.includes(true) ? [...keys, 'ArrowUp'] : [];
    if (!asked.includes(true)) found.length = length;
    return n !== '' || isMade || asked.includes(true);
  };
  visit(own(Document, 'documentElement', document) as Element);
  return found;
}
