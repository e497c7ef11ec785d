import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import type { FSWatcher } from 'node:fs';
import { defaults } from '../../../src/server/options';
import { systemWatch, type Watch } from '../../../src/server/live/watch/systemWatch';
import { isShort } from '../../host/wholeRun';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer } from './liveServer';

const tree = {
  'index.html': '<!doctype html>',
  'dist/css/a.css': 'a { color: red }',
  'dist/b.css': 'b { color: red }',
};

/** Writes a folder like a build: elsewhere first, or in place. */
const builds: Readonly<Record<string, (server: LiveServer, text: string) => Promise<void>>> = {
  'removed and written anew': async (server, text) => {
    await fs.rm(server.file('dist'), { recursive: true });
    await server.save('dist/css/a.css', text);
    await server.save('dist/b.css', text);
  },
  'renamed away, and another renamed to its place': async (server, text) => {
    await server.save('next/css/a.css', text);
    await server.save('next/b.css', text);
    await fs.rename(server.file('dist'), server.file(`old${text.length}`));
    await fs.rename(server.file('next'), server.file('dist'));
  },
  'emptied and filled': async (server, text) => {
    await fs.rm(server.file('dist/css'), { recursive: true });
    await fs.rm(server.file('dist/b.css'));
    await server.save('dist/b.css', text);
    await server.save('dist/css/a.css', text);
  },
};

/** Files of a checkout. */
const MANY = isShort() ? 400 : 2000;

/** As on a network drive: a granted watch that stays silent. */
const silent = (): FSWatcher => ({ close: () => undefined, on: () => undefined }) as unknown as FSWatcher;

describeOnEveryRoot('folders that come and go', () => {
  let server: LiveServer;
  let page: FakePage;
  const start = async (watch: Watch = systemWatch): Promise<void> => {
    server = await LiveServer.start(tree, { watch });
    page = await server.connect();
    await page.uses(['/dist/css/a.css', 'style'], ['/dist/b.css', 'style']);
    await server.knows(...Object.keys(tree));
  };
  /** Asserts that this file is reported and nothing else, so that all earlier messages have arrived, too. */
  const onlyHears = async (...paths: readonly string[]): Promise<void> => {
    await page.hears(paths.length);
    await server.save('dist/b.css', `b { color: rgb(${page.heard.length}, 1, 1) }`);
    await page.hears(paths.length + 1);
    assert.deepEqual(page.paths.slice(0, -1).toSorted(), paths.toSorted());
    page.heard.length = 0;
  };
  afterEach(() => server.close());

  for (const [name, build] of Object.entries(builds))
    it(`a folder that is ${name} is heard of three times, each file once a time`, async () => {
      await start();
      for (let round = 1; round <= 3; round++) {
        await build(server, `a { color: rgb(${round}, 0, 0) }${' '.repeat(round)}`);
        await onlyHears('/dist/b.css', '/dist/css/a.css');
      }
    });

  it('a new file in a folder that was built anew is heard of, by a page that missed it', async () => {
    await start();
    await page.uses(['/dist/new/c.css', 'style']);
    for (const text of ['c{}', 'c { color: red }']) {
      await fs.rm(server.file('dist'), { recursive: true });
      await server.save('dist/new/c.css', text);
      await page.hears(1);
      while (!page.paths.includes('/dist/new/c.css')) await page.hears(page.heard.length + 1);
      page.heard.length = 0;
    }
  });

  it('the root is removed, and comes back', async () => {
    await start();
    await fs.rename(server.root, `${server.root}-away`);
    await fs.cp(`${server.root}-away`, server.root, { recursive: true });
    await fs.rm(`${server.root}-away`, { recursive: true });
    await server.save('dist/css/a.css', 'a { color: blue }');
    while (!page.paths.includes('/dist/css/a.css')) await page.hears(page.heard.length + 1);
    page.heard.length = 0;
    await server.save('dist/b.css', 'b { color: blue }');
    assert.deepEqual(await page.hears(1), ['/dist/b.css']);
  });

  it('a folder that is replaced without any event is found out', async () => {
    let isSilent = true;
    await start((...given) => (isSilent ? silent() : systemWatch(...given)));
    isSilent = false;
    await server.save('next/css/a.css', 'a { color: blue }');
    await fs.rename(server.file('dist'), server.file('old'));
    await fs.rename(server.file('next'), server.file('dist'));
    while (!page.paths.includes('/dist/css/a.css')) await page.hears(page.heard.length + 1);
    page.heard.length = 0;
    await server.save('dist/b.css', 'b { color: blue }');
    assert.deepEqual(await page.hears(1), ['/dist/b.css']);
  });

  it('loops of links, sockets, pipes, and names that are no UTF-8 disturb nothing', async () => {
    await start();
    const observer = await server.observe();
    await fs.symlink('loop', server.onDisk('loop'));
    await fs.symlink('.', server.onDisk('dist/self'));
    await fs.writeFile(Buffer.concat([Buffer.from(server.onDisk('dist/')), Buffer.from([0xff, 0x2e])]), 'x');
    execFileSync('mkfifo', [server.onDisk('dist/pipe')]);
    const listener = net.createServer().listen(server.onDisk('dist/socket'));
    await fs.mkdir(server.file('dist/deep/er'), { recursive: true });
    await server.save('dist/deep/er/c.css', 'c {}');
    await server.save('dist/b.css', 'b { color: blue }');
    assert.deepEqual(await page.hears(1), ['/dist/b.css']);
    await observer.hears(2);
    listener.close();
    const names = observer.paths.toSorted();
    assert.deepEqual(names, ['/dist/b.css', '/dist/deep/er/c.css']);
  });

  it(`a checkout of ${MANY} files tells a page of those that it uses, each once, and an observer of all`, async () => {
    await start();
    const observer = await server.observe();
    const names = Array.from({ length: MANY }, (_, at) => `dist/many/${at % 50}/f${at}.css`);
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => fs.mkdir(server.file(`dist/many/${at}`), { recursive: true })),
    );
    for (const name of names) await fs.writeFile(server.file(name), `a { order: ${name.length} }`);
    await server.save('dist/css/a.css', 'a { color: blue }');
    await page.hears(1);
    await observer.hears(MANY + 1, 12_000);
    assert.deepEqual(page.paths, ['/dist/css/a.css']);
    assert.equal(new Set(observer.paths).size, MANY + 1);
    assert.equal(observer.paths.length, MANY + 1);
  });

  it('more events than the system keeps lose no change of a used file', async () => {
    // Simulates 100,000 files that overflow inotify's queue, so that the event of the used file is lost.
    let listener: Parameters<Watch>[1] | undefined;
    await start((directory, hear, recursive) => {
      if (path.basename(directory) === 'dist') listener = hear;
      return systemWatch(directory, (event, name) => name !== 'b.css' && hear(event, name), recursive);
    });
    await server.save('dist/b.css', 'b { color: blue }');
    for (let at = 0; at < 20_000; at++) listener?.('rename', `f${at}`);
    assert.deepEqual(await page.hears(1), ['/dist/b.css']);
    assert.deepEqual(
      server.log.filter(line => line.includes('without events')),
      [],
    );
  });

  it('a folder that is moved into the root makes no events for its files, and an observer hears of them', async () => {
    await start();
    const observer = await server.observe();
    await fs.mkdir(`${server.root}-new/deep`, { recursive: true });
    await fs.writeFile(`${server.root}-new/deep/c.css`, 'c {}');
    await fs.writeFile(`${server.root}-new/d.css`, 'd {}');
    await fs.rename(`${server.root}-new`, server.file('moved'));
    await observer.hears(2);
    await server.save('moved/deep/c.css', 'c { color: red }');
    await observer.hears(3);
    assert.deepEqual(observer.paths.toSorted(), ['/moved/d.css', '/moved/deep/c.css', '/moved/deep/c.css']);
  });

  it('what is ignored is not looked at', async () => {
    server = await LiveServer.start({ ...tree, 'node_modules/x/a.css': 'x' });
    server.options = { ...defaults, ignore: ['**/node_modules/**'] };
    const observer = await server.observe();
    await server.save('node_modules/y/z/a.css', 'y');
    await server.save('node_modules/x/a.css', 'y');
    await server.save('dist/b.css', 'b { color: blue }');
    assert.deepEqual(await observer.hears(1), ['/dist/b.css']);
    assert.deepEqual(
      server.directories.filter(name => name.startsWith('node_modules')),
      [],
    );
  });
});
