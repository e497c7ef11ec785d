import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { Claim } from '../../../src/server/routes/collection/claim';
import type { Item } from '../../../src/server/routes/collection/items';
import { list } from '../../../src/server/routes/collection/query';
import { isShort } from '../../host/wholeRun';
import { ask, json, withRoutes } from '../support/routes';
import { endAll, makeTree, serve } from '../support/serve';
import { answersMeanwhile } from '../support/waits';

const KILLS = isShort() ? 8 : 200;
const PERSISTED = { path: '/k', collection: 'data/users.json', persist: true };

/** Starts the command line's server. */
async function start(root: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['dist/cli.js', root, '--port', '0', '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout ?? assert.fail(), 'data')) as [Buffer];
  return { child, url: (JSON.parse(String(line)) as { url: string }).url };
}

/** Runs a process that writes, kills it some milliseconds after its first answer, and gives the last answer. */
async function killedWriter(file: string, first: number, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, ['out/test/server/routes/writer.js', file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  await once(child.stdout, 'data');
  await delay(milliseconds);
  child.kill('SIGKILL');
  await once(child, 'close');
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
}

describe('a collection that is kept in its file', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('is the old one or the new one, whenever its server is killed', async () => {
    const root = await makeTree(withRoutes([PERSISTED], { 'data/users.json': '[]' }));
    const file = path.join(root, 'data/users.json');
    try {
      for (let round = 0; round < 4; round += 1) {
        const { child, url } = await start(root);
        const kept: number[] = [];
        const writers = Array.from({ length: 4 }, async (_one, writer) => {
          for (let n = 0; ; n += 1) {
            const id = round * 10_000 + writer * 1000 + n;
            const answer = await fetch(`${url}k`, json({ id, text: 'x'.repeat(500) })).catch(() => undefined);
            if (answer?.status !== 201) return;
            kept.push(id);
          }
        });
        // Waits for a number of answers, so that a slow machine is also killed in the middle.
        while (kept.length < 10 + 7 * round) await new Promise(setImmediate);
        child.kill('SIGKILL');
        await Promise.all(writers);
        const items = JSON.parse(await fs.readFile(file, 'utf8')) as { id: number }[];
        const ids = new Set(items.map(({ id }) => id));
        assert.deepEqual(
          kept.filter(id => !ids.has(id)),
          [],
          'every answered item is there',
        );
      }
    } finally {
      await fs.rm(root, { recursive: true });
    }
  });

  it(`is valid and has every change that was answered, whichever of ${KILLS} moments its process is killed at`, async function () {
    this.timeout(600_000);
    const root = await makeTree({ 'k.json': '[]' });
    const file = path.join(root, 'k.json');
    let last = 0;
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        last = await killedWriter(file, last + 1, Math.random() * 12);
        const ids = (JSON.parse(await fs.readFile(file, 'utf8')) as { id: number }[]).map(({ id }) => id);
        const [least, most] = [Math.min(...ids), Math.max(...ids)];
        // The change after the last answer may be there or not.
        assert.ok(most === last || most === last + 1, `${most} is the last, ${last} was answered`);
        assert.deepEqual(
          ids,
          Array.from({ length: most - least + 1 }, (_, at) => least + at),
          'each one between is there',
        );
        last = most;
      }
    } finally {
      await fs.rm(root, { recursive: true });
    }
  });

  it('loses nothing, whichever way and however often at once it is changed', async () => {
    const served = await serve(withRoutes([PERSISTED], { 'data/users.json': '[{"id":"a","n":0}]' }));
    await Promise.all([
      ...Array.from({ length: 40 }, (_, at) => ask(served, '/k', json({ id: `p${at}` }))),
      ...Array.from({ length: 40 }, (_, at) =>
        ask(served, '/k/a', { ...json({ [`f${at}`]: at }), method: 'PATCH' }),
      ),
    ]);
    const items = JSON.parse(await fs.readFile(path.join(served.root, 'data/users.json'), 'utf8')) as Item[];
    assert.equal(items.length, 41);
    assert.equal(Object.keys(items[0] ?? {}).length, 42);
    assert.deepEqual(await fs.readdir(path.join(served.root, 'data')), ['users.json']);
  });

  it('is made again on top of what was saved in between', async () => {
    const root = await makeTree({ 'a.json': '[1]' });
    const file = path.join(root, 'a.json');
    for (const mayReplace of [false, true]) {
      const claim = await Claim.take(file);
      assert.equal(await claim.replace(Buffer.from('[2]'), async () => mayReplace), mayReplace);
      assert.equal(await fs.readFile(file, 'utf8'), mayReplace ? '[2]' : '[1]');
      await claim.release();
      assert.deepEqual(await fs.readdir(root), ['a.json']);
    }
    await fs.rm(root, { recursive: true });
  });

  it('collection.growth: is never made too large to be read', async () => {
    const items = JSON.stringify([{ id: 1, text: 'x'.repeat(16 * 1024 * 1024 - 200) }]);
    for (const route of [PERSISTED, { ...PERSISTED, persist: false }]) {
      const served = await serve(withRoutes([route], { 'data/users.json': items }));
      assert.equal((await ask(served, '/k', json({ text: 'y'.repeat(1000) })))[0], 413);
      assert.equal((await ask(served, '/k?_limit=1'))[0], 200);
      await endAll();
    }
  });
});

/** So many filters. */
const names = (count: number): string => Array.from({ length: count }, (_, at) => `f${at}`).join('=&');

describe('a list of a collection', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('is sorted as `toSorted` sorts, stably', async () => {
    const item = fc.record({ a: fc.oneof(fc.nat(5), fc.constantFrom('x', 'y10', 'y9', '')), n: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 600 }), fc.boolean(), async (items, isDown) => {
        const { compare } = new Intl.Collator('en', { numeric: true });
        const sorted = items.toSorted((one, other) => {
          const [a, b] = isDown ? [other.a, one.a] : [one.a, other.a];
          return typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
        });
        const listed = await list(items, new URLSearchParams(`_sort=${isDown ? '-' : ''}a`));
        assert.ok(typeof listed !== 'string');
        assert.deepEqual(listed.items, sorted);
      }),
      { numRuns: 30 },
    );
  });

  it('dos.collection-filters: has at most 100 names to filter and to sort by', async () => {
    const served = await serve(withRoutes([{ path: '/k', collection: 'data/users.json' }]));
    assert.equal((await ask(served, `/k?${names(100)}`))[0], 200);
    assert.equal((await ask(served, `/k?${names(150)}`))[0], 400);
    assert.equal((await ask(served, `/k?_sort=${names(101).replaceAll('=&', ',')}`))[0], 400);
  });

  it('collection.next-id: of 130,000 items holds up no other request while it is sorted and searched', async () => {
    const items = Array.from({ length: 130_000 }, (_, at) => ({
      id: at + 1,
      name: `n${(at * 7919) % 130_000}`,
    }));
    const served = await serve(
      withRoutes([{ path: '/k', collection: 'k.json' }], { 'k.json': JSON.stringify(items), 'a.txt': 'a' }),
    );
    assert.equal((await ask(served, '/k', json({ name: 'new' })))[0], 201);
    const { answers, result } = await answersMeanwhile(served.port, '/a.txt', async () => {
      const sorted = await ask(served, '/k?_sort=name&_limit=2');
      const found = await ask(served, '/k?q=n77&_limit=1');
      return [sorted, found] as const;
    });
    assert.equal(result[0][0], 200);
    assert.equal((result[0][1] as Item[])[0]?.['name'], 'n0');
    assert.equal(result[1][0], 200);
    // Work in slices of 8 ms allows hundreds of answers; work in one piece, only a few.
    assert.ok(answers > 30, `${answers} answers`);
  });
});
