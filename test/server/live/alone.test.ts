import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer } from './liveServer';

const tree = { 'a.css': 'a {}', 'd/e/b.css': 'b {}' };

type Upheave = (server: LiveServer) => Promise<void>;

/** Changes of folders after which an observer still hears of later saves. */
const UPHEAVALS: Readonly<Record<string, Upheave>> = {
  'the root was renamed away and back': async server => {
    const root = server.onDisk('.').replace(/\/$/, '');
    await fs.rename(root, `${root}-away`);
    await gone(server);
    await fs.rename(`${root}-away`, root);
  },
  'the root was renamed away and back at once': async server => {
    const root = server.onDisk('.').replace(/\/$/, '');
    await fs.rename(root, `${root}-away`);
    await fs.rename(`${root}-away`, root);
  },
  'the root was removed and built anew': async server => {
    await fs.rm(server.onDisk('.'), { recursive: true });
    await gone(server);
    await fs.mkdir(server.onDisk('.'));
    for (const [name, text] of Object.entries(tree)) await server.save(name, text);
  },
  'the root was a file meanwhile': async server => {
    const root = server.onDisk('.').replace(/\/$/, '');
    await fs.rename(root, `${root}-away`);
    await fs.writeFile(root, 'a file');
    await gone(server);
    await fs.rm(root);
    await fs.rename(`${root}-away`, root);
  },
  'another root stood in its place without a moment between': async server => {
    const root = server.onDisk('.').replace(/\/$/, '');
    await fs.cp(root, `${root}-next`, { recursive: true });
    await fs.rename(root, `${root}-away`);
    await fs.rename(`${root}-next`, root);
    await fs.rm(`${root}-away`, { recursive: true });
  },
  'a folder was a file meanwhile': async server => {
    await fs.rm(server.file('d'), { recursive: true });
    await server.save('d', 'a file');
    await fs.rm(server.file('d'));
    await server.save('d/e/b.css', 'b {}');
  },
};

/** Waits until no folder below the root is watched any more. */
async function gone(server: LiveServer): Promise<void> {
  while (server.directories.some(name => name !== '')) await new Promise(resolve => setTimeout(resolve, 10));
}

/** Each waits half a second for the poller, so other kinds of roots only run two. */
const ON_EVERY_ROOT = Object.entries(UPHEAVALS).filter(([what]) => /built anew|a folder/.test(what));

describe('an observer without any page', function () {
  observes.call(this, Object.entries(UPHEAVALS));
});
describeOnEveryRoot('an observer', function () {
  observes.call(this, ON_EVERY_ROOT);
});

interface Watched {
  readonly server: LiveServer;
  readonly observer: FakePage;
}

/**
 * Saves a file until the observer hears of it, since the folder may not be watched yet. The next save must be
 * reported once.
 */
async function hearsOf({ server, observer }: Watched, name: string): Promise<void> {
  observer.heard.length = 0;
  for (let round = 1; !observer.paths.includes(`/${name}`); round++) {
    assert.ok(round < 20, `${name} is not heard of`);
    await server.save(name, `a { order: ${round} }`);
    await observer.hears(observer.heard.length + 1, 200);
  }
  const own = (): string[] => observer.paths.filter(path => path === `/${name}`);
  // Before the save, which may be heard of before it has returned.
  const count = own().length;
  await server.save(name, 'a { order: 100 }');
  while (own().length === count) await observer.hears(observer.heard.length + 1);
  assert.equal(own().length, count + 1);
}

function observes(this: Mocha.Suite, upheavals: readonly (readonly [what: string, Upheave])[]): void {
  this.timeout(10_000);
  let server: LiveServer;
  let observer: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start(tree);
    observer = await server.observe();
  });
  afterEach(async () => {
    observer.socket.terminate();
    await server.close();
  });

  for (const [what, upheave] of upheavals)
    it(`hears of saves after ${what}`, async () => {
      await hearsOf({ server, observer }, 'a.css');
      await upheave(server);
      await hearsOf({ server, observer }, 'd/e/b.css');
      await hearsOf({ server, observer }, 'a.css');
    });

  it('hears of the files in a folder that stands where a used file stood, and of the file again', async () => {
    const page = await server.connect();
    await page.uses(['/a.css', 'style']);
    await server.knows('a.css');
    for (let round = 1; round <= 2; round++) {
      await fs.rm(server.file('a.css'));
      await server.save('a.css/deep/f.css', `f { order: ${round} }`);
      await server.save('a.css/g.css', `g { order: ${round} }`);
      while (observer.heard.length < 3) await observer.hears(3);
      assert.deepEqual(observer.paths.toSorted(), ['/a.css', '/a.css/deep/f.css', '/a.css/g.css']);
      observer.heard.length = 0;
      await fs.rm(server.file('a.css'), { recursive: true });
      await server.save('a.css', `a { order: ${round} }`);
      await observer.hears(3);
      assert.deepEqual(observer.paths.toSorted(), ['/a.css', '/a.css/deep/f.css', '/a.css/g.css']);
      observer.heard.length = 0;
    }
    page.socket.terminate();
  });

  it('hears nothing of a link that leads out of the root', async () => {
    const outside = `${server.onDisk('.').replace(/\/$/, '')}-outside.css`;
    await fs.writeFile(outside, 'o {}');
    await fs.symlink(outside, server.onDisk('link.css'));
    await server.save('a.css', 'a { order: 1 }');
    assert.deepEqual(await observer.hears(1), ['/a.css']);
    await fs.rm(outside);
  });
}
