import { Hash } from './hash';
import { hashOf, type TreeNode } from './sourceTree';

interface Spliced {
  readonly nodes: TreeNode[];
  /** The number of the first new node. */
  readonly first: number;
  /** The old number of the first node after the replaced kids. */
  readonly behind: number;
}

/**
 * The nodes of a tree in which the kids of an element between two indices are replaced; at least one kid follows them. Nodes before are
 * shared; nodes behind are copied if their numbers change. Pure, except for the numbers of the new nodes.
 * @param path from the root to the element
 * @param own the new kids, each followed by its descendants
 */
export function spliced(
  old: readonly TreeNode[],
  path: readonly TreeNode[],
  [from, to]: readonly [number, number],
  kids: readonly TreeNode[],
  own: readonly TreeNode[],
): Spliced {
  const element = path.at(-1);
  const gone = (element?.kids ?? []).slice(from, to).reduce((sum, { weight }) => sum + weight, 0);
  const behind = element?.kids[to]?.number ?? old.length;
  const first = behind - gone;
  const shift = own.length - gone;
  own.forEach((node, at) => (node.number = first + at));
  const rest = old.slice(behind);
  const nodes = [
    ...old.slice(0, first),
    ...own,
    ...(shift === 0 ? rest : rest.map(node => moved(node, shift))),
  ];
  const now = (kid: TreeNode): TreeNode => (kid.number < first ? kid : (nodes[kid.number + shift] ?? kid));
  if (shift !== 0)
    for (const node of nodes.slice(first + own.length))
      if (node.kids.length > 0) node.kids = node.kids.map(now);
  const hash = new Hash();
  for (const [depth, node] of [...path.entries()].toReversed()) {
    const next = path[depth + 1];
    const all = next
      ? node.kids.map(kid => (kid === next ? (nodes[kid.number] ?? kid) : now(kid)))
      : [...node.kids.slice(0, from), ...kids, ...node.kids.slice(to).map(now)];
    const copy: TreeNode = { ...node, kids: all, weight: node.weight + shift, parent: undefined };
    copy.hash = hashOf(copy, hash);
    nodes[copy.number] = copy;
  }
  return { nodes, first, behind };
}

const moved = (node: TreeNode, by: number): TreeNode => ({
  ...node,
  number: node.number + by,
  parent: undefined,
});
