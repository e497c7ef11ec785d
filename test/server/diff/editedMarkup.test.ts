import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { edited } from '../../../src/server/diff/edited';
import { markup, odd, seen, treeOf } from './sources';

const words = fc.constantFrom('one', 'two words', ' and ', '', '<br>', '<!-- note -->', '&amp;');
const inline = fc
  .tuple(
    fc.constantFrom('span', 'b', 'i', 'a', 'code', 'kbd'),
    fc.constantFrom('', ' class="x"', ' title=y'),
    words,
  )
  .map(([tag, value, text]) => `<${tag}${value}>${text}</${tag}>`);
const paragraph = fc
  .tuple(
    fc.constantFrom('p', 'li', 'h2', 'td'),
    fc.constantFrom('', ' id="x" class="y"'),
    fc.array(fc.oneof(words, inline), { maxLength: 4 }),
  )
  .map(([tag, value, parts]) => {
    const element = `<${tag}${value}>${parts.join('')}</${tag}>`;
    return tag === 'td' ? `<table>\n<tr>${element}</tr>\n</table>` : element;
  });
/** Elements as people write them: each with its end tag, most on lines of their own. */
const block = fc.letrec<{ block: string }>(tie => ({
  block: fc.oneof(
    { maxDepth: 3 },
    paragraph,
    fc
      .tuple(
        fc.constantFrom('div', 'section id="s" hidden', 'ul', 'div class="a b"'),
        fc.array(tie('block'), { maxLength: 4 }),
        fc.constantFrom('\n', '\n', ''),
      )
      .map(([tag, parts, gap]) => `<${tag}>${gap}${parts.join(gap)}${gap}</${tag.replace(/ .*/, '')}>`),
  ),
})).block;

/** Sources; browsers repair something in every second one. */
const pages = fc
  .tuple(
    fc.constantFrom('<!doctype html>\n<html>\n<body class="a">\n', '<title>x</title>\n<body>', ''),
    fc
      .boolean()
      .chain(isOdd =>
        fc.array(
          fc.oneof(
            { weight: 6, arbitrary: block },
            { weight: isOdd ? 1 : 0, arbitrary: markup },
            { weight: isOdd ? 1 : 0, arbitrary: odd },
          ),
          { minLength: 4, maxLength: 12 },
        ),
      ),
    fc.constantFrom('\n</body>\n</html>\n', '\n', '</body>\n<!-- end -->\n<p>late</p>\n<i>later</i>\n'),
  )
  .map(([head, parts, tail]) => head + parts.join('\n') + tail);

const snippets = fc.oneof(
  { weight: 2, arbitrary: markup },
  { weight: 2, arbitrary: block },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<p>new</p>',
      '<p>new</p>\n',
      '<div>\n<p id="x">y</p>\n</div>\n',
      '<b>',
      '</b>',
      '<b>x</b>',
      '</div>',
      '</p>',
      '<div>',
      '</div><div>',
      '<table><tr><td>x</td></tr></table>',
      '<td>',
      '<form>',
      '</form>',
      '<form><input></form>',
      '<span><form></form>',
      '<select><option>x</select>',
      '<script>x</script>',
      '<a href="x">y</a>',
      '<a href="x">',
      '<img src="x" onerror="y">',
      '<pre>\n',
      '<!-- x -->',
      '<!--',
      '-->',
      '<',
      '<p',
      '</',
      '<p title="',
      '"',
      '&am',
      'text',
      '</body>',
      '<body id="x">',
      '<frameset>',
      '<template><p>x</p></template>',
      '<svg><path d="x"/></svg>',
      '<svg>',
      '<textarea>',
      '<h1>x</h1>',
      '<br/>',
      '\0',
      '<?x?>',
    ),
  },
);

/** Puts markup in, takes tags out, or both, where tags and lines begin or end. */
function withMarkup(text: string, at: number, drop: number, snippet: string): string {
  const places = [
    0,
    ...[...text.matchAll(/[<\n]|>/g)].map(({ 0: sign, index }) => (sign === '>' ? index + 1 : index)),
    text.length,
  ];
  const from = at % places.length;
  const [start = 0, end = start] = [places[from], places[Math.min(places.length - 1, from + drop)]];
  return text.slice(0, start) + snippet + text.slice(end);
}

/** Another value for one attribute, or another sign anywhere in a tag. */
function withValue(text: string, at: number, value: string): string {
  const tags = [...text.matchAll(/<[a-z][^>]*>/g)].filter(({ 0: tag }) => tag.includes(' '));
  const tag = tags[at % Math.max(1, tags.length)];
  if (!tag) return text;
  const values = [...tag[0].matchAll(/(?<==")[^"]*|(?<= )\S+/g)];
  const old = values[at % Math.max(1, values.length)];
  const [start, end] = [
    tag.index + (old?.index ?? 1),
    tag.index + (old?.index ?? 1) + (old?.[0].length ?? 0),
  ];
  return text.slice(0, start) + value + text.slice(end);
}

const values = fc.constantFrom(
  '',
  'a',
  'some words',
  '&amp;',
  '&',
  'x"',
  '"',
  "'",
  '>',
  '<b',
  '=',
  'a=b',
  'javascript:x',
  'hidden',
  '\n',
  '\0',
  'ü',
  '/',
);

/**
 * Applies edits of one kind; asserts that each incremental tree equals the parsed one. @returns the share of
 * incremental trees
 */
function shareOf<T>(
  change: fc.Arbitrary<T>,
  edit: (text: string, change: T) => string,
  numRuns: number,
): number {
  let [kept, all] = [0, 0];
  fc.assert(
    fc.property(pages, fc.array(change, { minLength: 1, maxLength: 4 }), (from, changes) => {
      let [text, tree] = [from, treeOf(from)];
      for (const each of changes) {
        const to = edit(text, each);
        if (to === text) continue;
        const next = edited(tree, text, to);
        all += 1;
        if (next) kept += 1;
        if (next) assert.deepEqual(seen(next), seen(treeOf(to)), JSON.stringify([text, to]));
        [text, tree] = [to, next ?? treeOf(to)];
      }
    }),
    { numRuns },
  );
  return kept / all;
}

const RUNS = 400;

describe('a tree after an edit of its markup', () => {
  it('is the tree that parsing makes, whatever markup was put in or taken out', () => {
    const share = shareOf(
      fc.tuple(fc.nat(2000), fc.constantFrom(0, 0, 0, 1, 2, 4), snippets),
      (text, [at, drop, snippet]) => withMarkup(text, at, drop, snippet),
      RUNS,
    );
    assert.ok(share > 1 / 8, `${share} of all were not parsed`);
  });

  it('is the tree that parsing makes, whatever value an attribute got', () => {
    const share = shareOf(
      fc.tuple(fc.nat(2000), values),
      (text, [at, value]) => withValue(text, at, value),
      RUNS,
    );
    assert.ok(share > 1 / 4, `${share} of all were not parsed`);
  });

  // Random markup rarely contains these cases.
  for (const [what, before, put, behind] of [
    [
      'a form that was closed below others',
      '<span>\n<form>\n<i>\n</form>\n<u>z</u>\n',
      '</span>',
      '\n<b>x</b>\n</i>\nx',
    ],
    ['a <b> that its paragraph ended', '<div>\n<p><b></p>\n<div>', 'x<i>y</i>', '\n</div>\n</b></div>\n'],
    ['an end of the body inside of it', '<div>\n<p>x</p></body>\n', '<!-- x -->', '\n<p>y</p>\n</div>\n'],
    ['a table in a paragraph', '<p>\n<b>x</b>\n', '<table><td>x</table>', '\n<i>y</i>\n</p>\n'],
    ['content before a frameset', '\n \n', '<p>x</p>', '\n<frameset><frame></frameset>'],
    ['formatting in itself', '<b>\n<i>a</i>\n<b>\n', '</b><b>', '\n<i>a</i>\n</b>\n<i>b</i>\n</b>x'],
    ['a second body', '<p>a</p>\n', '<body class="x">', '\n<p>b</p>\n'],
    ['a tag that goes on behind the stretch', '<p>a</p>', '<i title="', '\n<p title="b">b</p>\n'],
    ['a comment that goes on behind the stretch', '<p>a</p>', '<!--', '\n<p>b</p>\n<!-- c -->\n'],
    ['an end tag that goes on behind the stretch', '<p>a</p>', '<!----></x', '\n<p>b</p>\n'],
    ['a script', '<p>a</p>\n', '<script>x</script>', '\n<p>b</p>\n'],
    ['an attribute of four equal elements', '<p><b class="', 'x', '"><b><b><b></p>\n<p>y</p>'],
    ['the type of a field in a table', '<table><input type="', 'hidden', '"></table>'],
  ] as const)
    it(`is the tree that parsing makes: ${what}`, () => {
      for (const head of ['<body>\n', '<!doctype html>\n<body>\n']) {
        const rest = '<p></p>\n'.repeat(20);
        const [from, to] = [head + rest + before + behind + rest, head + rest + before + put + behind + rest];
        for (const [one, other] of [
          [from, to],
          [to, from],
        ] as const) {
          const kept = edited(treeOf(one), one, other);
          assert.deepEqual(kept && seen(kept), kept && seen(treeOf(other)));
        }
      }
    });
});
