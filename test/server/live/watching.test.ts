import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type FSWatcher, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemWatch } from '../../../src/server/live/watch/systemWatch';
import { describeOnEveryRoot } from '../support/roots';
import { FakeClock } from './fakeClock';
import { type FakePage, LiveServer, sleep } from './liveServer';

const tree = {
  'index.html': '<!doctype html><link rel=stylesheet href=a.css>',
  'a.css': 'a { color: red }',
  's/b.css': 'b { color: red }',
};

/** As on a network drive: a granted watch that stays silent. */
const silent = (): Pick<FSWatcher, 'close' | 'on'> =>
  Object.assign(new EventEmitter(), { close: () => undefined }) as unknown as FSWatcher;

/** As on a system whose watches are used up. */
const refused = (): never => {
  throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' });
};

/** The ways in which editors write a file, with their pauses. */
const ways: Readonly<Record<string, (file: string, text: string) => Promise<void>>> = {
  'at once': (file, text) => fs.writeFile(file, text),
  'by rename': async (file, text) => {
    await fs.writeFile(`${file}~`, text);
    await fs.rename(`${file}~`, file);
  },
  'by rename of the old one': async (file, text) => {
    await fs.rename(file, `${file}.bak`);
    await sleep(10);
    await fs.writeFile(file, text);
  },
  'by truncating first': async (file, text) => {
    await fs.truncate(file);
    await sleep(20);
    await fs.writeFile(file, text);
  },
  'in several writes': async (file, text) => {
    const handle = await fs.open(file, 'w');
    for (const part of text.match(/.{1,9}/gs) ?? []) {
      await handle.write(part);
      await sleep(3);
    }
    await handle.close();
  },
};

describeOnEveryRoot('watching', () => {
  let server: LiveServer;
  let page: FakePage;
  const start = async (...given: Parameters<typeof LiveServer.start>): Promise<void> => {
    server = await LiveServer.start(...given);
    page = await server.connect();
    await page.uses(['/a.css', 'style'], ['/s/b.css', 'style']);
    await server.knows('index.html', 'a.css', 's/b.css');
  };
  /** Lets the poller sweep until a page has so many messages. */
  const polls = async (clock: FakeClock, count: number): Promise<string[]> => {
    for (let sweeps = 0; page.heard.length < count && sweeps < 200; sweeps++) {
      await clock.pass(100);
      await fs.stat(server.root);
    }
    return page.paths;
  };
  afterEach(() => server.close());

  it('grows with what pages use, and shrinks when they go', async () => {
    server = await LiveServer.start(tree);
    assert.deepEqual(server.directories, []);
    const one = await server.connect();
    await one.uses(['/a.css', 'style'], ['/s/b.css', 'style'], ['/none/of/it.png', 'resource']);
    assert.deepEqual(server.directories, ['', 's']);
    const two = await server.connect();
    await two.uses(['/s/b.css', 'style']);
    one.socket.close();
    await server.pages(1);
    assert.deepEqual(server.directories, ['', 's']);
    two.socket.close();
    await server.pages(0);
    assert.deepEqual(server.directories, []);
  });

  it('hears of a file in use before thousands of others that changed earlier', async () => {
    const told: string[] = [];
    await start(tree, {
      watch: (directory, hear, ...rest) =>
        systemWatch(
          directory,
          (event, name) => hear(event, told[told.push(name ?? '') - 1] ?? null),
          ...rest,
        ),
    });
    // In one turn of the event loop: the system has queued all events when the first one arrives.
    for (let at = 0; at < 1_000; at++) writeFileSync(server.onDisk(`f${at}.txt`), 'f');
    writeFileSync(server.onDisk('a.css'), 'a { color: blue }');
    assert.deepEqual(await page.hears(1), ['/a.css']);
    const place = told.findIndex(name => path.basename(name) === 'a.css');
    assert.ok(place < 200, `it was number ${place} of those that were told`);
  });

  it('tells the editor which file reached how many pages', async () => {
    await start(tree);
    const other = await server.connect();
    await other.uses(['/s/b.css', 'style']);
    await server.save('s/b.css', 'b { color: blue }');
    for (const each of [page, other]) await each.hears(1);
    const [{ path, touch, pages: count, duration } = assert.fail()] = server.updates;
    assert.deepEqual([path, touch, count], ['s/b.css', 'style', 2]);
    assert.ok(duration >= 0);
  });

  it('follows a missing file into directories that come, go and come again', async () => {
    await start(tree);
    await page.uses(['/new/deep/c.css', 'style']);
    await server.save('new/deep/c.css', 'c{}');
    assert.deepEqual(await page.hears(1), ['/new/deep/c.css']);
    assert.ok(server.directories.includes('new/deep'));
    await fs.rm(server.file('new'), { recursive: true });
    assert.deepEqual(await page.hears(2), ['/new/deep/c.css', '/new/deep/c.css']);
    await server.save('new/deep/c.css', 'c { color: red }');
    assert.equal((await page.hears(3)).length, 3);
  });

  it('makes one update of a save, in whatever way an editor writes it', async () => {
    await start(tree);
    let saves = 0;
    for (const [name, write] of Object.entries(ways)) {
      page.heard.length = 0;
      const color = `blue; background: ${name.length}px ${'0 '.repeat(name.length)}`;
      await write(server.file('a.css'), `a { color: ${color}}`);
      await page.hears(1);
      // A second update for the same save would come before that of the next save.
      await server.save('s/b.css', `b { order: ${++saves} }`);
      await page.hears(2);
      assert.deepEqual(page.paths, ['/a.css', '/s/b.css'], name);
    }
    page.heard.length = 0;
    await fs.utimes(server.file('a.css'), new Date(), new Date());
    await server.save('s/b.css', `b { order: 0 }`);
    await page.hears(1);
    assert.deepEqual(page.paths, ['/s/b.css'], 'nothing changed');
  });

  it('finds out that the system is silent, and looks at the used files by itself', async () => {
    const clock = new FakeClock();
    await start(tree, { watch: silent, clock });
    await server.save('a.css', 'a { color: green }');
    assert.deepEqual(await polls(clock, 1), ['/a.css']);
    assert.ok(server.log.some(text => text.includes(`${server.root} changes without events`)));
    const unwatched = async (name: string): Promise<string | undefined> =>
      (await server.live.examine(server.file(name)))?.unwatched;
    assert.deepEqual([await unwatched('a.css'), await unwatched('s/b.css')], ['silent', '']);
    await server.save('a.css', 'a { color: blue }');
    assert.deepEqual(await polls(clock, 2), ['/a.css', '/a.css']);
    await server.save('s/b.css', 'b { color: blue }');
    assert.deepEqual((await polls(clock, 3)).at(-1), '/s/b.css');
  });

  it('is not waited for when the editor says what it saved', async () => {
    const clock = new FakeClock();
    await start(tree, { watch: silent, clock });
    // No file is looked at for pages in hidden tabs.
    await page.says({ type: 'visible', visible: false });
    await server.save('a.css', 'a { color: tan }');
    for (let sweeps = 0; sweeps < 10; sweeps++) await clock.pass(500);
    assert.deepEqual(page.paths, []);
    server.live.changed([{ path: server.file('a.css'), how: 'saved' }]);
    assert.deepEqual(await page.hears(1), ['/a.css']);
    server.live.changed([{ path: server.file('s/b.css'), how: 'saved' }]);
    server.live.changed([{ path: server.file('a.css'), how: 'saved' }]);
    await server.save('a.css', 'a { color: blue }');
    server.live.changed([{ path: server.file('a.css'), how: 'saved' }]);
    assert.deepEqual(await page.hears(2), ['/a.css', '/a.css']);
  });

  it('does not take a speaking system for a silent one', async () => {
    const clock = new FakeClock();
    await start(tree, { clock });
    for (let save = 1; save <= 12; save++) {
      await server.save('a.css', `a { color: rgb(${save}, 0, 0) }`);
      await page.hears(save);
      await clock.pass(500);
      await fs.stat(server.root);
    }
    assert.equal(page.heard.length, 12);
    assert.deepEqual(
      server.log.filter(text => text.includes('without events')),
      [],
    );
  });

  it('looks by itself where the system grants no watch', async () => {
    const clock = new FakeClock();
    await start(tree, { watch: refused, clock });
    await server.save('a.css', 'a { color: green }');
    assert.deepEqual(await polls(clock, 1), ['/a.css']);
    assert.ok(server.log.some(text => text.includes('ENOSPC')));
    assert.equal((await server.live.examine(server.file('a.css')))?.unwatched, 'ENOSPC');
  });

  it('on Windows and macOS has one watch, of the root, that keeps no folder from being removed', async () => {
    await start(tree, { recursive: true });
    assert.deepEqual(server.directories, ['']);
    await server.save('s/b.css', 'b { color: blue }');
    assert.deepEqual(await page.hears(1), ['/s/b.css']);
    await fs.rm(server.file('s'), { recursive: true });
    await page.hears(2);
    await server.save('s/b.css', 'b { color: red }');
    assert.deepEqual((await page.hears(3)).at(-1), '/s/b.css');
    page.socket.close();
    await server.pages(0);
    assert.deepEqual(server.directories, []);
  });
});

describeOnEveryRoot('a page that was away', () => {
  let server: LiveServer;
  afterEach(() => server.close());

  it('hears of what changed since, also by a rename of an old file, and of nothing else', async () => {
    server = await LiveServer.start({ ...tree, 'old.css': 'a{}', 'c.css': 'c{}' });
    await fs.utimes(server.file('old.css'), 1, 1);
    // The time of the inode cannot be set: the files must be older than the absence and its slack.
    await sleep(1500);
    await server.save('s/b.css', 'b { color: blue }');
    await fs.rename(server.file('old.css'), server.file('a.css'));
    const page = await server.connect({ age: '300', again: '' });
    await page.uses(['/c.css', 'style'], ['/a.css', 'style'], ['/s/b.css', 'style']);
    assert.deepEqual((await page.hears(2)).toSorted(), ['/a.css', '/s/b.css']);
    await server.save('c.css', 'c { color: blue }');
    assert.equal((await page.hears(3)).at(-1), '/c.css');
  });

  for (const [where, prefix, forwarded] of [
    ['', '', false],
    [', behind a path that a forwarder takes off', '/user/ada/proxy/5500', true],
  ] as const)
    it(`and one that is new hears of what changed between its requests and its connection${where}`, async () => {
      server = await LiveServer.start(tree);
      const referer = `http://localhost${prefix}/index.html`;
      const use = { found: true, forwarded };
      server.live.used({ ...use, file: server.file('index.html'), referer: undefined, dest: 'document' });
      server.live.used({ ...use, file: server.file('a.css'), referer, dest: 'style' });
      server.live.used({ ...use, file: server.file('s/b.css'), referer, dest: 'style' });
      await server.knows('a.css', 's/b.css');
      await server.save('a.css', 'a { color: blue }');
      await server.logs(/a\.css changed/);
      const page = await server.connect({ age: '500' });
      assert.deepEqual(await page.hears(1), ['/a.css']);
      await sleep(20);
      const later = await server.connect({ age: '0' });
      await server.save('s/b.css', 'b { color: blue }');
      assert.deepEqual(await later.hears(1), ['/s/b.css']);
    });
});
