import assert from 'node:assert/strict';
import * as fc from 'fast-check';
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

  it('counts the folders of the path alone, whatever the query has', () => {
    const part = fc.constantFrom('/', '//', 'a', '?', '#', '..', '%2F', '*');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), parts => {
        const target = `/${parts.join('')}`;
        const folders = (target.split(/[?#]/, 1)[0] ?? '').split('/').length - 2;
        assert.equal(toRoot(target), folders > 32 ? '/' : folders === 0 ? './' : '../'.repeat(folders));
      }),
    );
  });

  it('is path-absolute where the path is deeper than any that people make, or is none', () => {
    for (const target of ['/a'.repeat(40), '*', 'http://localhost/a/b', ''])
      assert.equal(toRoot(target), '/', target);
  });
});
