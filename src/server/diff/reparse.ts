import type { Operation, Placed } from '../../protocol/page';
import type { Checkpoint } from './checkpoints';
import { difference } from './difference';
import { type Edit, editOf } from './edit';
import type { SourceTree } from './parse';
import { type Part, parsePart } from './resumed';
import { numbersIn, type Replaced, replaced, type TreeNode } from './sourceTree';
import { isInert, isInScript } from './startup';
import { exchanged } from './parseErrors';

/** What became of a tree, and the operations that make the old one the new one. */
export interface Reparsed {
  readonly tree: SourceTree;
  readonly operations: readonly Operation[];
}

/**
 * The tree of a text that differs from a known one only inside an element: what parsing all of it would give, but parsed is only what
 * stands between two checkpoints. Undefined when that cannot be said of the edit. Pure.
 * @param tree with checkpoints, of the text `from`
 */
export function reparsed(tree: SourceTree, from: string, to: string): Reparsed | undefined {
  const { checkpoints, mode } = tree;
  if (!checkpoints || from === to) return undefined;
  const edit = editOf(from, to);
  const around = aroundOf(checkpoints, edit);
  const element = around && tree.nodes[around.begin.open];
  if (!element || isInScript(element)) return undefined;
  const { begin, end } = around;
  const shift = edit.added - edit.removed;
  const before = parsePart(from.slice(begin.at, end), element, begin, mode);
  const after = parsePart(to.slice(begin.at, end + shift), element, begin, mode);
  if (!before || !after || !isInert(before.nodes.slice(1)) || !isInert(after.nodes.slice(1)))
    return undefined;
  const kids = kidsOf(element, around, before);
  if (!kids) return undefined;
  const place = { element, kids, at: begin.at, shift };
  return {
    operations: difference(before, after, new Set()).map(each => inDocument(each, place)),
    tree: new ChangedTree(tree, exchanged(tree.problems, before.problems, after.problems), () =>
      changed(tree, after, place, end),
    ),
  };
}

/** A part of a source between two checkpoints that have the same element open: it is open all the time between them. */
interface Around {
  readonly begin: Checkpoint;
  readonly end: number;
}

/** The least around an edit. */
function aroundOf(checkpoints: readonly Checkpoint[], { at, removed }: Edit): Around | undefined {
  const ends = new Map<number, number>();
  for (const each of checkpoints)
    if (!each.isEnd && each.at >= at + removed && !ends.has(each.open)) ends.set(each.open, each.at);
  const begin = checkpoints.findLast(each => each.isEnd && each.at <= at && ends.has(each.open));
  return begin && { begin, end: ends.get(begin.open) ?? begin.at };
}

/** The kids of an element between two places, by index, where they are what a part of its source makes. */
function kidsOf(element: TreeNode, { begin, end }: Around, { root }: Part): Replaced['kids'] | undefined {
  const behind = element.kids.findIndex(kid => kid.start >= begin.at);
  const from = behind < 0 ? element.kids.length : behind;
  const to = from + root.kids.length;
  const kids = element.kids.slice(from, to);
  const isSame =
    kids.length === root.kids.length && kids.every(kid => kid.start >= begin.at && kid.start < end);
  return isSame ? [from, to] : undefined;
}

/** An operation on a part, as one on the whole: the part's first kid is one of several, and its numbers are others. */
function inDocument(operation: Operation, place: Replaced): Operation {
  const numberOf = numbersIn(place);
  const placed = (node: Placed): Placed => {
    if (typeof node === 'number') return numberOf(node);
    if (typeof node === 'string' || node.length === 2) return node;
    const [name, attributes, kids, space] = node;
    return [name, attributes, kids.map(placed), space];
  };
  const number = numberOf(operation[1]);
  if (operation[0] === 'text') return ['text', number, operation[2]];
  if (operation[0] === 'attribute') return ['attribute', number, operation[2], operation[3]];
  const by = operation[1] === 0 ? place.kids[0] : 0;
  return ['kids', number, operation[2].map(([from, drop, put]) => [from + by, drop, put.map(placed)])];
}

type Nodes = Pick<SourceTree, 'root' | 'nodes' | 'checkpoints'>;

/** What takes as many steps as a tree has nodes waits until somebody asks for them. */
class ChangedTree implements SourceTree {
  readonly startup: SourceTree['startup'];
  readonly mode: SourceTree['mode'];
  readonly parser: SourceTree['parser'];

  constructor(
    { startup, mode, parser }: SourceTree,
    readonly problems: SourceTree['problems'],
    private made: Nodes | (() => Nodes),
  ) {
    this.startup = startup;
    this.mode = mode;
    this.parser = parser;
  }

  get root(): SourceTree['root'] {
    return this.all.root;
  }

  get nodes(): SourceTree['nodes'] {
    return this.all.nodes;
  }

  get checkpoints(): SourceTree['checkpoints'] {
    return this.all.checkpoints;
  }

  private get all(): Nodes {
    if (typeof this.made === 'function') this.made = this.made();
    return this.made;
  }
}

/** All nodes and checkpoints, once a part has others. */
function changed(
  { root, nodes, checkpoints = [] }: SourceTree,
  after: Part,
  place: Replaced,
  end: number,
): Nodes {
  const { nodes: all, numberOf } = replaced(nodes, after.nodes, place);
  const { at: begin, shift } = place;
  return {
    root: all[0] ?? root,
    nodes: all,
    checkpoints: [
      ...checkpoints.filter(({ at, isEnd }) => at < begin || (at === begin && isEnd)),
      ...after.checkpoints.map(each => moved(each, begin, numbersIn(place))),
      ...checkpoints
        .filter(({ at, isEnd }) => at > end || (at === end && !isEnd))
        .map(each => moved(each, shift, numberOf)),
    ],
  };
}

const moved = (checkpoint: Checkpoint, by: number, numberOf: (number: number) => number): Checkpoint => ({
  ...checkpoint,
  at: checkpoint.at + by,
  open: numberOf(checkpoint.open),
});
