import assert from 'node:assert/strict';
import { toRoot } from '../../../src/server/ask/toRoot';

describe('the way from an address to the root', () => {
  it('is relative, so that a path which a forwarder has put in front stays', () => {
    for (const target of [
      '/',
      '/a.html',
      '/docs',
      '/docs/',
      '/docs/a.html?b=/c/d',
      '/a//b',
      '/a%2Fb/c',
      '/x/y/z/',
    ]) {
      const page = new URL(`http://localhost/proxy/5500${target}`);
      assert.equal(new URL(toRoot(target), page).pathname, '/proxy/5500/', target);
    }
  });

  it('is path-absolute where the path is deeper than any that people make, or is none', () => {
    for (const target of ['/a'.repeat(40), '*', 'http://localhost/a/b', ''])
      assert.equal(toRoot(target), '/', target);
  });
});
