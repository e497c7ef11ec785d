import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { linksOn } from '../../../src/server/live/watch/linksOn';
import { makeTree } from '../support/tree';

describe('the links that a path leads through', () => {
  let root: string;
  beforeEach(async () => {
    root = await makeTree({ 'real/deep/a.css': 'a {}' });
    const links = {
      one: 'real',
      two: 'one',
      'real/up': '..',
      'real/deep/b.css': 'a.css',
      far: path.join(root, 'two'),
      loop: 'loop',
      dangling: 'nowhere/at/all',
    };
    for (const [name, target] of Object.entries(links)) await fs.symlink(target, path.join(root, name));
  });
  afterEach(() => fs.rm(root, { recursive: true }));

  for (const [file, links] of [
    ['real/deep/a.css', []],
    ['one/deep/a.css', ['one']],
    ['two/deep/a.css', ['two', 'one']],
    ['far/deep/b.css', ['far', 'two', 'one', 'real/deep/b.css']],
    ['real/up/one/deep/a.css', ['real/up', 'one']],
    ['dangling/a.css', ['dangling']],
    ['missing/a.css', []],
  ] as const)
    it(`are ${links.join(', ') || 'none'} on ${file}`, () => {
      const found = linksOn(path.join(root, file)).map(link => path.relative(root, link));
      assert.deepEqual(found, links);
    });

  it('end in a circle', () => assert.equal(linksOn(path.join(root, 'loop/x')).length, 40));
});
