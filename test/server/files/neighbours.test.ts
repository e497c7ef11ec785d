import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ask } from '../support/raw';
import { endAll, serve } from '../support/serve';

const css = 'a { color: red }\n'.repeat(200);
describe('compressed neighbours', () => {
  afterEach(endAll);

  for (const [coding, ending, compress] of [
    ['br', '.br', brotliCompressSync],
    ['gzip', '.gz', gzipSync],
  ] as const) {
    it(`${ending} is sent while it is fresh, and no more when the file is newer`, async () => {
      const { port, root, write } = await serve({ 'style.css': css }, { compression: 'on' });
      // A text that only the neighbour contains, so that it differs from our own compression.
      const bytes = compress(`${css}/* by hand */`);
      await write({ [`style.css${ending}`]: bytes });
      const get = () => ask(port, '/style.css', { headers: { 'Accept-Encoding': coding } });
      const fresh = await get();
      assert.deepEqual(
        [fresh.headers['content-encoding'], fresh.headers['vary']],
        [coding, 'Accept-Encoding'],
      );
      assert.ok(fresh.body.equals(bytes));
      const later = new Date(Date.now() + 5000);
      await fs.utimes(path.join(root, 'style.css'), later, later);
      const stale = await get();
      assert.ok(!stale.body.equals(bytes));
      assert.equal(stale.headers['vary'], 'Accept-Encoding');
      assert.equal((await ask(port, '/style.css')).headers['content-encoding'], undefined);
    });

    it(`${ending} that comes, is replaced and goes is seen at the next request, also by who has asked before`, async () => {
      const { port, root, write } = await serve({ 'style.css': css }, { compression: 'on' });
      const name = `style.css${ending}`;
      const get = (more = {}) => ask(port, '/style.css', { headers: { 'Accept-Encoding': coding, ...more } });
      const before = await get();
      assert.equal(before.headers['content-encoding'], coding);
      const tags = new Set([before.headers['etag']]);
      for (const by of ['hand', 'feet']) {
        const bytes = compress(`${css}/* by ${by} */`);
        await write({ [name]: bytes });
        const later = new Date(Date.now() + (tags.size + 5) * 60_000);
        await fs.utimes(path.join(root, name), later, later);
        const got = await get({
          'If-None-Match': [...tags].join(', '),
          'If-Modified-Since': before.headers['last-modified'],
        });
        assert.deepEqual([got.status, got.headers['content-encoding']], [200, coding]);
        assert.ok(got.body.equals(bytes));
        assert.equal((await get({ 'If-Modified-Since': before.headers['last-modified'] })).status, 200);
        assert.equal((await get({ 'If-None-Match': got.headers['etag'] })).status, 304);
        tags.add(got.headers['etag']);
      }
      assert.equal(tags.size, 3);
      await fs.rm(path.join(root, name));
      const after = await get();
      assert.ok(after.body.equals(before.body));
      assert.equal(after.headers['etag'], before.headers['etag']);
    });
  }
});
