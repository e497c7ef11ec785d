import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { type FakePage, LiveServer } from './liveServer';

/** Exchanges two paths in one step, as Linux's `renameat2` does with RENAME_EXCHANGE: Node has no call of it. */
const EXCHANGE = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
a, b = (os.fsencode(each) for each in sys.argv[1:])
sys.exit(ctypes.get_errno() if libc.renameat2(-100, a, -100, b, 2) else 0)
`;

/** Whether the two were exchanged; a system may have no such call, or no Python. */
function exchange(one: string, other: string): boolean {
  try {
    execFileSync('python3', ['-c', EXCHANGE, one, other], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const tree = {
  'index.html': '<!doctype html>',
  'a.css': 'a { color: red }',
  'b.css': 'b { color: red }',
  'one/c.css': 'c { color: red }',
  'one/only.css': 'o {}',
  'two/c.css': 'c { color: blue }',
  'two/deep/d.css': 'd {}',
};

interface Case {
  readonly what: string;
  readonly pair: readonly [string, string];
  /** Paths that an observer hears of. */
  readonly observed: readonly string[];
  /** Paths in use by a page of which it hears. */
  readonly used: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: 'two files of a folder',
    pair: ['a.css', 'b.css'],
    observed: ['/a.css', '/b.css'],
    used: ['/a.css', '/b.css'],
  },
  {
    what: 'two files of two folders',
    pair: ['a.css', 'one/c.css'],
    observed: ['/a.css', '/one/c.css'],
    used: ['/a.css', '/one/c.css'],
  },
  {
    what: 'two folders',
    pair: ['one', 'two'],
    observed: [
      '/one/c.css',
      '/one/deep/d.css',
      '/one/only.css',
      '/two/c.css',
      '/two/deep/d.css',
      '/two/only.css',
    ],
    used: ['/one/c.css', '/two/c.css'],
  },
  {
    what: 'a file and a folder',
    pair: ['a.css', 'one'],
    observed: ['/a.css', '/a.css/c.css', '/a.css/only.css', '/one', '/one/c.css', '/one/only.css'],
    used: ['/a.css', '/one/c.css'],
  },
];

describe('an exchange in one step', function () {
  let server: LiveServer;
  let page: FakePage;
  let observer: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start(tree);
    page = await server.connect();
    await page.uses(
      ...['/a.css', '/b.css', '/one/c.css', '/two/c.css'].map(each => [each, 'style'] as const),
    );
    await server.knows('index.html', 'a.css', 'b.css', 'one/c.css', 'two/c.css');
    observer = await server.observe();
    await new Promise(resolve => setTimeout(resolve, 200));
  });
  afterEach(async () => {
    observer.socket.terminate();
    page.socket.terminate();
    await server.close();
  });

  for (const { what, pair, observed, used } of CASES)
    it(`of ${what} is heard of, each file once, and so are later saves`, async () => {
      const [one, other] = pair.map(name => server.onDisk(name)) as [string, string];
      if (!exchange(one, other)) return;
      await observer.hears(observed.length);
      await page.hears(used.length);
      assert.deepEqual(observer.paths.toSorted(), observed);
      assert.deepEqual(page.paths.toSorted(), used);
      for (const name of ['two/c.css', 'one/c.css', 'a.css/c.css']) {
        if ((await fs.stat(server.file(name)).catch(() => undefined)) === undefined) continue;
        observer.heard.length = 0;
        await server.save(name, `x { order: 1 }`);
        assert.deepEqual(await observer.hears(1), [`/${name}`]);
      }
      assert.ok(exchange(one, other));
    });

  it('of the root and another folder is heard of', async () => {
    const root = server.onDisk('.').replace(/\/$/, '');
    const next = `${root}-next`;
    await fs.cp(root, next, { recursive: true });
    await fs.writeFile(`${next}/a.css`, 'a { color: tan }');
    await fs.writeFile(`${next}/new.css`, 'n {}');
    if (exchange(root, next)) {
      while (!page.paths.includes('/a.css')) await page.hears(page.heard.length + 1);
      while (!observer.paths.includes('/new.css')) await observer.hears(observer.heard.length + 1);
      assert.deepEqual(observer.paths.toSorted(), ['/a.css', '/new.css']);
      assert.deepEqual(page.paths, ['/a.css']);
      observer.heard.length = 0;
      await server.save('two/c.css', 'c { order: 2 }');
      assert.deepEqual(await observer.hears(1), ['/two/c.css']);
    }
    await fs.rm(next, { recursive: true, force: true });
  });
});
