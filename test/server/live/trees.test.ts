import assert from 'node:assert/strict';
import { sourceOf } from '../../../src/server/live/documents';
import type { SourceTree } from '../../../src/server/live/parse';
import { Trees } from '../../../src/server/live/trees';
import { sleep } from './liveServer';

const shown = sourceOf('<!doctype html><p>one</p><p>two</p>');
const typed = sourceOf('<!doctype html><p>one</p><p>two and more</p>');
const split = sourceOf('<!doctype html><p>one</p><p>two</p><p>three</p>');

function treeOf(trees: Trees, ...sources: Parameters<Trees['of']>): SourceTree {
  return trees.of(...sources) ?? assert.fail('there is no tree');
}

describe('the trees of sources', () => {
  it('come from the one that is shown where only words differ, and the difference with them', () => {
    const trees = new Trees();
    trees.locate(shown);
    const [from, to] = [treeOf(trees, shown), treeOf(trees, typed, shown)];
    assert.ok(to.located, 'it was parsed');
    const operations = trees.difference(from, to, to.startup);
    assert.deepEqual(operations, [['text', 7, 'two and more']]);
    assert.equal(trees.difference(from, to, { ...to.startup, key: 'another' }), operations);
  });

  it('are parsed where more than words differs, and located when there is time', async () => {
    const trees = new Trees();
    trees.locate(shown);
    const to = treeOf(trees, split, shown);
    assert.equal(to.located, false);
    await sleep(300);
    const later = treeOf(trees, split);
    assert.ok(later.located);
    assert.equal(later.root.hash, to.root.hash);
  });

  it('are none of a source that is too large', () => {
    assert.equal(new Trees().of(sourceOf('x'.repeat(2_000_001))), undefined);
  });
});
