import assert from 'node:assert/strict';
import { mistakesIn, piecesIn } from '../../../src/server/check/drops';

/** The pieces that are asked about, as they stand in the text. */
const asked = (css: string): string[] =>
  piecesIn(css, [{ start: 0, end: css.length }]).map(({ range }) => css.slice(range.start, range.end));

/** The pieces that are told when a browser drops those that contain `bad`. */
function told(css: string): string[] {
  const pieces = piecesIn(css, [{ start: 0, end: css.length }]);
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
  for (const [css, pieces] of cases) it(css, () => assert.deepEqual(asked(css), pieces));
});

describe('the pieces that a browser drops', () => {
  it('are mistakes', () => {
    assert.deepEqual(told('a { color: bad; margin: 0 } :bad(b) { color: red }'), ['color: bad', ':bad(b)']);
  });

  it('are none beside a declaration of the same property in the same block', () => {
    assert.deepEqual(told('a { height: 1vh; height: bad } b { height: bad }'), ['height: bad']);
  });

  it('have their places in the style of a document', () => {
    const text = '<style>a { color: bad }</style>';
    const [piece] = piecesIn(text, [{ start: 7, end: 23 }]).slice(1);
    assert.deepEqual(piece?.range, { start: 11, end: 21 });
  });
});
