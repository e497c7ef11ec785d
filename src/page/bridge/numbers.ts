import { dataOf, hostOf, isData, isHtml, parentOf } from '../own/dom';
import { numbered, type Twin } from '../patch/twins';
import type { Found } from './host';

// A field named `parentNode` stands before the property of its form.
const around = (node: Node): Node | null => (node instanceof ShadowRoot ? hostOf(node) : parentOf(node));

/** Engines keep elements in a `<select>` that the standard dropped until 2025. */
function isInSelect(node: Node): boolean {
  for (let at: Node | null = node; at; at = around(at)) if (isHtml(at, 'select')) return true;
  return false;
}

/** The numbers of a page's nodes in the source that it shows; patches change them. */
export class Numbers {
  private known = new WeakMap<Node, number>();
  private twins: readonly Twin[] | undefined;

  /** @param wasRead whether the parser inserted a node */
  constructor(
    private readonly root: () => Twin | undefined,
    private readonly wasRead: (node: Node) => boolean,
  ) {}

  /** After a patch, nodes have other numbers. */
  forget(): void {
    this.twins = undefined;
  }

  /** Undefined while the source is not known. */
  of(node: Node): Found | undefined {
    if (this.all.length === 0) return undefined;
    for (let at: Node | null = node; at; at = around(at)) {
      const number = this.known.get(at);
      if (number === undefined) continue;
      if (at === node) return { node: number, exact: true };
      return { node: number, exact: false, isRead: isInSelect(at) && this.wasRead(node) };
    }
    return undefined;
  }

  /** Whether a node is still the one in the source: for a new `textContent`, Firefox reuses the old text node. */
  isAsWritten(node: Node): boolean {
    const found = this.of(node);
    return !!found?.exact && (!isData(node) || dataOf(node) === this.all[found.node]?.text);
  }

  nodeOf(number: number): Node | undefined {
    return this.all[number]?.live;
  }

  private get all(): readonly Twin[] {
    const root = this.root();
    if (this.twins || !root) return this.twins ?? [];
    this.twins = numbered(root);
    this.known = new WeakMap();
    this.twins.forEach(({ live, container }, number) => {
      if (container) this.known.set(container, number);
      if (live) this.known.set(live, number);
    });
    return this.twins;
  }
}
