import { type Token, Tokenizer } from 'parse5';
import type { Changed, Edit } from './edit';
import { ignoreTokens } from './ignoreTokens';
import type { SourceTree } from './parse';
import { pathTo, sameList, type TreeNode } from './sourceTree';
import { heldIn, isScript } from './startup';

/** Elements whose content is text to the tokenizer; no tag is searched for inside or right behind them. */
const RAW = new Set('script style textarea title xmp iframe noembed noframes noscript plaintext'.split(' '));

/** Elements that a parser may copy or drop, depending on their attributes (WHATWG HTML, 13.2.4.3). */
const FORMATTING = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '));

/** One start tag and the tokenizer's report about it. */
interface Tag {
  readonly token: Token.TagToken;
  readonly errors: string;
}

/** The element in which an edit changes only attribute values; undefined if only a full parse can tell. Pure. */
export function revalued(tree: SourceTree, before: string, edit: Edit): Changed | undefined {
  const number = nextTag(tree, edit.end);
  const [node, end] = [tree.nodes[number], tree.starts[number] ?? -1];
  const from = boundaryBefore(tree, edit.start);
  if (!node || from < 0 || !mayChange(tree, node)) return undefined;
  const old = tagIn(before.slice(from, end), edit.start - from);
  const tag = tagIn(
    before.slice(from, edit.start) + edit.put + before.slice(edit.end, end),
    edit.start - from,
  );
  if (!old || !tag || !areAlike(old, tag) || !sameList(node.attributes, flat(old.token))) return undefined;
  const attributes = flat(tag.token);
  return isFree(node, attributes) ? { path: pathTo(tree.root, number), change: { attributes } } : undefined;
}

/** Whether attribute values of the element affect no other node and no script. */
function mayChange({ nodes, isStraight, root }: SourceTree, node: TreeNode): boolean {
  if (isScript(node) || node.name === 'html' || node.name === 'frameset') return false;
  if (!FORMATTING.has(node.name)) return true;
  // The parser drops the earliest of four equal nested formatting elements.
  const isLike = (other: TreeNode): boolean => other !== node && other.name === node.name;
  const below = nodes.slice(node.number + 1, node.number + node.weight);
  return isStraight && !below.some(isLike) && !pathTo(root, node.number).some(isLike);
}

/** Whether no changed value acts at load or decides where the element is placed. */
function isFree(node: TreeNode, attributes: readonly string[]): boolean {
  const isHeld = heldIn(node);
  return attributes.every((value, at) => {
    const [name = '', old = ''] = node.attributes.slice(at - 1, at + 1);
    if (at % 2 === 0 || value === old) return true;
    // A hidden input stays inside a table (WHATWG HTML, 13.2.6.4.9).
    if (node.name === 'input' && name === 'type') return false;
    return !isHeld(name, old) && !isHeld(name, value);
  });
}

const namesOf = ({ attrs }: Token.TagToken): string[] => attrs.map(({ name }) => name);

const areAlike = (one: Tag, two: Tag): boolean =>
  one.token.tagName === two.token.tagName &&
  one.token.selfClosing === two.token.selfClosing &&
  one.errors === two.errors &&
  sameList(namesOf(one.token), namesOf(two.token));

const flat = ({ attrs }: Token.TagToken): string[] => attrs.flatMap(({ name, value }) => [name, value]);

/** The start tag at the end of a text, if it contains the offset, and no other markup that could be read as a tag. */
function tagIn(text: string, place: number): Tag | undefined {
  const [tags, errors]: [Token.TagToken[], string[]] = [[], []];
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      ...ignoreTokens,
      onStartTag: token => tags.push(token),
      onParseError: ({ code }) => errors.push(code),
    },
  );
  tokenizer.write(text, true);
  const [token] = tags;
  const { startOffset = 0, endOffset } = token?.location ?? {};
  if (tags.length !== 1 || !token || endOffset !== text.length || startOffset >= place) return undefined;
  return /[<\0]/.test(text.slice(startOffset + 1)) ? undefined : { token, errors: errors.join(' ') };
}

/** The number of the HTML element whose start tag ends next after an offset; -1 for none. */
function nextTag({ starts, nodes }: SourceTree, offset: number): number {
  let found = -1;
  let first = Number.POSITIVE_INFINITY;
  for (let at = 0; at < starts.length; at++) {
    const end = starts[at] ?? -1;
    if (end > offset && end < first && nodes[at]?.kind === 'element') [found, first] = [at, end];
  }
  return found;
}

/** The last known offset before a place at which the tokenizer is in its data state; -1 for none. */
function boundaryBefore({ starts, nodes, root }: SourceTree, offset: number): number {
  let latest = -1;
  let found = -1;
  for (let at = 0; at < starts.length; at++) {
    const start = starts[at] ?? -1;
    if (start <= offset && start >= latest && nodes[at]?.kind !== 'comment') [found, latest] = [at, start];
  }
  const owner = pathTo(root, found).findLast(({ kind }) => kind === 'element');
  return owner && !RAW.has(owner.name) ? latest : -1;
}
