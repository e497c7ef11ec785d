import assert from 'node:assert/strict';
import { sourceOf } from '../../../src/server/live/update/documents';
import type { SourceTree } from '../../../src/server/diff/parse';
import { Trees } from '../../../src/server/diff/trees';
import { sleep } from '../live/liveServer';

const shown = sourceOf('<!doctype html><p>one</p><p>two</p>');
const typed = sourceOf('<!doctype html><p>one</p><p>two and more</p>');
const scripted = sourceOf('<!doctype html><p>one</p><script>two()</script>');

function treeOf(trees: Trees, ...sources: Parameters<Trees['of']>): SourceTree {
  return trees.of(...sources) ?? assert.fail('there is no tree');
}

describe('the trees of sources', () => {
  it('come from the one that is shown where only a part differs, and the difference with them', () => {
    const trees = new Trees();
    trees.trace(shown);
    const [from, to] = [treeOf(trees, shown), treeOf(trees, typed, shown)];
    assert.ok(to.checkpoints, 'all of it was parsed');
    const operations = trees.difference(from, to, to.startup);
    assert.deepEqual(operations, [['text', 7, 'two and more']]);
    assert.equal(trees.difference(from, to, { ...to.startup, key: 'another' }), operations);
  });

  it('are parsed where more than a part differs, and traced when there is time', async () => {
    const trees = new Trees();
    trees.trace(shown);
    const to = treeOf(trees, scripted, shown);
    assert.equal(to.checkpoints, undefined);
    await sleep(300);
    const later = treeOf(trees, scripted);
    assert.ok(later.checkpoints);
    assert.equal(later.root.hash, to.root.hash);
  });

  it('are none of a source that is too large', () => {
    assert.equal(new Trees().of(sourceOf('x'.repeat(2_000_001))), undefined);
  });
});
