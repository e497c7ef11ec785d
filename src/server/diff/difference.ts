import type { Operation, Placed, Splice } from '../../protocol/page';
import { Pairs } from './pairs';
import { longestIncreasing } from './sequences';
import { attributeOf, attributesOf, sameList, type Tree, type TreeNode } from './sourceTree';
import { attributeKey, heldIn } from './startup';

/**
 * The operations that turn the old tree into the new one. Pure.
 * @param known attributes with code that the page has run: any other code waits for a reload
 */
export function difference(from: Tree, to: Tree, known: ReadonlySet<string>): Operation[] {
  return new Difference(from, to, known).operations;
}

/**
 * The nodes that a tree does not share with the one that it was made of, each with the one before: a path. Undefined unless texts and
 * attributes are all that differs. In a document of 1 MB, pairing took nine tenths of the time that a key costs.
 */
function unshared(from: Tree, to: Tree): (readonly [old: TreeNode, node: TreeNode])[] | undefined {
  if (from.nodes.length !== to.nodes.length) return undefined;
  const own: (readonly [TreeNode, TreeNode])[] = [];
  for (let at = 0; at < to.nodes.length; at++) {
    const [old, node] = [from.nodes[at], to.nodes[at]];
    if (old === node || !old || !node) continue;
    // In trees that share nothing, the last pair may not contain this node: the body is not inside the head.
    const around = own.at(-1)?.[1];
    if ((around && at >= around.number + around.weight) || !isInPlace(old, node)) return undefined;
    own.push([old, node]);
  }
  return own;
}

/** Whether a node stands for the other with the same kids. One of another id is another element. */
function isInPlace(old: TreeNode, node: TreeNode): boolean {
  const isSame = old.kind === node.kind && old.name === node.name && old.space === node.space;
  return (
    isSame &&
    old.weight === node.weight &&
    old.kids.length === node.kids.length &&
    attributeOf(old, 'id') === attributeOf(node, 'id') &&
    old.kids.every((kid, at) => kid.weight === node.kids[at]?.weight)
  );
}

class Difference {
  readonly operations: Operation[] = [];
  // Lazy: typing in a text changes one node, and both trees share all others.
  private pairsOfAll: Pairs | undefined;

  constructor(
    private readonly from: Tree,
    private readonly to: Tree,
    private readonly known: ReadonlySet<string>,
  ) {
    const own = unshared(from, to);
    if (own) for (const [old, node] of own) this.changeItself(old, node);
    else this.compare();
  }

  private get pairs(): Pairs {
    return (this.pairsOfAll ??= new Pairs(this.from, this.to));
  }

  private compare(): void {
    const { to } = this;
    for (let at = 0; at < to.nodes.length;) at += this.look(to.nodes[at] ?? to.root);
  }

  /** @returns the number of nodes that this completes */
  private look(node: TreeNode): number {
    if (this.pairs.isWhole(node)) return node.weight;
    const old = this.pairs.oldOf(node);
    if (old) this.change(old, node);
    return 1;
  }

  private change(old: TreeNode, node: TreeNode): void {
    this.changeItself(old, node);
    this.changeKids(old, node);
  }

  private changeItself(old: TreeNode, node: TreeNode): void {
    if (old.text !== node.text) this.operations.push(['text', old.number, node.text]);
    this.changeAttributes(old, node);
  }

  private changeAttributes(old: TreeNode, node: TreeNode): void {
    if (sameList(old.attributes, node.attributes)) return;
    const [before, after] = [attributesOf(old), attributesOf(node)];
    const isAllowed = this.allowedIn(node);
    for (const [name, value] of after)
      if (before.get(name) !== value && isAllowed(name, value))
        this.operations.push(['attribute', old.number, name, value]);
    for (const name of before.keys())
      if (!after.has(name)) this.operations.push(['attribute', old.number, name, null]);
  }

  /** Whether an attribute of the node may change: one that acts at load may only get a value that the page has loaded. */
  private allowedIn(node: TreeNode): (name: string, value: string) => boolean {
    const isHeld = heldIn(node);
    return (name, value) => !isHeld(name, value) || this.known.has(attributeKey(node.name, name, value));
  }

  private changeKids(old: TreeNode, node: TreeNode): void {
    const splices = this.splices(old, node);
    if (splices.length > 0) this.operations.push(['kids', old.number, splices]);
  }

  private splices(old: TreeNode, node: TreeNode): Splice[] {
    const [start, oldEnd, end] = this.middle(old.kids, node.kids);
    const places = new Map(old.kids.slice(start, oldEnd).map((kid, index) => [kid, start + index]));
    const here = node.kids.slice(start, end).flatMap((kid, index) => {
      const was = this.pairs.oldOf(kid);
      const place = was && places.get(was);
      return place === undefined ? [] : [[place, start + index] as const];
    });
    const staying = longestIncreasing(here.map(([place]) => place)).map(index => here[index] ?? [0, 0]);
    const splices: Splice[] = [];
    let [from, at] = [start, start];
    for (const [place, index] of [...staying, [oldEnd, end] as const]) {
      const put = node.kids.slice(at, index);
      if (place > from || put.length > 0)
        splices.push([from, place - from, put.map(kid => this.placed(kid))]);
      [from, at] = [place + 1, index + 1];
    }
    return splices;
  }

  /** The middle of both lists, without the kids at either end that stay in place. */
  private middle(
    olds: readonly TreeNode[],
    nodes: readonly TreeNode[],
  ): [start: number, oldEnd: number, end: number] {
    const stays = (old: TreeNode | undefined, node: TreeNode | undefined): boolean =>
      old !== undefined && node !== undefined && this.pairs.oldOf(node) === old;
    let [start, oldEnd, end] = [0, olds.length, nodes.length];
    while (start < oldEnd && start < end && stays(olds[start], nodes[start])) start++;
    while (oldEnd > start && end > start && stays(olds[oldEnd - 1], nodes[end - 1])) {
      oldEnd--;
      end--;
    }
    return [start, oldEnd, end];
  }

  private placed(node: TreeNode): Placed {
    const old = this.pairs.oldOf(node);
    if (old) return old.number;
    if (node.kind === 'text') return node.text;
    if (node.kind === 'comment') return ['!', node.text];
    return [node.name, this.allowed(node), node.kids.map(kid => this.placed(kid)), node.space];
  }

  private allowed(node: TreeNode): string[] {
    const isAllowed = this.allowedIn(node);
    return node.attributes.flatMap((name, at) => {
      const value = node.attributes[at + 1] ?? '';
      return at % 2 === 0 && isAllowed(name, value) ? [name, value] : [];
    });
  }
}
