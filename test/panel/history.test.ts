import { strict as assert } from 'node:assert';
import {
  currentPage,
  isWithinDocument,
  pagesOf,
  replace,
  restore,
  startAt,
  step,
  traverse,
  visit,
  type History,
} from '../../src/panel/history';

const walk = (...pages: readonly [string, ...string[]]): History =>
  pages.slice(1).reduce((history, page) => visit(history, page), startAt(pages[0]));

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
    assert.deepEqual(back && pagesOf(visit(back, 'd')), ['a', 'b', 'd']);
  });

  it('does not count a reload as a step', () => {
    const there = walk('a', 'b');
    assert.deepEqual(visit(there, 'b'), there);
  });

  it('takes a redirect for the page itself', () => {
    const there = replace(walk('a', 'docs'), 'docs/');
    assert.deepEqual([pagesOf(there), there.index], [['a', 'docs/'], 1]);
  });

  it('follows a page that went back or forward by itself', () => {
    const there = walk('a', 'b', 'c');
    assert.equal(traverse(there, 'a').index, 0);
    assert.equal(traverse(traverse(there, 'a'), 'b').index, 1);
    assert.deepEqual(pagesOf(traverse(there, 'elsewhere')), ['a', 'b', 'c', 'elsewhere']);
    // Of two entries with one address, the nearer one.
    assert.equal(traverse(walk('a', 'b', 'a', 'c'), 'a').index, 2);
  });

  it('knows which steps a page takes by itself: those within one document', () => {
    const spa = visit(visit(replace(startAt('a'), 'a', 1), 'a#x', 1), 'b', 2);
    assert.equal(isWithinDocument(spa, -1), false);
    assert.equal(isWithinDocument({ ...spa, index: 1 }, -1), true);
    assert.equal(isWithinDocument({ ...spa, index: 0 }, 1), true);
    assert.equal(isWithinDocument(walk('a', 'b'), -1), false);
  });

  it('keeps fifty pages', () => {
    const pages = Array.from({ length: 80 }, (_, at) => String(at));
    const there = pages.reduce((history, page) => visit(history, page), startAt('first'));
    assert.equal(there.entries.length, 50);
    assert.equal(currentPage(there), '79');
  });

  it('comes back from what was kept, or not at all', () => {
    const there = walk('a', 'b');
    assert.deepEqual(restore(pagesOf(there), there.index), there);
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
