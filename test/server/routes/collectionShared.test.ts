import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../../src/protocol/humanError';
import { Claim, type Waits } from '../../../src/server/routes/collection/claim';
import type { Item } from '../../../src/server/routes/collection/items';
import { json, withRoutes } from '../support/routes';
import { makeTree } from '../support/tree';

/** Two routes to one file, one of them through a link. */
const ROUTES = ['users', 'link'].map(name => ({
  path: `/${name}`,
  collection: `data/${name}.json`,
  persist: true,
}));

/** The command line's server; `uid` is a user that may write only where all may. */
async function start(root: string, uid?: number): Promise<{ url: string; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['dist/cli.js', root, '--port', '0', '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid }),
  });
  const closed = once(child, 'close');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  return { url: (JSON.parse(String(line)) as { url: string }).url, end };
}

async function send(url: string, init: RequestInit): Promise<Item> {
  const response = await fetch(url, init);
  const text = await response.text();
  assert.ok(response.ok, `${response.status} ${text}`);
  return JSON.parse(text) as Item;
}

/** Waits that never end by themselves. */
const ENDLESS: Waits = { abandoned: Infinity, gone: Infinity, longest: Infinity };

describe('a file of a collection that several servers keep', function () {
  this.timeout(120_000);
  let root: string;
  let file: string;

  beforeEach(async () => {
    root = await makeTree(withRoutes(ROUTES, { 'data/users.json': '[{"id":0}]' }));
    file = path.join(root, 'data/users.json');
    await fs.symlink('users.json', path.join(root, 'data/link.json'));
  });
  afterEach(async () => {
    await fs.rm(root, { recursive: true });
  });

  const itemsIn = async (): Promise<Item[]> => JSON.parse(await fs.readFile(file, 'utf8')) as Item[];
  const isClean = async (): Promise<void> =>
    assert.deepEqual((await fs.readdir(path.join(root, 'data'))).toSorted(), ['link.json', 'users.json']);

  it('loses no change that was answered, whichever way and however often at once it is changed', async () => {
    const servers = await Promise.all([start(root), start(root), start(root)]);
    try {
      const made = await Promise.all(
        servers.flatMap(({ url }, server) =>
          Array.from({ length: 40 }, async (_, n) => {
            const route = `${url}${n % 2 === 0 ? 'users' : 'link'}`;
            await send(`${route}/0`, { ...json({ [`s${server}n${n}`]: 1 }), method: 'PATCH' });
            const { id } = await send(route, json({ server, n }));
            if (n % 10 === 0) await fetch(`${route}/${String(id)}`, { method: 'DELETE' });
            return n % 10 === 0 ? [] : [id];
          }),
        ),
      );
      const [first, ...others] = await itemsIn();
      assert.equal(Object.keys(first ?? {}).length, 121);
      const ids = others.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
      assert.deepEqual(
        ids,
        made
          .flat()
          .map(Number)
          .toSorted((a, b) => a - b),
      );
      assert.equal(new Set(ids).size, 108);
      await isClean();
    } finally {
      await Promise.all(servers.map(({ end }) => end()));
    }
  });

  it('loses no change of one server while another is killed in the middle of a change, again and again', async () => {
    const lasting = await start(root);
    try {
      const kept: unknown[] = [];
      let isOver = false;
      const write = async (url: string): Promise<void> => {
        while (!isOver) {
          const answer = await fetch(`${url}users`, json({ text: 'x'.repeat(500) })).catch(() => undefined);
          // The answer may be cut off, too.
          const item = (await answer?.json().catch(() => undefined)) as Item | undefined;
          if (!answer || !item) return;
          assert.equal(answer.status, 201);
          kept.push(item['id']);
        }
      };
      const lastingly = write(lasting.url);
      for (let kill = 0; kill < 6; kill += 1) {
        const { url, end } = await start(root);
        const before = kept.length;
        const writers = [write(url), write(url)];
        // Until a number of answers, so that a slow machine is killed in the middle as well.
        while (kept.length < before + 10 + 3 * kill) await new Promise(setImmediate);
        await end();
        await Promise.all(writers);
      }
      isOver = true;
      await lastingly;
      const ids = new Set((await itemsIn()).map(({ id }) => id));
      assert.deepEqual(
        kept.filter(id => !ids.has(id)),
        [],
      );
      assert.equal(new Set(kept).size, kept.length, 'no id is given twice');
      await isClean();
    } finally {
      await lasting.end();
    }
  });

  it('is free again after a process was killed, whichever part of its claim is left', async () => {
    const killed = spawn(process.execPath, ['--eval', '']);
    await once(killed, 'close');
    const claim = await Claim.take(file, ENDLESS);
    const lock = path.join(root, 'data/.users.json.lock');
    const [name = ''] = await fs.readdir(lock);
    await claim.release();
    for (const left of [[], [name.replace(`-${process.pid}-`, `-${killed.pid}-`)]]) {
      await fs.mkdir(lock);
      for (const draft of left) await fs.writeFile(path.join(lock, draft), '[{"id":1},');
      const next = await Claim.take(file, { abandoned: Infinity, gone: 0, longest: 20_000 });
      await next.release();
      await isClean();
    }
    // Another machine counts its processes by itself.
    await fs.mkdir(lock);
    await fs.writeFile(path.join(lock, name.replace(/^\w+-\d+/, `00000000-${killed.pid}`)), '');
    await assert.rejects(Claim.take(file, { abandoned: Infinity, gone: 0, longest: 100 }), HumanError);
  });

  it('is replaced by no server whose claim another one has taken for left behind', async () => {
    const slow = await Claim.take(file, ENDLESS);
    const other = await Claim.take(file, { ...ENDLESS, abandoned: 0 });
    assert.equal(await slow.replace(Buffer.from('slow'), async () => true), false);
    await slow.release();
    assert.equal(await other.replace(Buffer.from('other'), async () => true), true);
    await other.release();
    assert.equal(await fs.readFile(file, 'utf8'), 'other');
    await isClean();
  });

  it('is kept by one of two, even if the other takes its new folder for left behind', async () => {
    const lock = path.join(root, 'data/.users.json.lock');
    const rival = path.join(lock, 'rival');
    const taken = Claim.take(file, { ...ENDLESS, longest: 100 });
    // The folder is made by a thread of libuv, and the draft in it a turn later.
    for (let isRemoved = false; !isRemoved;)
      try {
        rmdirSync(lock);
        isRemoved = true;
      } catch {}
    mkdirSync(lock);
    writeFileSync(rival, '');
    await assert.rejects(taken, HumanError);
    assert.deepEqual(await fs.readdir(lock), ['rival']);
  });

  it('is waited for no longer than a limit, and the reason and the way out are told', async () => {
    const lock = path.join(root, 'data/.users.json.lock');
    const mine = await Claim.take(file);
    const waits = { ...ENDLESS, longest: 50 };
    await assert.rejects(Claim.take(file, waits), (error: unknown) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /delete the folder “\.users\.json\.lock”/);
      return !error.message.includes(root);
    });
    await mine.release();
    // A folder of your own with that name loses nothing.
    await fs.mkdir(lock);
    await fs.writeFile(path.join(lock, 'mine.txt'), 'mine');
    await assert.rejects(Claim.take(file, { abandoned: 0, gone: 0, longest: 50 }), HumanError);
    assert.equal(await fs.readFile(path.join(lock, 'mine.txt'), 'utf8'), 'mine');
  });

  it('says which rights are missing, and no absolute path', async () => {
    await fs.chmod(root, 0o755);
    await fs.chmod(path.join(root, 'data'), 0o555);
    // The superuser may write everywhere.
    const { url, end } = await start(root, process.getuid?.() === 0 ? 65_534 : undefined);
    try {
      const response = await fetch(`${url}users`, json({}));
      const text = await response.text();
      assert.equal(response.status, 500);
      assert.match(text, /in its folder \(EACCES\)/);
      assert.ok(!text.includes(root), text);
      assert.equal((await fetch(`${url}users`)).status, 200);
    } finally {
      await end();
      await fs.chmod(path.join(root, 'data'), 0o755);
    }
  });
});
