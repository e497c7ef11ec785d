import assert from 'node:assert/strict';
import type { SourceTree } from '../../../src/server/diff/parse';
import { type Source, Trees } from '../../../src/server/diff/trees';
import { sourceOf } from '../../../src/server/live/sources';
import { travelling } from '../../../src/server/diff/sourceTree';
import { treeOf as parsedAtOnce } from './sources';

const shown = sourceOf('<!doctype html><p>one</p><p>two</p>');
const typed = sourceOf('<!doctype html><p>one</p><p>two and more</p>');

const treeOf = (trees: Trees, source: Source): SourceTree =>
  trees.of(source) ?? assert.fail('there is no tree');

const large = (letter: string): Source => sourceOf(letter.repeat(1_900_000));

describe('the trees of sources', () => {
  it('are parsed once, and compared once for pages that started alike', () => {
    const trees = new Trees();
    const [from, to] = [treeOf(trees, shown), treeOf(trees, typed)];
    assert.equal(treeOf(trees, { ...shown }), from);
    const operations = trees.difference(from, to, to.startup);
    assert.deepEqual(operations, [['text', 7, 'two and more']]);
    assert.equal(trees.difference(from, to, { ...to.startup }), operations);
    assert.notEqual(trees.difference(from, to, { ...to.startup, key: 'another' }), operations);
  });

  it('are let go when they are many, but for the two of the moment', () => {
    const trees = new Trees();
    const first = treeOf(trees, large('a'));
    const second = treeOf(trees, large('b'));
    assert.equal(treeOf(trees, large('a')), first);
    const third = treeOf(trees, large('c'));
    assert.equal(treeOf(trees, large('c')), third);
    assert.equal(treeOf(trees, large('a')), first);
    assert.notEqual(treeOf(trees, large('b')), second);
  });

  it('are none of a source that is too large', () => {
    assert.equal(new Trees().of(sourceOf('x'.repeat(2_000_001))), undefined);
  });
});

const sent = ({ root }: SourceTree): unknown => travelling(root);

describe('a long document', () => {
  const lines = Array.from({ length: 3_000 }, (_, at) => `<p id="p${at}">some <b>words</b></p>\n`).join('');
  const long = sourceOf(`<!doctype html>\n<body>\n${lines}</body>\n`);

  it('is parsed in many parts, to the same tree', () => {
    const steps = new Trees().growing(long);
    let parts = 1;
    let step = steps.next();
    for (; !step.done; step = steps.next()) parts += 1;
    assert.ok(parts > 10, `${parts} parts`);
    assert.deepEqual(sent(step.value ?? assert.fail('there is no tree')), sent(parsedAtOnce(long.text)));
  });

  it('is not parsed again for an element that is put into it', () => {
    const trees = new Trees();
    treeOf(trees, long);
    const next = sourceOf(long.text.replace('<p id="p2000">', '<div>\n<i>new</i>\n</div>\n<p id="p2000">'));
    assert.equal(trees.growing(next, long).next().done, true);
    assert.deepEqual(sent(treeOf(trees, next)), sent(parsedAtOnce(next.text)));
  });
});
