import assert from 'node:assert/strict';
import { mistakesIn, type Piece, piecesIn } from '../../../src/server/check/drops';
import { Slices } from '../../../src/server/routes/slices';

const piecesOf = (css: string, start = 0, end = css.length): Promise<Piece[]> =>
  piecesIn(css, [{ start, end }], new Slices());

/** The pieces about which a browser is asked, as they stand in the text. */
const asked = async (css: string): Promise<string[]> =>
  (await piecesOf(css)).map(({ range }) => css.slice(range.start, range.end));

/** The pieces that are reported if a browser drops those that contain `bad`. */
async function told(css: string): Promise<string[]> {
  const pieces = await piecesOf(css);
  const dropped = pieces.flatMap(({ check }, at) => (check.join(' ').includes('bad') ? [at] : []));
  return mistakesIn(pieces, dropped).map(({ range }) => css.slice(range.start, range.end));
}

describe('the pieces of a style sheet that a browser is asked about', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['a, b > c {\n  color: red;\n  margin : 0 }', ['a, b > c', 'color: red', 'margin : 0']],
    ['/* x: y; */ a { /* z */ color: red }', ['a', 'color: red']],
    ['@media (width > 1px) { a { color: red } }', ['a', 'color: red']],
    ['a { &:hover { color: red } }', ['a', 'color: red']],
    ['@font-face { src: url(a) } @keyframes b { 10% { color: red } }', []],
    ['@supports (color: red) { a { color: red } } b { color: red }', ['b', 'color: red']],
    ['a { --x: {y}; *zoom: 1; -webkit-box: a; display: -webkit-box; filter: progid:x }', ['a']],
    ['a::-moz-focus-inner { color: red } svg|a { color: red }', ['color: red', 'color: red']],
  ];
  for (const [css, pieces] of cases) it(css, async () => assert.deepEqual(await asked(css), pieces));
});

describe('the pieces that a browser drops', () => {
  it('are mistakes', async () => {
    assert.deepEqual(await told('a { color: bad; margin: 0 } :bad(b) { color: red }'), [
      'color: bad',
      ':bad(b)',
    ]);
  });

  it('are none beside a declaration of the same property in the same block', async () => {
    assert.deepEqual(await told('a { height: 1vh; height: bad } b { height: bad }'), ['height: bad']);
  });

  it('have their places in the style of a document', async () => {
    const text = '<style>a { color: bad }</style>';
    const [piece] = (await piecesOf(text, 7, 23)).slice(1);
    assert.deepEqual(piece?.range, { start: 11, end: 21 });
  });
});
