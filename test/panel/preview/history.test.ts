import { strict as assert } from 'node:assert';
import {
  arriveAt,
  currentPage,
  isWithinDocument,
  pagesOf,
  replace,
  restore,
  scrolledTo,
  startAt,
  step,
  traverse,
  visit,
  type History,
} from '../../../src/panel/preview/history';

const walk = (...pages: readonly [string, ...string[]]): History =>
  pages.slice(1).reduce((history, page) => visit(history, page), startAt(pages[0]));

const at = (page: string, document: number) => ({ page, document });
const pages = (history: History): string => `${pagesOf(history).join()} ${String(history.index)}`;

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
    // Of two entries with the same address, the nearer one is meant.
    assert.equal(traverse(walk('a', 'b', 'a', 'c'), 'a').index, 2);
  });

  it('takes a page that goes elsewhere by the way it went: on, in its own place, or back', () => {
    const there = replace(visit(replace(startAt('a'), 'a', 1), 'b', 2), 'b', 2);
    const leaving = { page: 'c', replaces: false };
    assert.equal(pages(arriveAt(there, at('c', 3), 'load', leaving)), 'a,b,c 2');
    assert.equal(pages(arriveAt(there, at('c', 3), 'load', { ...leaving, replaces: true })), 'a,c 1');
    assert.equal(pages(arriveAt(there, at('login', 3), 'load', leaving)), 'a,b,login 2');
    assert.equal(pages(arriveAt(there, at('a', 3), 'load', 'unannounced')), 'a,b 0');
    assert.equal(pages(arriveAt(there, at('d', 3), 'load', 'unannounced')), 'a,b,d 2');
    // The same document reports its address again.
    assert.equal(pages(arriveAt(there, at('b', 2), 'load', { ...leaving, replaces: true })), 'a,b 1');
    assert.equal(pages(arriveAt(there, at('b?x', 2), 'push', 'unannounced')), 'a,b,b?x 2');
    assert.equal(pages(arriveAt(there, at('b', 2), 'title', leaving)), 'a,b 1');
  });

  it('knows which steps a page takes by itself: those within one document', () => {
    const spa = visit(visit(replace(startAt('a'), 'a', 1), 'a#x', 1), 'b', 2);
    assert.equal(isWithinDocument(spa, -1), false);
    assert.equal(isWithinDocument({ ...spa, index: 1 }, -1), true);
    assert.equal(isWithinDocument({ ...spa, index: 0 }, 1), true);
    assert.equal(isWithinDocument(walk('a', 'b'), -1), false);
    const there = visit(visit(visit(startAt('a'), 'b', 1), 'c', 2), 'd', 1);
    assert.equal(isWithinDocument(there, -2), false, 'another document lies between');
    assert.equal(isWithinDocument(visit(visit(visit(startAt('a'), 'b', 1), 'c', 1), 'd', 1), -2), true);
  });

  it('knows how far a page was scrolled, until another takes its place', () => {
    const there = scrolledTo(visit(replace(startAt('a'), 'a', 1), 'b', 2), 1, { x: 0, y: 9 });
    assert.deepEqual(
      there.entries.map(({ scroll }) => scroll?.y),
      [9, undefined],
    );
    assert.equal(replace({ ...there, index: 0 }, 'a', 3).entries[0]?.scroll, undefined);
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
