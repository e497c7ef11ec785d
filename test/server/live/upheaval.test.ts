import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemWatch, type Watch } from '../../../src/server/live/watch/systemWatch';
import { mountOver } from '../support/mounts';
import { makeTree } from '../support/tree';
import { type FakePage, LiveServer, sleep } from './liveServer';

const tree = {
  'index.html': '<!doctype html>',
  'site/a.css': 'a { color: red }',
  'site/b.css': 'b { color: red }',
};

/** A separate program that creates so many files in a folder, like a build. */
const MAKER = `
  const fs = require('node:fs');
  const [, folder, count] = process.argv;
  for (let at = 0; at < Number(count); at++) fs.writeFileSync(folder + '/f' + at + '.css', 'f');
`;

const git = (folder: string, ...given: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...given], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe('an upheaval in a watched folder', function () {
  this.timeout(180_000);
  let server: LiveServer;
  let page: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start(tree);
    page = await server.connect();
    await page.uses(['/site/a.css', 'style'], ['/site/b.css', 'style']);
    await server.knows('index.html', 'site/a.css', 'site/b.css');
  });
  afterEach(() => server.close());

  /** Saves a used file; returns how long the page waited for its message, which must be the only one. */
  async function hearsOf(what: string, name: string, text: string): Promise<void> {
    page.heard.length = 0;
    const began = performance.now();
    await server.save(name, text);
    assert.deepEqual(await page.hears(1), [`/${name}`]);
    process.stdout.write(`      ${what}: ${(performance.now() - began).toFixed(0)} ms\n`);
  }

  it('of 100,000 files that appear at once loses and doubles nothing that a page uses', async () => {
    const maker = spawn(process.execPath, ['-e', MAKER, server.file('site'), '100000']);
    const made = once(maker, 'exit');
    while (!(await fs.stat(server.file('site/f1000.css')).catch(() => undefined)));
    await hearsOf('in the middle', 'site/a.css', 'a { color: blue }');
    await made;
    await hearsOf('at the end', 'site/b.css', 'b { color: blue }');
    await hearsOf('once more', 'site/a.css', 'a { color: green }');
  });

  /** The ways in which 100,000 files come. */
  const comings: Readonly<Record<string, () => Promise<unknown>>> = {
    'are written one after the other': () =>
      once(spawn(process.execPath, ['-e', MAKER, server.file('site'), '100000']), 'exit'),
    'are written by four programs at once': () =>
      Promise.all(
        ['k', 'l', 'm', 'n'].map(async name => {
          await fs.mkdir(server.file(name));
          await once(spawn(process.execPath, ['-e', MAKER, server.file(name), '25000']), 'exit');
        }),
      ),
    'are moved there with their folder': async () => {
      const aside = `${server.onDisk('.').replace(/\/$/, '')}-aside`;
      await fs.mkdir(aside);
      await once(spawn(process.execPath, ['-e', MAKER, aside, '100000']), 'exit');
      return fs.rename(aside, server.onDisk('moved'));
    },
  };
  for (const [how, come] of Object.entries(comings))
    it(`of 100,000 files that ${how} is told to an observer, each file once`, async () => {
      const observer = await server.observe();
      const began = performance.now();
      await come();
      const made = performance.now();
      await observer.hears(100_000, 150_000);
      const heard = performance.now();
      await server.save('site/a.css', 'a { color: blue }');
      await observer.hears(100_001);
      assert.equal(new Set(observer.paths).size, 100_001);
      assert.equal(observer.paths.length, 100_001);
      process.stdout.write(
        `      made in ${(made - began).toFixed(0)} ms, all told ${(heard - made).toFixed(0)} ms later\n`,
      );
      observer.socket.terminate();
    });

  it('of 25,000 files is told to an observer once where the system tells of some again, seconds later', async () => {
    const listeners = new Map<string, Parameters<Watch>[1]>();
    const watched = await LiveServer.start(tree, {
      watch: (directory, listener, ...rest) => {
        listeners.set(directory, listener);
        return systemWatch(directory, listener, ...rest);
      },
    });
    const observer = await watched.observe();
    await once(spawn(process.execPath, ['-e', MAKER, watched.file('site'), '25000']), 'exit');
    await observer.hears(25_000, 60_000);
    const again = listeners.get(watched.file('site'));
    for (let at = 0; at < 100; at++) again?.('change', `f${at}.css`);
    await watched.save('site/f0.css', 'f { color: red }');
    await observer.hears(25_001);
    await sleep(500);
    assert.equal(observer.paths.length, 25_001);
    assert.deepEqual(observer.paths.slice(25_000), ['/site/f0.css']);
    observer.socket.terminate();
    await watched.close();
  });

  it('by a checkout of another branch with 5,000 files tells of those in use, each once', async () => {
    const root = server.onDisk('.');
    git(root, 'init', '-q', '-b', 'one');
    git(root, 'add', '.');
    git(root, 'commit', '-q', '-m', 'one');
    git(root, 'checkout', '-q', '-b', 'two');
    for (let at = 0; at < 50; at++) await fs.mkdir(server.file(`site/many/${at}`), { recursive: true });
    for (let at = 0; at < 5_000; at++)
      await fs.writeFile(server.file(`site/many/${at % 50}/f${at}.css`), `f${at}`);
    await fs.writeFile(server.file('site/a.css'), 'a { color: blue }');
    await page.hears(1);
    git(root, 'add', '.');
    git(root, 'commit', '-q', '-m', 'two');
    for (const branch of ['one', 'two', 'one']) {
      page.heard.length = 0;
      const began = performance.now();
      git(root, 'checkout', '-q', branch);
      assert.deepEqual(await page.hears(1), ['/site/a.css']);
      process.stdout.write(`      with git itself: ${(performance.now() - began).toFixed(0)} ms\n`);
      await hearsOf('a save after it', 'site/b.css', `b { order: ${Math.random()} }`);
      git(root, 'checkout', '-q', 'site/b.css');
      await page.hears(2);
    }
  });

  // A page whose document has gone reloads and gets no other message: the reload fetches everything.
  for (const [what, folder, expected] of [
    ['a folder', 'site', ['/site/a.css', '/site/b.css']],
    ['the root', '.', ['/index.html']],
  ] as const)
    it(`that is a disk mounted over ${what}, and taken away again, is heard of both times`, async () => {
      const unmount = mountOver(server.onDisk(folder));
      if (!unmount) return;
      try {
        await hearAll(expected, 'gone');
        await hearsOf('a save on the disk', 'site/a.css', 'a { color: tan }');
      } finally {
        unmount();
      }
      page.heard.length = 0;
      await hearAll(expected, 'back');
      await hearsOf('a save below', 'site/b.css', 'b { color: tan }');
    });

  for (const [what, folder] of [
    ['a folder', 'site'],
    ['the root', '.'],
  ] as const)
    it(`that is another folder, mounted over ${what} and taken away again, tells of the files that differ`, async () => {
      const other = await makeTree({
        ...tree,
        'site/a.css': 'a { color: teal }',
        'a.css': 'a { color: teal }',
      });
      await fs.copyFile(server.file('site/b.css'), path.join(other, 'b.css'));
      const unmount = mountOver(server.onDisk(folder), other);
      if (!unmount) return;
      try {
        await hearAll(['/site/a.css'], 'over it');
        await hearsOf('a save in it', 'site/a.css', 'a { color: tan }');
      } finally {
        unmount();
      }
      page.heard.length = 0;
      await hearAll(['/site/a.css'], 'back');
      assert.deepEqual(page.paths, ['/site/a.css']);
      await hearsOf('a save below', 'site/b.css', 'b { color: tan }');
      await fs.rm(other, { recursive: true });
    });

  it('that is a disk mounted over one folder of many, and taken away again, is heard of by an observer', async () => {
    for (let at = 0; at < 200; at++) await server.save(`many/${at}/f.css`, 'f {}');
    const observer = await server.observe();
    const unmount = mountOver(server.onDisk('many/150'));
    if (!unmount) return;
    try {
      assert.deepEqual(await observer.hears(1), ['/many/150/f.css']);
      await server.save('many/150/g.css', 'g {}');
      assert.deepEqual(await observer.hears(2), ['/many/150/f.css', '/many/150/g.css']);
    } finally {
      unmount();
    }
    await observer.hears(4);
    await server.save('many/150/f.css', 'f { color: red }');
    await observer.hears(5);
    assert.deepEqual(observer.paths.slice(2, 4).toSorted(), ['/many/150/f.css', '/many/150/g.css']);
    assert.deepEqual(observer.paths.slice(4), ['/many/150/f.css']);
    observer.socket.terminate();
  });

  /** Each file is reported once. */
  async function hearAll(expected: readonly string[], what: string): Promise<void> {
    for (let tries = 0; tries < 600 && !expected.every(name => page.paths.includes(name)); tries++)
      await sleep(10);
    const heard = page.paths.filter(name => expected.includes(name));
    assert.deepEqual(heard.toSorted(), expected, what);
  }
});
