import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { retyped } from '../../../src/server/live/characterData';
import { difference } from '../../../src/server/live/difference';
import type { SourceTree } from '../../../src/server/live/parse';
import { differenceOf, locatedTreeOf, markup, treeOf } from './sources';

/** All there is to know of a tree, as values. */
const plain = ({ root, nodes, problems, startup, located }: SourceTree): unknown => ({
  nodes: nodes.map(({ parent, kids, ...own }) => ({
    ...own,
    parent: parent?.number,
    kids: kids.map(kid => kid.number),
  })),
  root: root.number,
  problems: Object.fromEntries(problems),
  startup: { key: startup.key, attributes: [...startup.attributes] },
  located,
});

/** What is made of an edit without a parser, which must be all that a parser would make of it. */
function quick(from: string, to: string): SourceTree | undefined {
  const tree = locatedTreeOf(from);
  const before = plain(tree);
  const found = retyped(tree, from, to);
  assert.deepEqual(plain(tree), before, 'the tree that others still show was changed');
  if (!found) return undefined;
  assert.deepEqual(plain(found.tree), plain(locatedTreeOf(to)), `${from} → ${to}`);
  assert.deepEqual(found.operations, differenceOf(from, to));
  assert.deepEqual(difference(tree, found.tree), found.operations);
  return found.tree;
}

const page = (body: string): string => `<!doctype html><title>t</title><body>${body}`;

/** Puts, drops or replaces a few characters, as often as not in the middle of a word. */
const strokes = fc.tuple(
  fc.nat(2_000),
  fc.nat(4),
  fc.constantFrom(
    '',
    'x',
    'word',
    ' ',
    '\n',
    '-',
    '--',
    '>',
    '<',
    '&',
    '!',
    ']',
    ']]>',
    '\r',
    '\0',
    '\u00a0',
    '😀',
    'é',
  ),
);

const awkward = fc.constantFrom(
  '<!doctype html><html><head><title>a title</title></head><body>',
  '<p>one\r\ntwo</p>',
  '<p>😀 after</p>',
  '<!--a-->',
  '<!-- b > c -->',
  '<!--->x',
  '<!x>',
  '<table>foster<tr><td>cell</td></tr> rest </table>',
  '<table><colgroup> words </table>',
  '<select><option>one<option>two</select>',
  '<pre>\nfirst</pre>',
  '<style>p { color: red }</style>',
  '<script>let a = 1</script>',
  '<svg><text>label</text><![CDATA[data]]></svg>',
  '<b><i>cross</b>ed</i>',
  '</body> after ',
  '<frameset>text</frameset>',
  '<template>in it</template>',
  '<textarea>\ntyped</textarea>',
  '&lt;tag> &amp',
  '<plaintext>all <b>',
  '<noscript>none</noscript>',
);

describe('an edit inside a text or a comment', () => {
  it('makes of the tree what parsing would, wherever it does anything', () => {
    let [all, took] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(markup, awkward), { minLength: 1, maxLength: 6 }),
        strokes,
        (parts, [place, drop, put]) => {
          const from = parts.join('');
          const at = place % (from.length + 1);
          all += 1;
          if (quick(from, from.slice(0, at) + put + from.slice(at + drop))) took += 1;
        },
      ),
      { numRuns: 6_000 },
    );
    assert.ok(took > all / 20, `${took} of ${all} edits were easy`);
  });

  it('is one after another all the same, without a parser between them', () => {
    let text = '<!doctype html>\n<p id="a">one</p>\n<!-- note -->\n<ul><li>two</li></ul>\n';
    let tree = locatedTreeOf(text);
    for (const [old, now] of [
      ['one', 'one more'],
      ['note', 'a longer note'],
      ['two', 't'],
      ['more', 'mo'],
      ['longer', 'short'],
    ] as const) {
      const next = text.replace(old, now);
      const found = retyped(tree, text, next);
      assert.ok(found, now);
      assert.deepEqual(plain(found.tree), plain(locatedTreeOf(next)));
      [text, tree] = [next, found.tree];
    }
  });

  for (const [what, from, to] of [
    ['begins a tag', '<p>a b</p>', '<p>a <b</p>'],
    ['is in the text of a script', '<script>let a</script>', '<script>let ab</script>'],
    ['is an entity', '<p>a b</p>', '<p>a &amp; b</p>'],
    ['completes an entity', '<p>a &am b</p>', '<p>a &amp b</p>'],
    ['ends a comment', '<!-- a b -->', '<!-- a -->b -->'],
    ['opens a comment', '<!-- a b -->', '<!-- a <!-- b -->'],
    ['ends character data', '<svg><![CDATA[a b]]></svg>', '<svg><![CDATA[a ]]>b]]></svg>'],
    ['seems to open one before its end', '<!-- a -->', '<!-- a <!-->'],
    ['is in a tag', '<p id="a">b</p>', '<p id="ab">b</p>'],
    ['is in a declaration', '<!abc>', '<!abcd>'],
    ['touches two texts', '<p>one</p><p>two</p>', '<p>on</p><p>wo</p>'],
    ['is the first character that is not a space', '<table> <tr></tr></table>', '<table> x<tr></tr></table>'],
    ['brings a character that parsers drop', '<p>a b</p>', '<p>a \0b</p>'],
  ] as const)
    it(`that ${what} is for the parser`, () => assert.equal(quick(page(from), page(to)), undefined));

  for (const [what, from, to] of [
    ['more is written at the end of', '<p>some words</p>', '<p>some words more</p>'],
    ['letters are taken from', '<p>some words</p>', '<p>some s</p>'],
    ['lines are added to', '<p>some words</p>', '<p>some\n\twords</p>'],
    ['a character of two units stands before', '<p>😀</p><p>words</p>', '<p>😀</p><p>wordy</p>'],
  ] as const)
    it(`needs none where ${what} a text`, () => assert.ok(quick(page(from), page(to))));

  it('needs none in a comment', () => assert.ok(quick(page('<!-- a b -->'), page('<!-- a bc -->'))));

  it('is for the parser as long as nobody has noted where nodes start', () => {
    const from = page('<p>one two</p>');
    assert.equal(retyped(treeOf(from), from, from.replace('two', 'three')), undefined);
  });
});
