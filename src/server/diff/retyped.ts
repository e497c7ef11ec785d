import { Hash } from './hash';
import type { SourceTree } from './parse';
import { hashOf, type TreeNode } from './sourceTree';

/** A stretch of a text, and the characters that replace it. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** Characters that are compared at once: comparing strings is many times faster than comparing their characters. */
const STRIDE = 4096;

/** The one stretch in which two texts differ. */
export function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.slice(start, start + STRIDE) === after.slice(start, start + STRIDE))
    start = Math.min(start + STRIDE, shorter);
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let [end, newEnd] = [before.length, after.length];
  const stride = (): number => Math.min(STRIDE, end - start, newEnd - start);
  while (stride() > 0 && before.slice(end - stride(), end) === after.slice(newEnd - stride(), newEnd))
    [end, newEnd] = [end - stride(), newEnd - stride()];
  while (stride() > 0 && before.charCodeAt(end - 1) === after.charCodeAt(newEnd - 1)) {
    end--;
    newEnd--;
  }
  return { start, end, put: after.slice(start, newEnd) };
}

/**
 * Elements in which parse5 inserts characters as they come (WHATWG HTML, 13.2.6.4.7), wherever they stand. Of all others, some drop
 * a line feed, some move characters elsewhere, and some end at other characters.
 */
const PLAIN = new Set(
  (
    'a abbr address article aside b blockquote button caption center cite code dd del details dfn div dl dt em fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup i ins kbd label legend li main mark menu nav ol p q s ' +
    'samp section small span strong sub summary sup td th time tt u ul var'
  ).split(' '),
);

/** Characters with a meaning of their own to a tokenizer in its data state. */
const MARKUP = /[<&\0]/;

/**
 * The tree of a text that differs from the one before it by the characters of one text node; undefined where only parsing can tell. It
 * shares all other nodes but the ancestors. Parsing takes time that grows with the document, at each key. Pure.
 */
export function retyped(tree: SourceTree, before: string, after: string): SourceTree | undefined {
  if (tree.disputed !== '') return undefined;
  const edit = editBetween(before, after);
  const number = lastBefore(tree.starts, edit.start);
  const start = tree.starts[number] ?? -1;
  if (start < 0) return undefined;
  const next = before.indexOf('<', start);
  const run = before.slice(start, next < 0 ? undefined : next);
  if (edit.end > start + run.length || MARKUP.test(run) || MARKUP.test(edit.put)) return undefined;
  const put = run.slice(0, edit.start - start) + edit.put + run.slice(edit.end - start);
  const [old, text] = [asParsed(run), asParsed(put)];
  if (tree.nodes[number]?.text !== old || !areAlike(old, text)) return undefined;
  const nodes = withText(tree, number, text);
  const root = nodes?.[0];
  const by = after.length - before.length;
  return (
    nodes && root && { ...tree, root, nodes, starts: tree.starts.map(at => (at > edit.start ? at + by : at)) }
  );
}

/** The number of the text that begins last, at most there; 0 for none. */
function lastBefore(starts: Int32Array, offset: number): number {
  let found = 0;
  let latest = -1;
  for (let at = 0; at < starts.length; at++) {
    const start = starts[at] ?? -1;
    if (start > offset || start <= latest) continue;
    [found, latest] = [at, start];
  }
  return found;
}

/** As the standard's preprocessing has it (13.2.3.5). */
const asParsed = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

const isSpace = (text: string): boolean => /^[\t\n\f ]/.test(text);

/**
 * Whether the parser takes both texts the same way. Space alone is dropped, kept or moved by where it is; space in front may be taken
 * by other rules than the rest; and a `<pre>` drops a line feed that comes first.
 */
function areAlike(old: string, text: string): boolean {
  if (!/[^\t\n\f ]/.test(old) || !/[^\t\n\f ]/.test(text)) return false;
  return old[0] === text[0] || (isSpace(old) === isSpace(text) && old[0] !== '\n' && text[0] !== '\n');
}

/** The nodes of a tree with another text; undefined where its parent does more to characters than to hold them. */
function withText({ root, nodes: old }: SourceTree, number: number, text: string): TreeNode[] | undefined {
  const nodes = [...old];
  const path: TreeNode[] = [];
  for (let node: TreeNode | undefined = root; node; node = kidWith(node, number)) {
    const copy: TreeNode = { ...node, kids: [...node.kids], parent: path.at(-1) };
    const above = path.at(-1);
    if (above) above.kids[above.kids.indexOf(node)] = copy;
    nodes[copy.number] = copy;
    path.push(copy);
    if (copy.number === number) break;
  }
  const [leaf, parent] = [path.at(-1), path.at(-2)];
  if (!leaf || !parent || parent.space !== 0 || !PLAIN.has(parent.name)) return undefined;
  leaf.text = text;
  const hash = new Hash();
  for (const node of path.toReversed()) node.hash = hashOf(node, hash);
  return nodes;
}

/** The kid whose subtree has the node of a number. */
const kidWith = ({ kids }: TreeNode, number: number): TreeNode | undefined =>
  kids.find(kid => kid.number <= number && number < kid.number + kid.weight);
