import assert from 'node:assert/strict';
import type { FSWatcher } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemWatch } from '../../../src/server/live/watch/systemWatch';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer, sleep } from './liveServer';

const document = (text: string): string =>
  `<!doctype html><link rel="stylesheet" href="a.css"><p>${text}</p>`;
const tree = {
  'releases/1/index.html': document('one'),
  'releases/1/a.css': 'a { order: 1 }',
  'releases/2/index.html': document('two'),
  'releases/2/a.css': 'a { order: 2 }',
  'themes/dark.css': 'b { order: 1 }',
  'themes/light.css': 'b { order: 2 }',
};

/** The ways to point a link elsewhere: in one step, like a deployment, and in two, like a person. */
const WAYS: Readonly<Record<string, (link: string, target: string) => Promise<void>>> = {
  'by a rename over it': async (link, target) => {
    await fs.symlink(target, `${link}.next`);
    await fs.rename(`${link}.next`, link);
  },
  'by removing it first': async (link, target) => {
    await fs.unlink(link);
    await fs.symlink(target, link);
  },
  'with a pause between': async (link, target) => {
    await fs.unlink(link);
    await sleep(30);
    await fs.symlink(target, link);
  },
};

describeOnEveryRoot('a link in the root', () => {
  let server: LiveServer;
  let page: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start(tree);
    await fs.symlink('releases/1', server.onDisk('current'));
    await fs.mkdir(server.onDisk('deep/er'), { recursive: true });
    await fs.symlink('../../current', server.onDisk('deep/er/link'));
    await fs.symlink('themes/dark.css', server.onDisk('theme.css'));
  });
  afterEach(() => server.close());

  /** A page at an address through the link, as the browser loads it. */
  async function open(address: string): Promise<void> {
    page = await server.open('releases/1/index.html', address);
    await page.uses([`${address}a.css`, 'style'], ['/theme.css', 'style']);
    await server.knows('releases/1/index.html', 'releases/1/a.css', 'themes/dark.css');
    page.heard.length = 0;
  }
  /** No second message for this save comes: the next message is that of the next save. */
  async function onlyHears(...paths: string[]): Promise<void> {
    await page.hears(paths.length);
    await server.save('themes/light.css', `b { order: ${Math.random()} }`);
    await server.save('themes/dark.css', `b { order: ${Math.random()} }`);
    await page.hears(paths.length + 1);
    assert.deepEqual([page.paths.slice(0, -1).toSorted(), page.paths.at(-1)], [paths, '/theme.css']);
    page.heard.length = 0;
  }

  for (const [what, point] of Object.entries(WAYS))
    for (const address of ['/current/', '/deep/er/link/'])
      it(`that is pointed elsewhere ${what} is heard of by a page at ${address}, once for each file`, async () => {
        await open(address);
        await point(server.onDisk('current'), 'releases/2');
        await onlyHears(`${address}a.css`, `${address}index.html`);
        await server.save('releases/2/a.css', 'a { order: 3 }');
        await onlyHears(`${address}a.css`);
        await server.save('releases/1/a.css', 'a { order: 4 }');
        await fs.rm(server.file('releases/1'), { recursive: true });
        await onlyHears();
      });

  it('that gives way to a folder is heard of once for each file, and so are saves there', async () => {
    await open('/current/');
    await fs.unlink(server.onDisk('current'));
    await server.save('current/index.html', document('three'));
    await server.save('current/a.css', 'a { order: 3 }');
    await onlyHears('/current/a.css', '/current/index.html');
    await server.save('current/a.css', 'a { order: 4 }');
    await onlyHears('/current/a.css');
  });

  it('behind other links that is pointed elsewhere is heard of at once, and held against no folder', async () => {
    await fs.mkdir(server.onDisk('hidden'));
    await fs.symlink('../releases/1', server.onDisk('hidden/middle'));
    await fs.symlink('hidden/middle', server.onDisk('outer'));
    await open('/outer/');
    await WAYS['by a rename over it']?.(server.onDisk('hidden/middle'), '../releases/2');
    await onlyHears('/outer/a.css', '/outer/index.html');
    await server.save('releases/2/a.css', 'a { order: 3 }');
    await onlyHears('/outer/a.css');
    await server.save('releases/1/b.css', 'b {}');
    await onlyHears();
    assert.deepEqual(
      server.log.filter(line => line.includes('without events')),
      [],
    );
  });

  it('makes no events for saves behind it, and its folder is not taken for silent', async () => {
    await server.close();
    const silent = ['first', 'second'];
    server = await LiveServer.start(
      { ...tree, 'first/x.css': 'x {}', 'second/x.css': 'x {}' },
      {
        watch: (folder, ...rest) =>
          silent.includes(path.basename(folder))
            ? ({ close: () => undefined, on: () => undefined } as unknown as FSWatcher)
            : systemWatch(folder, ...rest),
      },
    );
    await fs.symlink('releases/1', server.onDisk('current'));
    await fs.symlink('themes/dark.css', server.onDisk('theme.css'));
    await open('/current/');
    await page.uses(['/first/x.css', 'style'], ['/second/x.css', 'style']);
    await server.knows('first/x.css', 'second/x.css');
    // After this, the poller has looked at everything twice.
    await server.save('first/x.css', 'x { order: 1 }');
    await server.logs(/without events/, 1);
    await server.save('releases/1/a.css', 'a { order: 9 }');
    await server.save('themes/dark.css', 'b { order: 9 }');
    await server.save('second/x.css', 'x { order: 2 }');
    await server.logs(/without events/, 2);
    const lines = server.log.filter(line => line.includes('without events'));
    assert.deepEqual(
      lines.filter(line => !silent.some(name => line.includes(`/${name} `))),
      [],
    );
  });

  it('to one file that is pointed elsewhere is heard of once, and so are later saves there', async () => {
    await open('/current/');
    await WAYS['by a rename over it']?.(server.onDisk('theme.css'), 'themes/light.css');
    assert.deepEqual(await page.hears(1), ['/theme.css']);
    await server.save('themes/dark.css', 'b { order: 5 }');
    await server.save('themes/light.css', 'b { order: 6 }');
    await page.hears(2);
    await server.save('releases/1/a.css', 'a { order: 7 }');
    await page.hears(3);
    assert.deepEqual(page.paths, ['/theme.css', '/theme.css', '/current/a.css']);
  });

  it('is let go with the last page that came through it', async () => {
    await open('/current/');
    assert.ok(server.directories.includes('current'));
    page.socket.close();
    await server.pages(0);
    assert.deepEqual(server.directories, []);
  });

  it('that is pointed out of the root shows nothing of what is there', async () => {
    await open('/current/');
    const outside = await fs.mkdtemp(path.join(path.dirname(server.onDisk('.')), 'outside-'));
    await fs.writeFile(path.join(outside, 'a.css'), 'secret');
    await WAYS['by a rename over it']?.(server.onDisk('current'), outside);
    await page.hears(2);
    page.heard.length = 0;
    await fs.writeFile(path.join(outside, 'a.css'), 'another secret');
    await sleep(100);
    assert.ok(!page.heard.some(message => JSON.stringify(message).includes('secret')));
    await fs.rm(outside, { recursive: true });
  });
});
