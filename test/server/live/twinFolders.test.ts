import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { type FakePage, LiveServer } from './liveServer';

type Act = (server: LiveServer) => Promise<unknown>;

/** Folders whose names differ in letter case alone, and the files of which an observer hears, each once. */
const CASES: Readonly<Record<string, readonly [act: Act, ...files: readonly string[]]>> = {
  'is made beside one that is watched': [server => server.save('DIR/deep/x.css', 'x {}'), 'DIR/deep/x.css'],
  'is made beside one that a page waits for': [
    server => server.save('Missing/a.css', 'x {}'),
    'Missing/a.css',
  ],
  'is moved beside one': [
    server => fs.rename(server.file('other'), server.file('Dir')),
    'Dir/b.css',
    'other/b.css',
  ],
  'is removed beside one': [server => fs.rm(server.file('TWIN'), { recursive: true }), 'TWIN/b.css'],
  'is removed, and the other one is saved in': [
    async server => {
      await fs.rm(server.file('TWIN'), { recursive: true });
      await server.save('twin/b.css', 'b { order: 2 }');
    },
    'TWIN/b.css',
    'twin/b.css',
  ],
};

describe('a folder that differs from another in its letter case alone', () => {
  let server: LiveServer;
  let observer: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start({
      'index.html': '<!doctype html>',
      'dir/b.css': 'b {}',
      'other/b.css': 'b {}',
      'twin/b.css': 'b {}',
      'TWIN/b.css': 'b { order: 1 }',
    });
    const page = await server.connect();
    await page.uses(['/dir/b.css', 'style'], ['/missing/a.css', 'style']);
    await server.knows('index.html', 'dir/b.css');
    observer = await server.observe();
  });
  afterEach(async () => {
    observer.socket.terminate();
    await server.close();
  });

  for (const [what, [act, ...files]] of Object.entries(CASES))
    it(`${what} is heard of by an observer`, async () => {
      // A disk that ignores case has no such folders.
      if ((await fs.readdir(server.root)).length < 5) return;
      await act(server);
      await observer.hears(files.length);
      await server.save('last.css', 'z {}');
      await observer.hears(files.length + 1);
      const expected = [...files.map(file => `/${file}`), '/last.css'];
      assert.deepEqual(observer.paths.toSorted(), expected.toSorted());
    });
});
