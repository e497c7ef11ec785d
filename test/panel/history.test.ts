import { strict as assert } from 'node:assert';
import { currentPage, replace, restore, startAt, step, visit, type History } from '../../src/panel/history';

const walk = (...pages: readonly [string, ...string[]]): History =>
  pages.slice(1).reduce(visit, startAt(pages[0]));

describe('the history of a preview', () => {
  it('goes back and forward, and no further than there are pages', () => {
    const there = walk('a', 'b', 'c');
    const back = step(there, -1);
    assert.equal(back && currentPage(back), 'b');
    assert.equal(step(there, 1), undefined);
    assert.equal(step(startAt('a'), -1), undefined);
    assert.deepEqual(back && step(back, 1), there);
  });

  it('forgets what lay ahead when the person goes another way', () => {
    const back = step(walk('a', 'b', 'c'), -1);
    assert.deepEqual(back && visit(back, 'd').entries, ['a', 'b', 'd']);
  });

  it('does not count a reload as a step', () => {
    const there = walk('a', 'b');
    assert.equal(visit(there, 'b'), there);
  });

  it('takes a redirect for the page itself', () => {
    assert.deepEqual(replace(walk('a', 'docs'), 'docs/'), { entries: ['a', 'docs/'], index: 1 });
  });

  it('keeps fifty pages', () => {
    const pages = Array.from({ length: 80 }, (_, at) => String(at));
    const there = pages.reduce(visit, startAt('first'));
    assert.equal(there.entries.length, 50);
    assert.equal(currentPage(there), '79');
  });

  it('comes back from what was kept, or not at all', () => {
    const there = walk('a', 'b');
    assert.deepEqual(restore(there.entries, there.index), there);
    for (const [entries, index] of [
      [undefined, 0],
      [['a'], 1],
      [['a'], -1],
      [[1], 0],
      ['a', 0],
      [[], 0],
      [['a'], '0'],
    ]) {
      assert.equal(restore(entries, index), undefined);
    }
  });
});
