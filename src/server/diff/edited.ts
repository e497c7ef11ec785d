import { type Edit, type Changed, editBetween } from './edit';
import { Hash } from './hash';
import type { SourceTree } from './parse';
import { reparsed } from './reparsed';
import { retyped } from './retyped';
import { revalued } from './revalued';
import { hashOf } from './sourceTree';
import { isScript } from './startup';

/**
 * The tree of a text that differs from the previous one in one place; undefined if only a full parse can tell. Most nodes are shared with
 * the previous tree. A full parse grows with the document, at every key and every save. Pure.
 */
export function edited(tree: SourceTree, before: string, after: string): SourceTree | undefined {
  if (tree.disputed !== '') return undefined;
  const edit = editBetween(before, after);
  const changed = retyped(tree, before, edit) ?? revalued(tree, before, edit);
  return (changed && withNode(tree, changed, edit)) ?? reparsed(tree, before, after, edit);
}

/** Undefined in a script of SVG: its hash makes pages reload. */
function withNode(tree: SourceTree, { path, change }: Changed, edit: Edit): SourceTree | undefined {
  if (path.some(isScript)) return undefined;
  const nodes = [...tree.nodes];
  const copies = path.map(node => ({ ...node, kids: [...node.kids], parent: undefined }));
  copies.forEach((copy, depth) => {
    nodes[copy.number] = copy;
    const [old, above] = [path[depth], copies[depth - 1]];
    if (old && above) above.kids[above.kids.indexOf(old)] = copy;
  });
  Object.assign(copies.at(-1) ?? {}, change);
  const hash = new Hash();
  for (const copy of copies.toReversed()) copy.hash = hashOf(copy, hash);
  const by = edit.put.length - (edit.end - edit.start);
  const starts = tree.starts.map(at => (at > edit.start ? at + by : at));
  return { ...tree, root: nodes[0] ?? tree.root, nodes, starts };
}
