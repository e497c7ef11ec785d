import type { Edit } from './edit';
import { parseSource, type SourceTree } from './parse';
import { exchanged } from './parseErrors';
import { PLAIN } from './retyped';
import { unseenInSelects } from './selects';
import { pathTo, type TreeNode } from './sourceTree';
import { spliced } from './spliced';
import { isInert } from './startup';

/** The parts of a table around its cells. */
const OF_TABLES = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr']);

/** Tags that a parser remembers or searches for beyond the open elements, or that are compared as text. */
const FAR_REACHING = /<\/?(?:html|head|body|form|frameset|template|select)|\0/i;

/** Characters parsed in one piece, while requests wait. */
const LARGEST = 64 * 1024;

/** A comment that preceding markup cannot swallow unnoticed. */
const SENTINEL = '<!---->';

/** Kids of an element between two offsets at which the same elements are open. */
interface Stretch {
  /** From the root to the element. */
  readonly path: readonly TreeNode[];
  /** Indices of the first kid and of the first one after the range. */
  readonly kids: readonly [from: number, to: number];
  readonly start: number;
  readonly end: number;
}

/**
 * The tree of a text in which one range of an element's content was replaced; undefined if the range does more than fill the element. Buys
 * the goals of `updates` in test/bench for a page with another element. Pure.
 */
export function reparsed(
  tree: SourceTree,
  before: string,
  after: string,
  edit: Edit,
): SourceTree | undefined {
  const stretch = tree.isStraight ? stretchAround(tree, before, edit) : undefined;
  if (!stretch) return undefined;
  const by = after.length - before.length;
  const [old, next] = [stretch.end, stretch.end + by].map((end, at) =>
    partOf(tree, stretch, (at === 0 ? before : after).slice(stretch.start, end)),
  );
  if (!old || !next || next.kids.at(-1)?.kind === 'text' || unseenInSelects(after) !== '') return undefined;
  const kids = stretch.path.at(-1)?.kids.slice(...stretch.kids) ?? [];
  const isKnown =
    kids.length === old.kids.length && kids.every(({ hash }, at) => hash === old.kids[at]?.hash);
  if (!isKnown) return undefined;
  const errors = exchanged(tree.errors, old.tree.errors, next.tree.errors);
  return { ...tree, ...withPart(tree, stretch, next, by), errors };
}

/** The smallest range around an edit, if it is the smaller part of the document. */
function stretchAround(tree: SourceTree, before: string, edit: Edit): Stretch | undefined {
  const path = pathTo(tree.root, lastBefore(tree.starts, edit.start));
  for (let depth = path.length; depth > 2; depth--) {
    const around = path.slice(0, depth);
    const found = isKnownPath(around) ? stretchIn(tree, around, edit) : undefined;
    if (found) return isSmall(found, before) && isInBody(found, before) ? found : undefined;
  }
  return undefined;
}

const isSmall = ({ start, end }: Stretch, before: string): boolean =>
  end - start < Math.min(LARGEST, before.length / 2);

/** Whether the parse of their content depends on nothing but these elements. */
function isKnownPath(path: readonly TreeNode[]): boolean {
  const names = path.slice(1).map(({ name, space }) => (space === 0 ? name : ''));
  const [html, body, ...inner] = names;
  return (
    html === 'html' &&
    body === 'body' &&
    inner.every(name => PLAIN.has(name) || OF_TABLES.has(name)) &&
    !OF_TABLES.has(inner.at(-1) ?? '')
  );
}

/** Behind `</body>`, space goes into the body, but comments do not (WHATWG HTML, 13.2.6.4.19). */
function isInBody({ end }: Stretch, before: string): boolean {
  const close = before.search(/<\/(?:body|html)/i);
  return close < 0 || close >= end;
}

function stretchIn({ starts }: SourceTree, path: readonly TreeNode[], edit: Edit): Stretch | undefined {
  const element = path.at(-1);
  if (element?.kind !== 'element') return undefined;
  const startOf = ({ number }: TreeNode): number => starts[number] ?? -1;
  let start = startOf(element);
  let from = 0;
  // Space that opens a body without a tag is dropped, or stands before it (WHATWG HTML, 13.2.6.4.2 to 6).
  const isOpened = start >= 0;
  for (const [at, kid] of element.kids.entries()) {
    const place = kid.kind === 'text' && (isOpened || at > 0) ? startOf(kid) : -1;
    if (place >= 0 && place <= edit.start) [from, start] = [at, place];
    else if (place >= edit.end && start >= 0 && start <= edit.start)
      return { path, kids: [from, at], start, end: place };
  }
  return undefined;
}

/** A part of a document, parsed inside its ancestors. */
interface Part {
  readonly tree: SourceTree;
  readonly kids: readonly TreeNode[];
  /** Characters before it. */
  readonly offset: number;
}

/** Undefined if the text does more than fill the innermost element. */
function partOf({ isQuirky }: SourceTree, { path }: Stretch, text: string): Part | undefined {
  if (FAR_REACHING.test(text)) return undefined;
  const tags = path.slice(1).map(({ name }) => `<${name}>`);
  const head = (isQuirky ? '' : '<!doctype html>') + tags.join('');
  const tree = parseSource(head + text + SENTINEL);
  const element = tree?.isStraight && tree.disputed === '' ? filledIn(tree, path) : undefined;
  const last = element?.kids.at(-1);
  if (!tree || !element || last?.kind !== 'comment' || last.text !== '') return undefined;
  const { number, weight } = element;
  const isEnd = tree.starts[last.number] === head.length + text.length + '<!--'.length;
  const isFree = isEnd && isInert(tree.nodes.slice(number + 1, number + weight));
  return isFree ? { tree, kids: element.kids.slice(0, -1), offset: head.length } : undefined;
}

/** The innermost element around a part; undefined if the part ended or left an ancestor. */
function filledIn({ root }: SourceTree, path: readonly TreeNode[]): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const { name } of path.slice(1)) {
    // The parser puts a head before a body.
    const kids: readonly TreeNode[] = node?.kids ?? [];
    if (kids.length !== (name === 'body' ? 2 : 1)) return undefined;
    node = kids.at(-1);
    if (node?.name !== name || node.space !== 0) return undefined;
  }
  return node;
}

/** A tree in which a part replaces a range; the part's nodes become its own. */
function withPart(
  tree: SourceTree,
  { path, kids, start, end }: Stretch,
  part: Part,
  by: number,
): Pick<SourceTree, 'root' | 'nodes' | 'starts'> {
  const own = part.kids.flatMap(({ number, weight }) => part.tree.nodes.slice(number, number + weight));
  const places = own.map(({ number }) => part.tree.starts[number] ?? -1);
  const { nodes, first, behind } = spliced(tree.nodes, path, kids, part.kids, own);
  const starts = new Int32Array(nodes.length);
  const moved = (place: number): number => (place >= end ? place + by : place);
  starts.set(tree.starts.subarray(0, first).map(moved));
  starts.set(
    places.map(place => (place < 0 ? place : place - part.offset + start)),
    first,
  );
  starts.set(tree.starts.subarray(behind).map(moved), first + own.length);
  return { root: nodes[0] ?? tree.root, nodes, starts };
}

/** The number of the node whose text or tag starts last, at most at this offset. */
function lastBefore(starts: Int32Array, offset: number): number {
  let found = 0;
  let latest = -1;
  for (let at = 0; at < starts.length; at++) {
    const start = starts[at] ?? -1;
    if (start <= offset && start > latest) [found, latest] = [at, start];
  }
  return found;
}
