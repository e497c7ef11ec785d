import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseSource, type SourceTree } from '../../../src/server/diff/parse';
import { difference } from '../../../src/server/diff/difference';
import { editBetween } from '../../../src/server/diff/edit';
import { edited } from '../../../src/server/diff/edited';
import { markup, odd, seen, treeOf } from './sources';

const plain = fc.constantFrom(
  '<p>two words</p>',
  '<li> x ',
  '<td>one',
  '<b> some',
  '<div><i>w</i> w',
  '<!-- some -->',
  '<!--w-->',
);
const put = fc.oneof(
  fc.constantFrom(
    'x',
    'word',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '',
    '',
    '\0',
    '&',
    ';',
    '-',
    '--',
    '!',
    '<',
    '>',
    '😀',
    '\uD83D',
    '\f',
  ),
);
const edits = fc.array(fc.tuple(fc.nat(2000), fc.constantFrom(0, 0, 1, 2, 5), put), {
  minLength: 1,
  maxLength: 6,
});

/**
 * A place in a text. A third of them are anywhere; the others are at a word between tags or in a comment, or
 * at its white space.
 */
function placeIn(text: string, at: number): number {
  const words = [...text.matchAll(/(?:>|<!--)[\s\w]*[a-z]/g)];
  const word = words[at % Math.max(1, words.length)];
  if (!word || at % 3 === 0) return at % (text.length + 1);
  return word.index + 1 + (at % word[0].length);
}

/** Applies edits one after another; calls back with the tree that keeps up, and the texts before and after. */
function follow(
  from: string,
  changes: readonly (readonly [number, number, string])[],
  each: (kept: SourceTree | undefined, to: string, before: SourceTree) => void,
): void {
  let [text, tree] = [from, treeOf(from)];
  for (const [at, drop, letters] of changes) {
    const place = placeIn(text, at);
    const to = text.slice(0, place) + letters + text.slice(place + drop);
    const kept = edited(tree, text, to);
    each(kept, to, tree);
    [text, tree] = [to, kept ?? treeOf(to)];
  }
}

describe('a tree after an edit of its text', () => {
  it('is the tree that parsing makes, whatever was edited', () => {
    const sources = fc
      .array(fc.oneof(markup, odd, plain), { minLength: 1, maxLength: 12 })
      .map(parts => parts.join(''));
    let [kept, all] = [0, 0];
    fc.assert(
      fc.property(sources, edits, (from, changes) => {
        follow(from, changes, (tree, to, before) => {
          all += 1;
          if (!tree) return;
          kept += 1;
          const parsed = treeOf(to);
          assert.deepEqual(seen(tree), seen(parsed));
          const { attributes } = before.startup;
          assert.deepEqual(difference(before, tree, attributes), difference(before, parsed, attributes));
        });
      }),
      { numRuns: 1500 },
    );
    assert.ok(kept > all / 8, `${kept} of ${all} were not parsed`);
  });

  it('is not parsed while words are typed into a paragraph, at either end or inside', () => {
    for (const newline of ['\n', '\r\n']) {
      const [head, tail] = [`<!doctype html>${newline}<ul><li><p>`, `</p><p>Two</p></ul>${newline}`];
      let text = `${head}One${newline}more${tail}`;
      let tree = treeOf(text);
      for (const place of [head.length, head.length + 2, text.length - tail.length])
        for (const [at, letter] of 'some words'.split('').entries()) {
          const to = text.slice(0, place + at) + letter + text.slice(place + at);
          const kept = edited(tree, text, to);
          assert.ok(kept, `${JSON.stringify(letter)} at ${place} was parsed`);
          [text, tree] = [to, kept];
        }
      assert.deepEqual(seen(tree), seen(treeOf(text)));
    }
  });

  it('is not parsed while a comment is written, at either end or inside', () => {
    const [head, tail] = ['<!doctype html><ul><!--', '--><li>One<!--two--></ul>'];
    for (const [from, to] of [
      [' One-sided\nand more ', ' Two-sided\nand more '],
      ['one', 'none'],
      ['one', 'oneself'],
      ['one', ''],
      ['', 'one'],
    ] as const) {
      const kept = edited(treeOf(head + from + tail), head + from + tail, head + to + tail);
      assert.ok(kept, JSON.stringify([from, to]));
      assert.deepEqual(seen(kept), seen(treeOf(head + to + tail)));
    }
  });

  // Random markup rarely contains these cases.
  for (const [what, before, put, behind] of [
    ['a line feed that a <pre> drops, though another element holds the text', '<b><pre>', '\n', ' text</b>'],
    ['space at the start of a body that has no tag', '', '\r\n', 'w<b>x</b> y'],
    ['space at the start of a body that has no tag, behind a head', '<head></head>', ' ', 'w<b>x</b> y'],
    ['space behind a body that left a <b> open', '<p><b>x</p></body>', ' ', 'text'],
    ['the last letter beside space in a table', '<table><tr><td>', 'x', ' </table>'],
    ['a script of SVG that holds a comment', '<svg><script><!-- a', 'b', ' --></script></svg>'],
    ['a script of SVG that holds a paragraph', '<svg><script><foreignObject><p>a', 'b', '</p></svg>'],
    ['a comment that a dash ends', '<p>a<!--', '-', '>b--></p>'],
    ['a comment that holds another', '<p>a<!-- <!', '-', '- b --></p>'],
  ] as const)
    it(`is the tree that parsing makes: ${what}`, () => {
      for (const [from, to] of [
        [before + behind, before + put + behind],
        [before + put + behind, before + behind],
      ] as const) {
        const kept = edited(treeOf(from), from, to);
        assert.deepEqual(kept && seen(kept), kept && seen(treeOf(to)));
      }
    });

  it('leaves the tree before it as it was', () => {
    const [from, to] = ['<p>one</p><p>two</p>', '<p>one</p><p>twofold</p>'];
    const tree = treeOf(from);
    assert.ok(edited(tree, from, to));
    assert.deepEqual(seen(tree), seen(parseSource(from) ?? tree));
  });

  it('is parsed where the one stretch that differs holds markup', () => {
    const from = '<p>one</p><p>two</p>';
    assert.equal(edited(treeOf(from), from, '<p>1</p><p>2</p>'), undefined);
  });
});

describe('the stretch in which two texts differ', () => {
  it('turns one into the other, and is no longer than needed', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    const long = fc.constantFrom('', 'x'.repeat(4095), 'x'.repeat(4096), 'x'.repeat(8193));
    fc.assert(
      fc.property(long, texts, texts, long, (head, one, two, tail) => {
        const [before, after] = [head + one + tail, head + two + tail];
        const { start, end, put: letters } = editBetween(before, after);
        assert.equal(before.slice(0, start) + letters + before.slice(end), after);
        if (before === after) assert.deepEqual([letters, end - start], ['', 0]);
        else
          assert.ok(
            end - start === 0 ||
              letters === '' ||
              (before[start] !== letters[0] && before[end - 1] !== letters.at(-1)),
          );
      }),
    );
  });
});
