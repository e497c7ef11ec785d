import assert from 'node:assert/strict';
import { isForObservers } from '../../../src/server/live/kinds';

/** Security rule 18. */
describe('the names that an observer hears', () => {
  for (const path of ['/a.html', '/a/b c.css', '/.well-known/security.txt', '/a.b/c', '/ü/a..b'])
    it(`are ${path}`, () => assert.ok(isForObservers(path)));
  for (const path of [
    '/.env',
    '/.git/config',
    '/a/.hidden/b.css',
    '/../outside/a.txt',
    '/..',
    '/a/\u200b.env',
  ])
    it(`are not ${path}`, () => assert.ok(!isForObservers(path)));
});
