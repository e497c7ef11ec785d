import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fs from 'node:fs/promises';
import type { FSWatcher } from 'node:fs';
import { LiveServer, sleep } from './liveServer';

const tree = {
  'index.html': '<!doctype html><link rel=stylesheet href=a.css>',
  'a.css': 'a { color: red }',
  's/b.css': 'b { color: red }',
};

/** As on a network drive: granted, and silent. */
const silent = (): Pick<FSWatcher, 'close' | 'on'> =>
  Object.assign(new EventEmitter(), { close: () => undefined }) as unknown as FSWatcher;

describe('watching', () => {
  let server: LiveServer;
  afterEach(() => server.close());

  it('grows with what pages use, and shrinks when they go', async () => {
    server = await LiveServer.start(tree);
    assert.deepEqual(server.directories, []);
    const one = await server.connect();
    await one.uses(['/a.css', 'style'], ['/s/b.css', 'style'], ['/none/of/it.png', 'resource']);
    await sleep(100);
    assert.deepEqual(server.directories, ['', 's']);
    const two = await server.connect();
    await two.uses(['/s/b.css', 'style']);
    one.socket.close();
    await sleep(100);
    assert.deepEqual(server.directories, ['', 's']);
    two.socket.close();
    await sleep(100);
    assert.deepEqual(server.directories, []);
  });

  it('tells the editor which file reached how many pages', async () => {
    server = await LiveServer.start(tree);
    const pages = [await server.connect(), await server.connect()];
    for (const page of pages) await page.uses(['/s/b.css', 'style']);
    await sleep(100);
    await server.save('s/b.css', 'b { color: blue }');
    for (const page of pages) await page.hears(1);
    const [{ path, touch, pages: count, duration } = assert.fail()] = server.updates;
    assert.deepEqual([path, touch, count], ['s/b.css', 'style', 2]);
    assert.ok(duration >= 0 && duration < 10_000);
  });

  it('follows a missing file into directories that come, go and come again', async () => {
    server = await LiveServer.start(tree);
    const page = await server.connect();
    await page.uses(['/new/deep/c.css', 'style']);
    await sleep(100);
    await server.save('new/deep/c.css', 'c{}');
    assert.deepEqual(await page.hears(1), ['/new/deep/c.css']);
    assert.ok(server.directories.includes('new/deep'));
    await fs.rm(server.file('new'), { recursive: true });
    assert.deepEqual(await page.hears(2), ['/new/deep/c.css', '/new/deep/c.css']);
    await server.save('new/deep/c.css', 'c { color: red }');
    assert.equal((await page.hears(3)).length, 3);
  });

  it('makes one update of a save, however the editor writes it', async () => {
    server = await LiveServer.start(tree);
    const page = await server.connect();
    await page.uses(['/a.css', 'style']);
    await sleep(100);
    const file = server.file('a.css');
    const ways: Record<string, (text: string) => Promise<void>> = {
      'at once': text => fs.writeFile(file, text),
      'by rename': async text => {
        await fs.writeFile(`${file}~`, text);
        await fs.rename(`${file}~`, file);
      },
      'by rename of the old one': async text => {
        await fs.rename(file, `${file}.bak`);
        await sleep(10);
        await fs.writeFile(file, text);
      },
      'by truncating first': async text => {
        await fs.truncate(file);
        await sleep(20);
        await fs.writeFile(file, text);
      },
      'in several writes': async text => {
        const handle = await fs.open(file, 'w');
        for (const part of text.match(/.{1,9}/gs) ?? []) {
          await handle.write(part);
          await sleep(3);
        }
        await handle.close();
      },
    };
    for (const [name, write] of Object.entries(ways)) {
      page.heard.length = 0;
      await write(`a { color: blue; background: ${name.length}px ${'0 '.repeat(name.length)} }`);
      await page.hears(1);
      await sleep(200);
      assert.deepEqual(page.paths, ['/a.css'], name);
    }
    page.heard.length = 0;
    await fs.utimes(file, new Date(), new Date());
    await sleep(200);
    assert.deepEqual(page.paths, [], 'nothing changed');
  });

  it('finds out that the system is silent, and looks at the used files by itself', async () => {
    server = await LiveServer.start(tree, { watch: silent });
    const page = await server.connect();
    await page.uses(['/a.css', 'style'], ['/s/b.css', 'style']);
    await sleep(300);
    await server.save('a.css', 'a { color: green }');
    assert.deepEqual(await page.hears(1), ['/a.css']);
    assert.ok(server.log.some(text => text.includes(`${server.root} changes without events`)));
    await server.save('a.css', 'a { color: blue }');
    assert.deepEqual(await page.hears(2), ['/a.css', '/a.css']);
    await server.save('s/b.css', 'b { color: blue }');
    assert.deepEqual((await page.hears(3)).at(-1), '/s/b.css');
  });

  it('is not waited for when the editor says what it saved', async () => {
    server = await LiveServer.start(tree, { watch: silent });
    const page = await server.connect();
    await page.uses(['/a.css', 'style']);
    await sleep(100);
    // Nobody looks at files for pages that nobody sees.
    page.socket.send(JSON.stringify({ type: 'visible', visible: false }));
    await sleep(100);
    await server.save('a.css', 'a { color: tan }');
    await sleep(300);
    assert.deepEqual(page.paths, []);
    server.live.changed([{ path: server.file('a.css'), how: 'saved' }]);
    assert.deepEqual(await page.hears(1), ['/a.css']);
    await sleep(100);
    assert.deepEqual(page.paths, ['/a.css']);
  });

  it('does not take a speaking system for a silent one', async () => {
    server = await LiveServer.start(tree);
    const page = await server.connect();
    await page.uses(['/a.css', 'style']);
    for (let i = 1; i <= 12; i++) {
      await server.save('a.css', `a { color: rgb(${i}, 0, 0) }`);
      await page.hears(i);
      await sleep(150);
    }
    assert.equal(page.heard.length, 12);
    assert.deepEqual(
      server.log.filter(text => text.includes('without events')),
      [],
    );
  });

  it('looks by itself where the system grants no watch', async () => {
    server = await LiveServer.start(tree, {
      watch: () => {
        throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' });
      },
    });
    const page = await server.connect();
    await page.uses(['/a.css', 'style']);
    await sleep(300);
    await server.save('a.css', 'a { color: green }');
    assert.deepEqual(await page.hears(1), ['/a.css']);
    assert.ok(server.log.some(text => text.includes('ENOSPC')));
  });
});

describe('a page that was away', () => {
  let server: LiveServer;
  afterEach(() => server.close());

  it('hears of what changed since it last heard of the server, and of nothing else', async () => {
    server = await LiveServer.start(tree);
    await sleep(1500);
    await server.save('s/b.css', 'b { color: blue }');
    const page = await server.connect({ age: '300', again: '' });
    await page.uses(['/a.css', 'style'], ['/s/b.css', 'style']);
    assert.deepEqual(await page.hears(1), ['/s/b.css']);
    await sleep(200);
    assert.deepEqual(page.paths, ['/s/b.css']);
  });

  it('hears of a file that was put in place by rename, old as its content may be', async () => {
    server = await LiveServer.start(tree);
    await server.save('old.css', 'a{}');
    await fs.utimes(server.file('old.css'), 1, 1);
    await sleep(1500);
    await fs.rename(server.file('old.css'), server.file('a.css'));
    const page = await server.connect({ age: '300', again: '' });
    await page.uses(['/a.css', 'style']);
    assert.deepEqual(await page.hears(1), ['/a.css']);
  });

  it('and one that is new hears of what changed between its requests and its connection', async () => {
    server = await LiveServer.start(tree);
    const referer = 'http://localhost/index.html';
    server.live.used({ file: server.file('a.css'), found: true, referer, dest: 'style' });
    server.live.used({ file: server.file('s/b.css'), found: true, referer, dest: 'style' });
    await sleep(200);
    await server.save('a.css', 'a { color: blue }');
    await sleep(200);
    const page = await server.connect({ age: '500' });
    assert.deepEqual(await page.hears(1), ['/a.css']);
    const later = await server.connect({ age: '50' });
    await sleep(300);
    assert.deepEqual(later.paths, []);
  });
});
