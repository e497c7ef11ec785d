import { dataOf, hostOf, isData, isHtml, parentOf } from '../own/dom';
import { numbered, type Twin } from '../patch/twins';
import { Order } from './order';
import type { BridgeHost, Found } from './host';

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
  private readonly order: Order;

  constructor(private readonly patcher: BridgeHost['patcher']) {
    this.order = new Order(patcher.parsed);
  }

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
      return { node: number, exact: false, isRead: isInSelect(at) && this.patcher.wasRead(node) };
    }
    return undefined;
  }

  /** Whether a node is still the one in the source: for a new `textContent`, Firefox reuses the old text node. */
  isAsWritten(node: Node): boolean {
    const found = this.of(node);
    return !!found?.exact && (!isData(node) || dataOf(node) === this.all[found.node]?.text);
  }

  nodeOf(number: number): Node | undefined {
    const twin = this.all[number];
    return twin && this.order.liveOf(twin);
  }

  private get all(): readonly Twin[] {
    const root = this.patcher.source;
    if (this.twins || !root) return this.twins ?? [];
    this.twins = numbered(root);
    this.known = new WeakMap();
    this.order.learn(this.twins);
    this.twins.forEach((twin, number) => {
      const live = this.order.liveOf(twin);
      if (twin.container) this.known.set(twin.container, number);
      if (live) this.known.set(live, number);
    });
    return this.twins;
  }
}
