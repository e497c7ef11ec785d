import type { Operation, Placed, Splice } from '../../protocol/page';
import { Pairs } from './pairs';
import type { SourceTree } from './parse';
import { longestIncreasing } from './sequences';
import { attributeOf, type TreeNode } from './sourceTree';
import { attributeKey, isHeld } from './startup';

/**
 * What makes the old source's tree the new one's. Pure.
 * @param known code that the page has run or read already: other code stays out until the page is loaded again
 */
export function difference(
  from: SourceTree,
  to: SourceTree,
  known: ReadonlySet<string> = to.startup.attributes,
): Operation[] {
  return new Difference(from, to, known).operations;
}

class Difference {
  readonly operations: Operation[] = [];
  private readonly pairs: Pairs;

  constructor(
    from: SourceTree,
    to: SourceTree,
    private readonly known: ReadonlySet<string>,
  ) {
    this.pairs = new Pairs(from, to);
    for (const node of to.nodes) {
      const old = this.pairs.oldOf(node);
      if (old && old.hash !== node.hash) this.change(old, node);
      else if (old && !this.isWhole(old, node)) this.changeKids(old, node);
    }
  }

  /** A subtree of equal shape may still be made of other nodes than before. */
  private isWhole(old: TreeNode, node: TreeNode): boolean {
    return node.kids.every((kid, index) => this.pairs.oldOf(kid) === old.kids[index]);
  }

  private change(old: TreeNode, node: TreeNode): void {
    if (old.text !== node.text) this.operations.push(['text', old.number, node.text]);
    this.changeAttributes(old, node);
    this.changeKids(old, node);
  }

  private changeAttributes(old: TreeNode, node: TreeNode): void {
    for (let at = 0; at < node.attributes.length; at += 2) {
      const [name = '', value = ''] = node.attributes.slice(at, at + 2);
      if (attributeOf(old, name) !== value && this.isAllowed(node, name, value))
        this.operations.push(['attribute', old.number, name, value]);
    }
    for (let at = 0; at < old.attributes.length; at += 2) {
      const name = old.attributes[at] ?? '';
      if (attributeOf(node, name) === undefined) this.operations.push(['attribute', old.number, name, null]);
    }
  }

  private isAllowed(node: TreeNode, name: string, value: string): boolean {
    return !isHeld(node, name, value) || this.known.has(attributeKey(node.name, name, value));
  }

  private changeKids(old: TreeNode, node: TreeNode): void {
    const splices = this.splices(old, node);
    if (splices.length > 0) this.operations.push(['kids', old.number, splices]);
  }

  private splices(old: TreeNode, node: TreeNode): Splice[] {
    const places = new Map(old.kids.map((kid, index) => [kid, index]));
    const here = node.kids.flatMap((kid, index) => {
      const was = this.pairs.oldOf(kid);
      const place = was && places.get(was);
      return place === undefined ? [] : [[place, index] as const];
    });
    const staying = longestIncreasing(here.map(([place]) => place)).map(index => here[index] ?? [0, 0]);
    const splices: Splice[] = [];
    let [from, at] = [0, 0];
    for (const [place, index] of [...staying, [old.kids.length, node.kids.length] as const]) {
      const put = node.kids.slice(at, index);
      if (place > from || put.length > 0)
        splices.push([from, place - from, put.map(kid => this.placed(kid))]);
      [from, at] = [place + 1, index + 1];
    }
    return splices;
  }

  private placed(node: TreeNode): Placed {
    const old = this.pairs.oldOf(node);
    if (old) return old.number;
    if (node.kind === 'text') return node.text;
    if (node.kind === 'comment') return ['!', node.text];
    return [node.name, this.allowed(node), node.kids.map(kid => this.placed(kid)), node.space];
  }

  private allowed(node: TreeNode): string[] {
    return node.attributes.flatMap((name, at) => {
      const value = node.attributes[at + 1] ?? '';
      return at % 2 === 0 && this.isAllowed(node, name, value) ? [name, value] : [];
    });
  }
}
