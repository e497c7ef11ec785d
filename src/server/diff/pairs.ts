import { align, longestIncreasing } from './sequences';
import { attributeOf, sameList, type Tree, type TreeNode } from './sourceTree';

/** Gaps with more candidate pairs are paired by `inOrder`: the cost of `align` is their number. */
const LARGEST_FIT = 4_096;
/** Smallest subtree, in nodes, that is searched for in other parents; smaller ones are created anew. */
const WORTH_MOVING = 2;

const isBlank = (node: TreeNode): boolean => /^\s*$/.test(node.text);
const idOf = (node: TreeNode): string | undefined =>
  node.kind === 'element' ? attributeOf(node, 'id') : undefined;

function idsOf({ nodes }: Tree): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const node of nodes) {
    const id = idOf(node);
    if (id !== undefined) ids.add(id);
  }
  return ids;
}

/** Pairs the nodes of two trees: which old node becomes which new one. */
export class Pairs {
  /** By number in the new tree, the number in the old one; -1 for none. */
  private readonly olds: Int32Array;
  /** 1 for old nodes that are paired, by number. */
  private readonly paired: Uint8Array;
  /** 1 for new nodes whose subtree equals the old one's, by number; of nested ones the topmost. */
  private readonly whole: Uint8Array;
  /** Number of old nodes that are not paired yet. */
  private left: number;
  private idsOfOld: ReadonlySet<string> | undefined;
  private idsOfNew: ReadonlySet<string> | undefined;

  constructor(
    private readonly from: Tree,
    private readonly to: Tree,
  ) {
    this.left = from.nodes.length;
    this.olds = new Int32Array(to.nodes.length).fill(-1);
    this.paired = new Uint8Array(from.nodes.length);
    this.whole = new Uint8Array(to.nodes.length);
    this.pair(from.root, to.root);
    if (this.left > 0) this.findMoved();
  }

  // Lazy: after most edits, no two nodes differ only by id.
  private get oldIds(): ReadonlySet<string> {
    return (this.idsOfOld ??= idsOf(this.from));
  }

  private get newIds(): ReadonlySet<string> {
    return (this.idsOfNew ??= idsOf(this.to));
  }

  oldOf(node: TreeNode): TreeNode | undefined {
    return this.from.nodes[this.olds[node.number] ?? -1];
  }

  /** Whether the node's subtree is unchanged, so that no operation is needed in it. */
  isWhole(node: TreeNode): boolean {
    return this.whole[node.number] === 1;
  }

  private isFree(old: TreeNode): boolean {
    return this.paired[old.number] !== 1;
  }

  private pair(old: TreeNode, node: TreeNode): void {
    if (old.hash === node.hash && this.isFreeBelow(old, node)) {
      for (let at = 0; at < node.weight; at++) this.note(old.number + at, node.number + at);
      this.whole[node.number] = 1;
      return;
    }
    this.note(old.number, node.number);
    this.pairKids(
      old.kids.filter(kid => this.isFree(kid)),
      node.kids.filter(kid => !this.oldOf(kid)),
    );
  }

  private note(old: number, node: number): void {
    this.paired[old] = 1;
    this.left -= 1;
    this.olds[node] = old;
  }

  private isFreeBelow(old: TreeNode, node: TreeNode): boolean {
    for (let at = 0; at < node.weight; at++)
      if (this.paired[old.number + at] === 1 || this.olds[node.number + at] !== -1) return false;
    return true;
  }

  private pairKids(olds: readonly TreeNode[], nodes: readonly TreeNode[]): void {
    let start = 0;
    let oldEnd = olds.length;
    let end = nodes.length;
    while (start < oldEnd && start < end && olds[start]?.hash === nodes[start]?.hash) start++;
    while (oldEnd > start && end > start && olds[oldEnd - 1]?.hash === nodes[end - 1]?.hash) {
      oldEnd--;
      end--;
    }
    for (let at = 0; at < start; at++) this.pairTwo(olds[at], nodes[at]);
    for (let at = 0; at < nodes.length - end; at++) this.pairTwo(olds[oldEnd + at], nodes[end + at]);
    if (oldEnd > start && end > start) this.pairMiddle(olds.slice(start, oldEnd), nodes.slice(start, end));
  }

  private pairTwo(old: TreeNode | undefined, node: TreeNode | undefined): void {
    if (old && node) this.pair(old, node);
  }

  /** Pairs that are certain divide the lists; the gaps between them are paired by similarity. */
  private pairMiddle(olds: readonly TreeNode[], nodes: readonly TreeNode[]): void {
    // Fast path: collecting the ids of a whole document took half of the time of a key press in a text of 1 MB.
    if (olds.length === 1 && nodes.length === 1) return this.pairGap(olds, nodes);
    const certain = this.certain(olds, nodes);
    for (const [old, node] of certain) this.pairTwo(olds[old], nodes[node]);
    const rising = longestIncreasing(certain.map(([old]) => old)).map(index => certain[index] ?? [0, 0]);
    let [oldAt, at] = [0, 0];
    for (const [old, node] of [...rising, [olds.length, nodes.length] as const]) {
      this.pairGap(olds.slice(oldAt, old), nodes.slice(at, node));
      [oldAt, at] = [old + 1, node + 1];
    }
  }

  private pairGap(olds: readonly TreeNode[], nodes: readonly TreeNode[]): void {
    const free = olds.filter(old => this.isFree(old));
    const rest = nodes.filter(node => !this.oldOf(node));
    if (free.length === 0 || rest.length === 0) return;
    const like = (old: TreeNode, node: TreeNode): number => this.likeness(old, node);
    const pairs =
      free.length * rest.length <= LARGEST_FIT ? align(free, rest, like) : inOrder(free, rest, like);
    for (const [old, node] of pairs) this.pairTwo(free[old], rest[node]);
  }

  /** Pairs whose id or content occurs once in each list, in the order of the new list. */
  private certain(olds: readonly TreeNode[], nodes: readonly TreeNode[]): [number, number][] {
    const oldKeys = this.uniqueKeys(olds);
    return [...this.uniqueKeys(nodes)].flatMap(([key, at]) => {
      const old = oldKeys.get(key);
      return old === undefined ? [] : [[old, at] as [number, number]];
    });
  }

  private uniqueKeys(nodes: readonly TreeNode[]): Map<string, number> {
    const keys = new Map<string, number>();
    const twice = new Set<string>();
    nodes.forEach((node, index) => {
      const key = this.keyOf(node);
      if (key === undefined) return;
      if (keys.has(key)) twice.add(key);
      else keys.set(key, index);
    });
    for (const key of twice) keys.delete(key);
    return keys;
  }

  private keyOf(node: TreeNode): string | undefined {
    const id = idOf(node);
    if (id !== undefined && this.oldIds.has(id) && this.newIds.has(id)) return `${node.name}#${id}`;
    return node.kind === 'text' && isBlank(node) ? undefined : String(node.hash);
  }

  /** Whether one may become the other by patching. */
  private mayBe(old: TreeNode, node: TreeNode): boolean {
    if (old.kind !== node.kind || old.name !== node.name || old.space !== node.space) return false;
    const [oldId, id] = [idOf(old), idOf(node)];
    if (oldId === id) return true;
    // An id that is being typed is new to both trees; one that exists elsewhere belongs to another element.
    return !this.newIds.has(oldId ?? '') && !this.oldIds.has(id ?? '');
  }

  private likeness(old: TreeNode, node: TreeNode): number {
    if (!this.mayBe(old, node)) return 0;
    if (old.hash === node.hash) return 9;
    if (node.kind !== 'element') return isBlank(old) === isBlank(node) ? 1 : 0.5;
    const kids = new Set(old.kids.map(kid => kid.hash));
    const shared = node.kids.filter(kid => kids.has(kid.hash)).length;
    return 2 + (sameList(old.attributes, node.attributes) ? 3 : 0) + (3 * shared) / (node.kids.length + 1);
  }

  /** Pairs elements that moved to another parent: wrapped, unwrapped, cut and pasted. */
  private findMoved(): void {
    const lost = new Map<string, TreeNode[]>();
    // In reverse, so that `pop` yields equal elements in document order.
    for (const old of this.from.nodes.toReversed()) {
      if (old.kind !== 'element' || !this.isFree(old)) continue;
      for (const key of this.movedKeys(old)) {
        const known = lost.get(key);
        if (known) known.push(old);
        else lost.set(key, [old]);
      }
    }
    if (lost.size === 0) return;
    for (const node of this.to.nodes) {
      if (node.kind !== 'element' || this.oldOf(node)) continue;
      const old = this.movedKeys(node)
        .map(key => this.lastFree(lost.get(key)))
        .find(candidate => candidate && this.mayBe(candidate, node));
      if (old) this.pair(old, node);
    }
  }

  private lastFree(lost: TreeNode[] | undefined): TreeNode | undefined {
    while (lost && lost.length > 0) {
      const last = lost.at(-1);
      if (last && this.isFree(last)) return last;
      lost.pop();
    }
    return undefined;
  }

  private movedKeys(node: TreeNode): string[] {
    const id = idOf(node);
    return [
      ...(id === undefined ? [] : [`${node.name}#${id}`]),
      ...(node.weight >= WORTH_MOVING || node.attributes.length > 0 ? [String(node.hash)] : []),
    ];
  }
}

/** Pairs each new node with the next old one that is alike: linear, for lists too long for `align`. */
function inOrder(
  olds: readonly TreeNode[],
  nodes: readonly TreeNode[],
  alike: (old: TreeNode, node: TreeNode) => number,
): [number, number][] {
  const pairs: [number, number][] = [];
  let from = 0;
  nodes.forEach((node, index) => {
    const reach = Math.min(olds.length, from + 32);
    for (let at = from; at < reach; at++) {
      const old = olds[at];
      if (!old || alike(old, node) === 0) continue;
      pairs.push([at, index]);
      from = at + 1;
      return;
    }
  });
  return pairs;
}
