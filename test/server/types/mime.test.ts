import assert from 'node:assert/strict';
import mime from 'mime';
import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';
import { standardTypeOf, typeOf } from '../../../src/server/types/mime';

/** Types for which web developers expect another answer than the package's. */
const ours = new Set(['ts', 'mts', 'cts', 'tsx', 'jsx', 'map']);

describe('media types', () => {
  it('are those that the package itself finds, for every extension that it knows', async () => {
    const tables: readonly Readonly<Record<string, readonly string[]>>[] = [standard, other];
    const extensions = tables.flatMap(table => Object.values(table).flat());
    const names = new Set(extensions.map(one => one.replace('*', '')).filter(one => !ours.has(one)));
    assert.ok(names.size > 1000);
    for (const name of names) assert.equal(await typeOf(`a.${name}`), mime.getType(name), name);
  });

  it('do not depend on case, and are those of bytes where nothing is known', async () => {
    const names = ['A.HTML', 'a.b.css', 'a.ts', 'css', 'a.', 'a.no-such-extension', 'a.constructor'];
    const types = await Promise.all(names.map(typeOf));
    const bytes = 'application/octet-stream';
    assert.deepEqual(types, ['text/html', 'text/css', 'text/plain', bytes, bytes, bytes, bytes]);
  });

  it('are known at once where a standard has them, also once a vendor type was asked for', async () => {
    assert.equal(standardTypeOf('a.no-standard'), undefined);
    await typeOf('a.no-standard');
    assert.equal(standardTypeOf('a.no-standard'), undefined);
    assert.deepEqual(['a.svg', 'a.xhtml'].map(standardTypeOf), ['image/svg+xml', 'application/xhtml+xml']);
  });
});
