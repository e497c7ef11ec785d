import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { randomOf } from '../../page/randomPage';
import { type FakePage, LiveServer, sleep } from './liveServer';
import { type Contents, contentsOf, UPSETS } from './upsets';

const seed = Number(process.env['PORTHOLE_SEED'] ?? Date.now() % 100_000);
const ONE = 60;
const MANY = 20;

const tree = {
  'a.css': 'a {}',
  'b.css': 'b {}',
  'one/c.css': 'c {}',
  'one/two/d.css': 'd {}',
  'one/two/three/e.css': 'e {}',
  'four/f.css': 'f {}',
  'four/g.css': 'g {}',
};

/** Paths whose files came, went or have another content. */
function changesOf(before: Contents, after: Contents): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter(path => before.get(path) !== after.get(path)).toSorted();
}

describe(`an observer of a folder that is upset at random (seed ${seed})`, function () {
  this.timeout(120_000);
  const random = randomOf(seed);
  let server: LiveServer;
  let observer: FakePage;
  let round = 0;
  beforeEach(async () => {
    server = await LiveServer.start(tree);
    observer = await server.observe();
  });
  afterEach(async () => {
    observer.socket.terminate();
    await server.close();
  });

  async function upset(): Promise<{ readonly what: string; readonly touched: readonly string[] }> {
    const names = Object.keys(UPSETS);
    const what = names[Math.floor(random() * names.length)] ?? '';
    round += 1;
    const touched = (await UPSETS[what]?.(server.root, random, round)) ?? [];
    return { what, touched: touched.map(path => `/${path}`) };
  }

  /** The messages once each of these files was reported, and then a file that came and went. */
  async function heard(changed: readonly string[]): Promise<string[]> {
    const last = `/last${round}.css`;
    await server.save(last, 'z {}');
    while (!observer.paths.includes(last)) await observer.hears(observer.heard.length + 1);
    await fs.rm(server.file(last));
    const isGone = (): boolean => observer.paths.filter(path => path === last).length === 2;
    const hasAll = (): boolean => changed.every(path => observer.paths.includes(path));
    for (let tries = 0; tries < 400 && !(isGone() && hasAll()); tries++) await sleep(10);
    return observer.paths.filter(path => path !== last).toSorted();
  }

  it(`hears of each file once, and of no other, ${ONE} times`, async () => {
    for (let at = 0; at < ONE; at++) {
      observer.heard.length = 0;
      const before = await contentsOf(server.root);
      const { what, touched } = await upset();
      const changed = changesOf(before, await contentsOf(server.root));
      const got = await heard(changed);
      // A copy may have contents that existed before, since they were not known.
      const isOwn = (path: string): boolean =>
        changed.includes(path) || touched.some(each => path === each || path.startsWith(`${each}/`));
      assert.deepEqual(
        changed.filter(path => !got.includes(path)),
        [],
        `${what}: not heard of`,
      );
      assert.deepEqual(
        got.filter((path, index) => !isOwn(path) || got[index - 1] === path),
        [],
        what,
      );
    }
  });

  it(`hears of every file after five upsets at once, ${MANY} times`, async () => {
    for (let at = 0; at < MANY; at++) {
      observer.heard.length = 0;
      const before = await contentsOf(server.root);
      const done: string[] = [];
      for (let count = 0; count < 5; count++) done.push((await upset()).what);
      const changed = changesOf(before, await contentsOf(server.root));
      const got = await heard(changed);
      assert.deepEqual(
        changed.filter(path => !got.includes(path)),
        [],
        done.join(', '),
      );
    }
  });
});
