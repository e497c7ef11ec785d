import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { SourceTree } from '../../../src/server/diff/parse';
import { reparsed } from '../../../src/server/diff/reparse';
import { applied, expected, markup, tracedTreeOf, treeOf } from './sources';

const counted = (counts: ReadonlyMap<string, number>): unknown =>
  Object.fromEntries([...counts].filter(([, count]) => count !== 0));

/** All there is to know of a tree, as values. */
const plain = ({ root, nodes, problems, startup, mode, checkpoints }: SourceTree): unknown => ({
  nodes: nodes.map(({ parent, kids, ...own }) => ({
    ...own,
    parent: parent?.number,
    kids: kids.map(kid => kid.number),
  })),
  root: root.number,
  problems: [counted(problems.kinds), counted(problems.open)],
  startup: { key: startup.key, attributes: [...startup.attributes] },
  mode,
  checkpoints,
});

/** What is made of an edit by parsing a part, which must be all that parsing the whole would make of it. */
function quick(from: string, to: string): SourceTree | undefined {
  const tree = tracedTreeOf(from);
  const before = plain(tree);
  const found = reparsed(tree, from, to);
  assert.deepEqual(plain(tree), before, 'the tree that others still show was changed');
  if (!found) return undefined;
  assert.deepEqual(applied(from, found.operations), expected(to), `${from} → ${to}`);
  assert.deepEqual(plain(found.tree), plain(tracedTreeOf(to)), `${from} → ${to}`);
  assert.deepEqual(plain(tree), before, 'the tree that others still show was changed');
  return found.tree;
}

const awkward = fc.constantFrom(
  '<!doctype html><html><head><title>a title</title></head><body>',
  '<!doctype html>',
  '<p>one\r\ntwo</p>',
  '<p>😀 after</p>',
  '<p>one<p>two',
  '<li>one<li>two',
  '</p>',
  '</br>',
  '<!--a-->',
  '<!-- b > c -->',
  '<!--->x',
  '<!x>',
  '<table>foster<tr><td>cell</td></tr> rest </table>',
  '<table><colgroup> words </table>',
  '<table><p>foster</p>',
  '<table><caption>c</caption><tr><th><b>one</b><th>two<p>',
  '<table><tr><td><table><tr><td>in it</td></tr></table></td>',
  '<marquee><i>',
  '</td>',
  '<select><option>one<option>two</select>',
  '<select><optgroup><option>',
  '<pre>\nfirst</pre>',
  '<pre>',
  '<style>p { color: red }</style>',
  '<script>let a = 1</script>',
  '<p onclick="act()">',
  '<svg><text>label</text><![CDATA[data]]></svg>',
  '<svg><foreignObject><p>in it</p></foreignObject><desc/></svg>',
  '<math><annotation-xml encoding="text/html"><p>x</p></annotation-xml><mi>y</mi></math>',
  '<math>',
  '<svg>',
  '<b><i>cross</b>ed</i>',
  '<b>',
  '</b>',
  '<a href="x">one<a href="y">two</a>',
  '<nobr>one<nobr>two',
  '<button>one<button>two',
  '<h1>one<h2>two</h1>',
  '<object><b>in it</object>',
  '</body> after ',
  '</html><!-- last -->',
  '<body class="again">',
  '<html lang="en">',
  '<form><input></form>',
  '<form><div></form>more</div>',
  '</form>',
  '<frameset>text</frameset>',
  '<template>in it</template>',
  '<template><tr><td>x</template>',
  '<textarea>\ntyped</textarea>',
  '<title>of a part</title>',
  '&lt;tag> &amp',
  '<plaintext>all <b>',
  '<noscript>none</noscript>',
  '<iframe>text</iframe>',
  '<div class="a',
  '<di<p>',
  '<ruby>a<rt>b<rp>c</ruby>',
  '<dl><dt>a<dd>b</dl>',
  '<image><hr><input type=hidden>',
  '<meta charset="utf-8">',
  '<link rel="icon">',
);

/** Puts, drops or replaces a few characters or a whole element, as often as not in the middle of a word or tag. */
const strokes = fc.tuple(
  fc.nat(2_000),
  fc.oneof(fc.nat(4), fc.nat(40)),
  fc.oneof(
    fc.constantFrom(
      '',
      'x',
      ' ',
      '\n',
      '-',
      '--',
      '>',
      '<',
      '</',
      '&',
      '!',
      ']',
      ']]>',
      '\r',
      '\0',
      '\u00a0',
      '\ufeff',
      '\ud800',
      '\udc00',
      '😀',
      '"',
      '/',
      '=',
    ),
    fc.constantFrom(
      'word',
      'div',
      '</div>',
      '<p>',
      '</p>',
      '<br>',
      '<li>',
      '<b>',
      '</b>',
      '<td>',
      '<!--',
      '-->',
    ),
    markup,
    awkward,
  ),
);

/** What parts are, beside which other parts stay as they are. */
const page = (body: string): string =>
  `<!doctype html><title>t</title><body><div>before</div>${body}<div>behind</div>`;

describe('an edit inside an element', () => {
  it('makes of the tree what parsing all would, wherever a part is enough', () => {
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
    assert.ok(took > all / 20, `of ${took} of ${all} edits a part was enough`);
  });

  it('is one after another all the same, and only parts are parsed between them', () => {
    const texts = [
      '<p id="a">one</p>',
      '<p id="a">one more</p>',
      '<p>one <b>more</b></p>',
      '<ul><li>one</ul>',
      'o',
      '',
    ];
    let text = page('<p>one</p>');
    let tree = tracedTreeOf(text);
    for (const each of texts) {
      const next = page(each);
      const found = reparsed(tree, text, next);
      assert.ok(found, each);
      assert.deepEqual(plain(found.tree), plain(tracedTreeOf(next)));
      [text, tree] = [next, found.tree];
    }
  });

  for (const [what, from, to] of [
    ['more is written to a text', '<p>some words</p>', '<p>some words more</p>'],
    ['a text becomes another', '<p>some words</p>', '<p>other</p>'],
    ['a text is written', '<p></p>', '<p>words</p>'],
    ['a text in a link is another', '<p>a <a href="b">b</a> c</p>', '<p>a <a href="b">d</a> c</p>'],
    ['a comment is another', '<!-- a b -->', '<!-- a bc -->'],
    ['a comment begins', '<p>one</p><p>two</p>', '<p>one</p><!--<p>two</p>-->'],
    ['an attribute is another', '<p id="a">b</p>', '<p id="c">b</p>'],
    ['an element is put in', '<p>one</p>', '<p>one</p><p>two</p>'],
    ['an element is taken out', '<ul><li>one</li><li>two</li></ul>', '<ul><li>two</li></ul>'],
    ['elements get one around them', '<p>one</p><p>two</p>', '<section><p>one</p><p>two</p></section>'],
    ['a cell is put in', '<table><tr><td>one</table>', '<table><tr><td>one<td>two</table>'],
    ['a tag loses its beginning', '<p>ax<b>c</b> d</p>', '<p>ab>c</b> d</p>'],
    ['a tag begins before another', '<p><1 <b>c</b> d</p>', '<p><br b>c</b> d</p>'],
    [
      'a text in a cell is another',
      '<table><tr><td><form></form><td>a</td></table>',
      '<table><tr><td><form></form><td>b</td></table>',
    ],
    ['an entity is written', '<p>a b</p>', '<p>a &amp; b</p>'],
    ['a character of two units stands before', '<p>😀</p><p>words</p>', '<p>😀</p><p>wordy</p>'],
  ] as const)
    it(`needs but a part where ${what}`, () => assert.ok(quick(page(from), page(to))));

  for (const [what, from, to] of [
    ['leaves an element open', '<p>a</p>', '<p>a</p><section>'],
    ['leaves formatting open', '<p>a</p>', '<p><b>a</p>'],
    ['ends what is around it', '<div>one</div>', '</section></body><p>one</p>'],
    ['begins a comment that does not end', '<p>a</p>', '<p>a</p><!-- '],
    ['is in the text of a script', '<script>let a</script>', '<script>let ab</script>'],
    [
      'is in a template whose rest does',
      '<template><form></form><p>a</p></template>',
      '<template><form></form><p>b</p></template>',
    ],
    ['is in a script of SVG', '<svg><script>a</script></svg>', '<svg><script>b</script></svg>'],
    [
      'is in an element there',
      '<svg><script><g>a</g></script></svg>',
      '<svg><script><g>b</g></script></svg>',
    ],
    ['puts in what is read at the start', '<p>a</p>', '<p>a</p><base href="/">'],
    ['takes out an attribute that is code', '<p onclick="act()">a</p>', '<p>a</p>'],
    ['opens a form', '<p>a</p>', '<form></form>'],
    ['adds to the body', '<p>a</p>', '<p>a</p><body class="b">'],
    ['has a frameset behind it', '<p>a</p><frameset>', '<p>b</p><frameset>'],
  ] as const)
    it(`that ${what} takes the whole`, () => assert.equal(quick(page(from), page(to)), undefined));

  it('takes the whole where that becomes too deep', () => {
    const from = page(`${'<div>'.repeat(490)}<p>a</p>${'</div>'.repeat(490)}`);
    const nested = (depth: number): string =>
      from.replace('a</p>', `${'<i>'.repeat(depth)}b${'</i>'.repeat(depth)}</p>`);
    assert.ok(quick(from, nested(6)));
    assert.equal(reparsed(tracedTreeOf(from), from, nested(7)), undefined);
  });

  it('takes the whole when nobody has traced the text', () => {
    const from = page('<p>one two</p>');
    assert.equal(reparsed(treeOf(from), from, from.replace('two', 'three')), undefined);
  });

  it('is looked for in no more than there is', () => {
    const from = page('<p>one</p>');
    assert.equal(reparsed(tracedTreeOf(from), from, from), undefined);
    assert.equal(quick('', '<p>one</p>'), undefined);
  });
});
