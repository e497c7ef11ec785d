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
  /** Subtrees without any wanted element are left out. */
  const visit = (element: Element): boolean => {
    const [name, n] = [element.localName, element.getAttribute('data-n') ?? ''];
    const isMade = element.matches(made);
    const length = found.push({ keys, name, n, made: isMade });
    const fragment = element instanceof HTMLTemplateElement ? element.content : element.shadowRoot;
    keys = [];
    const asked = [...(fragment?.children ?? []), ...element.children].map((each, at) => {
      keys = [...keys, at === 0 ? 'ArrowDown' : 'ArrowRight'];
      return visit(each);
    });
    keys = asked.includes(true) ? [...keys, 'ArrowUp'] : [];
    if (!asked.includes(true)) found.length = length;
    return n !== '' || isMade || asked.includes(true);
  };
  visit(document.documentElement);
  return found;
}
