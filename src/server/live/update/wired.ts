import type { Operation, Placed } from '../../../protocol/page';
import { Pairs } from '../../diff/pairs';
import { isScript } from '../../diff/startup';
import type { Tree, TreeNode } from '../../diff/sourceTree';

/** Attributes by which frameworks find elements; a script sets such an element up when the page loads. */
const OF_FRAMEWORK = /^(?:x-|v-|ng-|hx-|wire:|up-|on:|@|:|#|\*|\[|\(|data-(?:controller|action|bind|hx-))/;
const MUSTACHE = /\{\{|\$\{|\[\[/;

function isFramed(placed: Placed): boolean {
  if (typeof placed === 'number') return false;
  if (typeof placed === 'string') return MUSTACHE.test(placed);
  if (placed.length === 2) return false;
  const [, attributes, kids] = placed;
  return attributes.some((name, at) => at % 2 === 0 && OF_FRAMEWORK.test(name)) || kids.some(isFramed);
}

/** Why a framework may attach behaviour to, or fill in, what an operation adds or changes. */
function framed([kind, number, what]: Operation, nodes: readonly TreeNode[]): string | undefined {
  const node = nodes[number];
  if (!node) return undefined;
  if (kind === 'attribute')
    return OF_FRAMEWORK.test(what) ? `a script may follow ${what} of <${node.name}>` : undefined;
  if (kind === 'text')
    return node.kind === 'text' && (MUSTACHE.test(what) || MUSTACHE.test(node.text))
      ? 'a script may fill in a text'
      : undefined;
  return !isScript(node) && what.some(([, , put]) => put.some(isFramed))
    ? `a script may wire what is new in <${node.name}>`
    : undefined;
}

/** The old nodes that move, with their descendants. */
function movedBy(operations: readonly Operation[], { nodes }: Tree): ReadonlySet<TreeNode> {
  const moved = new Set<TreeNode>();
  const addAll = (node: TreeNode | undefined): void => {
    if (!node) return;
    moved.add(node);
    node.kids.forEach(addAll);
  };
  const addPlaced = (placed: Placed): void => {
    if (typeof placed === 'number') addAll(nodes[placed]);
    else if (typeof placed !== 'string' && placed.length > 2)
      (placed[2] as readonly Placed[]).forEach(addPlaced);
  };
  for (const [kind, , what] of operations)
    if (kind === 'kids') for (const [, , put] of what) put.forEach(addPlaced);
  return moved;
}

/** The number of scripts before or in each node: a script sees only what precedes it. */
function scriptsBefore({ nodes }: Tree): ReadonlyMap<TreeNode, number> {
  let count = 0;
  return new Map(nodes.map(node => [node, isScript(node) ? ++count : count]));
}

/** Why operations move an element past a script. */
function passed(operations: readonly Operation[], from: Tree, to: Tree): string | undefined {
  const moved = movedBy(operations, from);
  if (moved.size === 0) return undefined;
  const [before, after] = [scriptsBefore(from), scriptsBefore(to)];
  const pairs = new Pairs(from, to);
  for (const node of to.nodes) {
    const old = pairs.oldOf(node);
    if (!old || !moved.has(old)) continue;
    // A script that moves sees other elements before it in any case.
    if (isScript(old) || before.get(old) !== after.get(node))
      return `<${old.name || 'text'}> passed a script`;
  }
  return undefined;
}

/** Whether operations change an animation of SVG, whose effect browsers do not undo. */
export const animates = (operations: readonly Operation[], nodes: readonly TreeNode[]): boolean =>
  operations.some(([kind, number]) => {
    const node = nodes[number];
    return kind === 'attribute' && node?.space === 1 && /^(?:set|animate\w*|mpath)$/.test(node.name);
  });

/** Why a page with scripts must be loaded again for these operations, as far as its two sources tell. */
export function wired(operations: readonly Operation[], from: Tree, to: Tree): string | undefined {
  for (const operation of operations) {
    const reason = framed(operation, from.nodes);
    if (reason !== undefined) return reason;
  }
  return passed(operations, from, to);
}
