import { strict as assert } from 'node:assert';
import { type Change, edited, placed, type Placed } from '../../../src/editor/problems/placed';
import type { Fault } from '../../../src/protocol/faults';

const error = (line: number, last: number, text = 'x'): Fault => ({
  file: '/site/a.html',
  line,
  column: 3,
  message: `${text} (${last})`,
  severity: 'error',
  code: 'page-error',
  happened: { text, last },
});
const change = (from: readonly [number, number], to: readonly [number, number], text: string): Change => ({
  range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
  text,
});
const lines = (faults: readonly Placed[]): unknown[] => faults.map(({ now }) => now?.line ?? 'gone');

/** Changes of a text whose fifth line, 4 from 0, has the error; and where it is then. */
const CASES: readonly (readonly [name: string, changes: readonly Change[], line: number | 'gone'])[] = [
  ['text typed below it', [change([5, 0], [5, 0], 'a\nb\n')], 5],
  ['a line typed far above it', [change([0, 3], [0, 3], '\nmore')], 6],
  ['Enter at the end of the line above', [change([3, 9], [3, 9], '\n')], 6],
  ['a line pasted right before it', [change([4, 0], [4, 0], 'a\nb\n')], 7],
  ['the line above deleted', [change([3, 0], [4, 0], '')], 4],
  ['three lines above replaced by one', [change([0, 0], [3, 0], 'one\n')], 3],
  ['a letter typed in it', [change([4, 2], [4, 2], 'a')], 'gone'],
  ['a letter typed at its beginning', [change([4, 0], [4, 0], 'a')], 'gone'],
  ['the line joined to the one above', [change([3, 9], [4, 0], '')], 'gone'],
  ['the line deleted', [change([4, 0], [5, 0], '')], 'gone'],
  ['all of it replaced', [change([0, 0], [99, 0], 'new')], 'gone'],
  ['two carets, the last one first', [change([9, 0], [9, 0], 'x\n'), change([1, 0], [1, 0], 'x\n')], 6],
  ['two carets around it', [change([6, 0], [6, 0], 'x'), change([2, 0], [3, 0], '')], 4],
];

describe('the place of an error of a page', () => {
  for (const [name, changes, line] of CASES)
    it(`is ${line} after ${name}`, () => {
      const faults = placed([error(5, 1)], []);
      assert.deepEqual(lines(edited(faults, '/site/a.html', changes)), [line]);
      assert.deepEqual(lines(edited(faults, '/site/b.html', changes)), [5]);
    });

  it('holds when the server repeats it, until it happens again', () => {
    const first = placed([error(5, 1), error(9, 2, 'y')], []);
    const moved = edited(first, '/site/a.html', [change([4, 2], [4, 2], 'a\n')]);
    assert.deepEqual(lines(moved), ['gone', 10]);
    const repeated = placed([error(5, 1), error(9, 2, 'y'), error(1, 3, 'z')], moved);
    assert.deepEqual(lines(repeated), ['gone', 10, 1]);
    assert.deepEqual(lines(placed([error(5, 4), error(9, 2, 'y')], repeated)), [5, 10]);
  });

  it('holds when another page that had it is gone', () => {
    const first = edited(placed([error(5, 7)], []), '/site/a.html', [change([4, 2], [4, 2], 'a')]);
    assert.deepEqual(lines(placed([error(5, 6)], first)), ['gone']);
  });

  it('moves with the lines around it for other problems, too, which no edit ends', () => {
    const { happened, ...fault } = error(5, 1);
    const faults = placed([{ ...fault, code: 'html', endLine: 6, endColumn: 2 }], []);
    assert.ok(happened);
    const [moved] = edited(faults, '/site/a.html', [change([0, 0], [0, 0], '\n')]);
    assert.deepEqual([moved?.now?.line, moved?.now?.endLine], [6, 7]);
    assert.deepEqual(lines(edited(faults, '/site/a.html', [change([4, 1], [4, 1], 'a')])), [5]);
    assert.deepEqual(lines(placed([{ ...fault, code: 'html' }], edited(faults, '/site/a.html', []))), [5]);
  });
});
