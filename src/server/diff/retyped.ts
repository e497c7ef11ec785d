import type { Changed, Edit } from './edit';
import type { SourceTree } from './parse';
import { pathTo } from './sourceTree';

/**
 * Elements in which parse5 inserts every character where it stands (WHATWG HTML, 13.2.6.4.7). Other elements drop a line feed, move
 * characters elsewhere, or end at other characters.
 */
export const PLAIN: ReadonlySet<string> = new Set(
  (
    'a abbr address article aside b blockquote button caption center cite code dd del details dfn div dl dt em fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup i ins kbd label legend li main mark menu nav ol p q s ' +
    'samp section small span strong sub summary sup td th time tt u ul var'
  ).split(' '),
);

/** Characters with a special meaning in the tokenizer's data state. */
const MARKUP = /[<&\0]/;

/** Without these, a comment ends at `-->` alone and has no error (WHATWG HTML, 13.2.5.43 to 52). */
const ODD_COMMENT = /[<>\0\r]/;

/** The text or comment that an edit changes, if it changes nothing else; undefined if only a full parse can tell. Pure. */
export function retyped(tree: SourceTree, before: string, edit: Edit): Changed | undefined {
  const number = lastBefore(tree, edit.start);
  const start = tree.starts[number] ?? -1;
  const node = tree.nodes[number];
  if (start < 0 || !node) return undefined;
  const text =
    node.kind === 'comment'
      ? editedComment(node.text, before, start, edit)
      : editedText(node.text, before, start, edit);
  if (text === undefined) return undefined;
  const path = pathTo(tree.root, number);
  const parent = path.at(-2);
  const isPlain = node.kind === 'comment' || (parent?.space === 0 && PLAIN.has(parent.name));
  return isPlain ? { path, change: { text } } : undefined;
}

/** A part of a text with the edit made in it; undefined for an edit beyond it. */
function editedPart(before: string, start: number, end: number, edit: Edit): string | undefined {
  if (edit.end > end) return undefined;
  return before.slice(start, edit.start) + edit.put + before.slice(edit.end, end);
}

function editedText(old: string, before: string, start: number, edit: Edit): string | undefined {
  const next = before.indexOf('<', start);
  const end = next < 0 ? before.length : next;
  const run = before.slice(start, end);
  const put = editedPart(before, start, end, edit);
  if (put === undefined || MARKUP.test(run) || MARKUP.test(edit.put)) return undefined;
  const text = asParsed(put);
  return asParsed(run) === old && areAlike(old, text) ? text : undefined;
}

function editedComment(old: string, before: string, start: number, edit: Edit): string | undefined {
  const end = start + old.length;
  const text = editedPart(before, start, end, edit);
  if (text === undefined || ODD_COMMENT.test(old) || ODD_COMMENT.test(text)) return undefined;
  return before.slice(start - '<!--'.length, end + '-->'.length) === `<!--${old}-->` ? text : undefined;
}

/** The number of the text or comment that starts last, at most at this offset; 0 for none. */
function lastBefore({ starts, nodes }: SourceTree, offset: number): number {
  let found = 0;
  let latest = -1;
  for (let at = 0; at < starts.length; at++) {
    const start = starts[at] ?? -1;
    if (start > offset || start <= latest || nodes[at]?.kind === 'element') continue;
    [found, latest] = [at, start];
  }
  return found;
}

/** As the standard's preprocessing has it (13.2.3.5). */
const asParsed = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

const isSpace = (text: string): boolean => /^[\t\n\f ]/.test(text);

/**
 * Whether the parser treats both texts alike. Text of only space is dropped, kept or moved by its place. Leading space may follow other
 * rules than the rest, and `<pre>` drops a leading line feed.
 */
function areAlike(old: string, text: string): boolean {
  if (!/[^\t\n\f ]/.test(old) || !/[^\t\n\f ]/.test(text)) return false;
  return old[0] === text[0] || (isSpace(old) === isSpace(text) && old[0] !== '\n' && text[0] !== '\n');
}
