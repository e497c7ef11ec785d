import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { byName } from '../../../src/server/files/lookup';
import { readOrder, sorted } from '../../../src/server/reply/listing';
import { Listings } from '../../../src/server/steps/listings';
import type { Reply } from '../../../src/server/reply/reply';
import { ask } from '../support/raw';
import { endAll, serve } from '../support/serve';

const item = (name: string, folder = false, size = 0) => ({ name, folder, size, modified: 0 });
const namesOf = (items: readonly { readonly name: string }[]): string =>
  items.map(({ name }) => name).join(' ');
const entry = (name: string) => ({ name });
const reply = (text: string): Reply => ({
  status: 200,
  headers: { text },
  body: { kind: 'none' },
  rule: 'listing',
});

const decoded = (html: string): string =>
  html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string, word: string) =>
    code ? String.fromCodePoint(Number(code)) : ({ amp: '&', lt: '<', gt: '>', quot: '"' }[word] ?? whole),
  );

describe('the order of a listing', () => {
  it('is that of names: no case, no accents, numbers by value', () => {
    assert.equal(
      namesOf(byName(['b', 'a10', 'É', 'a2', 'B2', 'e', 'f', '_'].map(entry))),
      '_ a2 a10 b B2 É e f',
    );
  });

  it('has folders first, then the column, then the name, either way', () => {
    const items = byName([
      item('b', false, 1),
      item('a', false, 2),
      item('z', true),
      item('c', false, 1),
      item('y', true),
    ]);
    assert.equal(namesOf(sorted(items, readOrder(''))), 'y z a b c');
    assert.equal(namesOf(sorted(items, readOrder('?order=desc'))), 'z y c b a');
    assert.equal(namesOf(sorted(items, readOrder('?sort=size'))), 'y z b c a');
    assert.equal(namesOf(sorted(items, readOrder('?sort=size&order=desc'))), 'y z a b c');
  });
});

describe('listings at the same time', () => {
  it('are made once when they are equal, and one after the other when they are not', async () => {
    const listings = new Listings();
    const made: string[] = [];
    let running = 0;
    const make = (key: string) => async () => {
      assert.equal(running++, 0);
      made.push(key);
      await new Promise(setImmediate);
      running--;
      return reply(key);
    };
    const keys = ['a', 'b', 'a', 'c', 'b', 'a'];
    const replies = await Promise.all(keys.map(key => listings.of(key, make(key))));
    assert.deepEqual(
      replies.map(each => each?.headers['text']),
      keys,
    );
    assert.deepEqual(made, ['a', 'b', 'c']);
    await listings.of('a', make('a'));
    assert.equal(made.length, 4);
  });

  it('go on after one that failed', async () => {
    const listings = new Listings();
    const failed = listings.of('a', () => Promise.reject(new Error('EIO')));
    const next = listings.of('b', () => Promise.resolve(reply('b')));
    await assert.rejects(failed);
    assert.equal((await next)?.headers['text'], 'b');
  });
});

describe('our own pages', () => {
  afterEach(endAll);

  it('name their language, and write numbers and dates as it does', async () => {
    const { root, port } = await serve({ 'a.bin': 'a'.repeat(1234) }, { texts: { language: 'de' } });
    await fs.utimes(path.join(root, 'a.bin'), 0, new Date(2026, 2, 5, 17, 45));
    const german = (await ask(port, '/')).body.toString();
    assert.match(german, /<html lang="de"/);
    assert.match(german, />1,2 kB</);
    assert.match(german, />05\.03\.2026, 17:45</);
  });

  it('are English where no language is set', async () => {
    const { port } = await serve({ 'a.bin': 'a'.repeat(1234) });
    const listing = (await ask(port, '/')).body.toString();
    assert.match(listing, /<html lang="en"/);
    assert.match(listing, />1\.2 kB</);
  });
});

describe('a link of a listing', () => {
  afterEach(endAll);

  it('leads to its file; a name that no address may have stands there without one', async () => {
    const names = [
      'a b',
      'a#b',
      'a?b',
      'a%20b',
      'a&b',
      '"',
      "'",
      '<b>',
      'ü',
      '😀',
      'a.',
      ' a',
      '-a',
      'a;b',
      'a|b',
    ];
    const without = process.platform === 'win32' ? [] : ['a:b', 'a\\b', 'a\nb'];
    const { root, port } = await serve({});
    await fs.mkdir(path.join(root, 'd'));
    const kept = process.platform === 'win32' ? ['a b', 'a#b', 'a%20b', 'ü'] : names;
    for (const name of [...kept, ...without]) await fs.writeFile(path.join(root, 'd', name), name);
    const text = (await ask(port, '/d/')).body.toString();
    const links = [...text.matchAll(/<td><a href="([^"]*)"/g)].map(([, href = '']) => decoded(href));
    assert.equal(links.length, kept.length);
    for (const link of links) {
      const { pathname } = new URL(link, `http://localhost:${port}/d/`);
      const got = await ask(port, pathname);
      assert.deepEqual([got.status, got.body.toString()], [200, decodeURIComponent(pathname.slice(3))]);
    }
    assert.equal(text.split('<tr>').length, kept.length + without.length + 2);
  });
});

describe('a folder with very many files', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('is listed up to ten thousand, says so, and others are answered meanwhile', async () => {
    const { root, port } = await serve({ 'a.txt': 'a' });
    await fs.mkdir(path.join(root, 'many'));
    for (let n = 0; n < 10_500; n += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, i) => fs.writeFile(path.join(root, 'many', `f${n + i}`), '')),
      );
    let listed = 0;
    const listing = Promise.all(
      Array.from({ length: 20 }, () => ask(port, '/many/').finally(() => (listed += 1))),
    );
    let others = 0;
    while (listed === 0) {
      assert.equal((await ask(port, '/a.txt')).body.toString(), 'a');
      others++;
    }
    assert.ok(others > 5, `${others} requests were answered while one listing was made`);
    const [first, ...rest] = (await listing).map(({ body }) => body.toString());
    assert.equal(first?.split('<tr>').length, 10_002);
    assert.match(first ?? '', /Only the first 10000 entries are shown/);
    assert.ok(rest.every(text => text === first));
  });
});
