import { hostOf, parentOf } from '../own/dom';
import { numbered, type Twin } from '../patch/twins';

/** A node of the source, by its number. */
export interface Found {
  readonly node: number;
  /** Whether it is the node that was asked for; otherwise a script made that one, and this is the nearest around it. */
  readonly exact: boolean;
}

// A field named `parentNode` stands before the property of its form.
const around = (node: Node): Node | null => (node instanceof ShadowRoot ? hostOf(node) : parentOf(node));

/** The numbers of a page's nodes in the source that it shows, right through patches. */
export class Numbers {
  private known = new WeakMap<Node, number>();
  private twins: readonly Twin[] | undefined;

  constructor(private readonly root: () => Twin | undefined) {}

  /** After a patch, nodes have other numbers. */
  forget(): void {
    this.twins = undefined;
  }

  /** Undefined while the source is not known. */
  of(node: Node): Found | undefined {
    if (this.all.length === 0) return undefined;
    for (let at: Node | null = node; at; at = around(at)) {
      const number = this.known.get(at);
      if (number !== undefined) return { node: number, exact: at === node };
    }
    return undefined;
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
