import * as fc from 'fast-check';
import type { Operation, Placed, SourceNode } from '../../../src/protocol/page';
import { difference } from '../../../src/server/diff/difference';
import { parseSource, type SourceTree } from '../../../src/server/diff/parse';
import type { ParseErrors } from '../../../src/server/diff/parseErrors';
import { travelling } from '../../../src/server/diff/sourceTree';

function found(tree: SourceTree | undefined): SourceTree {
  if (!tree) throw new Error('the tree is too deep');
  return tree;
}

export const treeOf = (text: string): SourceTree => found(parseSource(text));

const counted = (counts: ParseErrors['open']): unknown =>
  [...counts].filter(([, count]) => count !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** All properties of a tree that other code reads. */
export const seen = ({
  root,
  nodes,
  errors: { counts, open },
  startup,
  disputed,
  starts,
  ...flags
}: SourceTree): unknown => ({
  root: travelling(root),
  nodes: nodes.map(({ kind, number, weight, hash, text, kids }) => [
    kind,
    number,
    weight,
    hash,
    text,
    kids.map(kid => nodes.indexOf(kid)),
  ]),
  errors: [counted(counts), counted(open)],
  startup,
  disputed,
  starts: [...starts],
  flags,
});

export function differenceOf(from: string, to: string): Operation[] {
  const tree = treeOf(to);
  return difference(treeOf(from), tree, tree.startup.attributes);
}

/** A node as a page has it: operations are applied to it. */
interface Live {
  text: string | undefined;
  comment: boolean;
  name: string;
  space: number;
  attributes: Map<string, string>;
  kids: Live[];
}

function grow(source: SourceNode, known: (number: number) => Live): Live {
  const [name, second] = typeof source === 'string' ? ['', source] : source;
  const isText = typeof second === 'string';
  const live: Live = {
    text: isText ? second : undefined,
    comment: name === '!',
    name: isText ? '' : name,
    space: typeof source === 'string' ? 0 : (source[3] ?? 0),
    attributes: new Map(),
    kids: [],
  };
  if (typeof second === 'string' || typeof source === 'string') return live;
  second.forEach((key, at) => at % 2 === 0 && live.attributes.set(key, second[at + 1] ?? ''));
  live.kids = (source[2] as readonly Placed[]).map(kid =>
    typeof kid === 'number' ? known(kid) : grow(kid, known),
  );
  return live;
}

const inOrder = (live: Live): Live[] => [live, ...live.kids.flatMap(inOrder)];

/** The tree that the operations make, for comparison: attributes in alphabetical order. */
export function applied(from: string, operations: readonly Operation[]): unknown {
  const root = grow(travelling(treeOf(from).root), () => {
    throw new Error('a whole tree names no numbers');
  });
  const nodes = inOrder(root);
  const node = (number: number): Live => {
    const found = nodes[number];
    if (!found) throw new Error(`there is no node ${number}`);
    return found;
  };
  for (const operation of JSON.parse(JSON.stringify(operations)) as Operation[]) {
    const live = node(operation[1]);
    if (operation[0] === 'text') live.text = operation[2];
    else if (operation[0] === 'kids') {
      const kids: Live[] = [];
      let from = 0;
      for (const [at, drop, put] of operation[2]) {
        kids.push(...live.kids.slice(from, at));
        kids.push(...put.map(one => (typeof one === 'number' ? node(one) : grow(one, node))));
        from = at + drop;
      }
      live.kids = [...kids, ...live.kids.slice(from)];
    } else if (operation[3] === null) live.attributes.delete(operation[2]);
    else live.attributes.set(operation[2], operation[3]);
  }
  return plain(root);
}

function plain(live: Live): unknown {
  if (live.text !== undefined) return live.comment ? ['!', live.text] : live.text;
  return [
    live.name,
    live.space,
    [...live.attributes].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    live.kids.map(plain),
  ];
}

export const expected = (text: string): unknown => applied(text, []);

const TAGS = [
  'div',
  'p',
  'ul',
  'li',
  'section',
  'span',
  'b',
  'a',
  'table',
  'tr',
  'td',
  'template',
  'svg',
  'textarea',
];
const text = fc.constantFrom(
  'one',
  'two',
  'some words',
  ' ',
  '\n  ',
  '&amp;',
  'ünï',
  '<!-- note -->',
  '<br>',
);
const attributes = fc
  .dictionary(
    fc.constantFrom('id', 'class', 'title', 'data-x', '@click', '__proto__', 'viewBox'),
    fc.constantFrom('a', 'b', 'c', ''),
    { maxKeys: 3 },
  )
  .map(all =>
    Object.entries(all)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join(''),
  );

/** Markup, mostly well-formed, with tables, templates and foreign elements in it. */
export const markup: fc.Arbitrary<string> = fc.letrec<{ node: string; element: string }>(tie => ({
  node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, text, tie('element'), tie('element')),
  element: fc
    .tuple(fc.constantFrom(...TAGS), attributes, fc.array(tie('node'), { maxLength: 5 }))
    .map(([tag, given, kids]) => `<${tag}${given}>${kids.join('')}</${tag}>`),
})).node;

/** Elements and places in which the standard treats characters differently. */
export const odd = fc.constantFrom(
  '<pre>\n',
  '<pre>',
  '</pre>',
  '<select><option>one</option>',
  '</select>',
  '<textarea>\n',
  '<title>',
  '</title>',
  '<script>',
  '</script>',
  '<style>',
  '</style>',
  '<body>',
  '</body>',
  '</html>',
  '<frameset>',
  '<b>',
  '</b>',
  '<b><pre>',
  '<i><div>',
  '</i>',
  '<table>',
  '</table>',
  '<tr>',
  '<caption>',
  '<colgroup>',
  '<li>',
  '<svg><p>',
  '<svg><text>',
  '<math><mi>',
  '<![CDATA[x]]>',
  '<svg><script><!-- some -->',
  '<svg><script><foreignObject><p>some',
  '<!--',
  '-->',
  '<!-- a\r\nb -->',
  '<!-- a <!-- b -->',
  '<!-- a --!>',
  '<!a>',
  '</ a>',
  '<!doctype html>',
  '</nothing>',
  '<template>',
  '</template>',
  '<p>',
  'a < b',
  'a\r\nb',
  '\r',
  '\0',
  '&am',
  'words',
  'w',
  ' ',
  '\n',
);
