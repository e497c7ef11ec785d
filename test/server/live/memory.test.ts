import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { UseKind } from '../../../src/protocol/page';
import { Folders } from '../../../src/server/files/folders';
import { Root } from '../../../src/server/files/root';
import { Addresses } from '../../../src/server/live/addresses';
import { absenceOf, Missed } from '../../../src/server/live/channel/missed';
import { Pages } from '../../../src/server/live/channel/pages';
import type { Connection } from '../../../src/server/live/channel/connection';
import type { PageEvents } from '../../../src/server/live/channel/connectedPage';
import { RecentRequests } from '../../../src/server/live/watch/recentRequests';
import { makeTree } from '../support/serve';
import { FakeClock } from './fakeClock';

/** Holds files and counts them. */
class Held {
  readonly files = new Map<string, number>();
  hold(file: string): void {
    this.files.set(file, (this.files.get(file) ?? 0) + 1);
  }
  release(file: string): void {
    const left = (this.files.get(file) ?? 0) - 1;
    if (left > 0) this.files.set(file, left);
    else this.files.delete(file);
  }
}

describe('the latest requests', () => {
  let isObserved = false;
  const made = (): { clock: FakeClock; held: Held; recent: RecentRequests } => {
    const [clock, held] = [new FakeClock(), new Held()];
    return { clock, held, recent: new RecentRequests(held, () => isObserved, clock) };
  };
  afterEach(() => (isObserved = false));

  it('are remembered for half a minute, and their files held as long', async () => {
    const { clock, held, recent } = made();
    assert.equal(recent.note('a', 'page', 'style'), true);
    await clock.pass(20_000);
    assert.equal(recent.note('b', 'page', 'style'), true);
    assert.equal(recent.note('b', 'page', 'style'), false);
    await clock.pass(25_000);
    assert.deepEqual([...held.files.keys()], ['b']);
    await clock.pass(20_000);
    assert.deepEqual([...held.files.keys()], []);
    assert.deepEqual([...recent.askedBy('page')], []);
  });

  it('are remembered while an observer is connected', async () => {
    const { clock, held, recent } = made();
    isObserved = true;
    recent.note('a', 'page', 'style');
    await clock.pass(90_000);
    assert.deepEqual([...held.files.keys()], ['a']);
    isObserved = false;
    await clock.pass(15_000);
    assert.deepEqual([...held.files.keys()], []);
  });

  it('are 512 at most, and of those that a page made again the latest stay', async () => {
    const { clock, held, recent } = made();
    for (let at = 0; at < 512; at++) recent.note(`f${at}`, undefined, undefined);
    await clock.pass(2_000);
    recent.note('f0', undefined, undefined);
    recent.note('new', undefined, undefined);
    assert.equal(held.files.size, 512);
    assert.deepEqual([held.files.has('f0'), held.files.has('f1')], [true, false]);
  });

  it('name 32 documents of one file at most, and the kind of the latest request', () => {
    const { recent } = made();
    for (let at = 0; at < 40; at++) recent.note('a', `page${at}`, 'style');
    recent.note('a', 'page3', 'script');
    assert.deepEqual([...recent.askedBy('page3')], [['a', 'script']]);
    assert.equal([...recent.askedBy('page31')].length, 1);
    assert.equal([...recent.askedBy('page32')].length, 0);
  });
});

/** Whether the absence in an address began so many milliseconds ago. */
function about(query: string, ms: number): void {
  const { since } = absenceOf(new URLSearchParams(query));
  assert.ok(Math.abs(Date.now() - since - ms) < 500, query);
}

describe('the changes that a page missed', () => {
  let root: string;
  beforeEach(async () => (root = await makeTree({ a: 'a' })));
  afterEach(() => fs.rm(root, { recursive: true }));

  it('are those noted since it last heard of the server', async () => {
    const missed = new Missed();
    const before = Date.now();
    missed.note('a');
    assert.equal(await missed.has('a', { since: before - 1, isBack: false }), true);
    assert.equal(await missed.has('a', { since: Date.now(), isBack: false }), false);
    assert.equal(await missed.has('b', { since: 0, isBack: false }), false);
  });

  it('are told by the disk to a page that was connected to another server', async () => {
    const file = path.join(root, 'a');
    const { ctimeMs } = await fs.stat(file);
    assert.equal(await new Missed().has(file, { since: ctimeMs - 1, isBack: true }), true);
    assert.equal(await new Missed().has(file, { since: ctimeMs + 1, isBack: true }), false);
    assert.equal(await new Missed().has(file, { since: ctimeMs - 1, isBack: false }), false);
    assert.equal(await new Missed().has(path.join(root, 'none'), { since: 0, isBack: true }), false);
  });

  it('are remembered for 4,096 files, the latest', async () => {
    const missed = new Missed();
    for (let at = 0; at < 4_096; at++) missed.note(`f${at}`);
    missed.note('f0');
    for (let at = 0; at < 600; at++) missed.note(`new${at}`);
    const has = (file: string): Promise<boolean> => missed.has(file, { since: 0, isBack: false });
    assert.deepEqual(
      [await has('f0'), await has('f1'), await has('f4000'), await has('new0')],
      [true, false, true, true],
    );
  });

  it('begin at the age that the address tells, a second earlier for a page that is back', () => {
    about('age=2000', 2_000);
    about('age=2000&again', 3_000);
    for (const wrong of ['', 'age=x', 'age=-5', 'age=NaN']) about(wrong, 0);
    about('age=1e99', 30 * 24 * 60 * 60 * 1000);
    assert.deepEqual(
      [absenceOf(new URLSearchParams('again')).isBack, absenceOf(new URLSearchParams('')).isBack],
      [true, false],
    );
  });
});

describe('a page that connects', () => {
  const root = path.resolve('/site');
  const file = (name: string): string => path.join(root, name);
  const made = (
    asked: Readonly<Record<string, readonly (readonly [string, UseKind])[]>>,
  ): { held: Held; pages: Pages } => {
    const held = new Held();
    const files = {
      hold: (name: string) => held.hold(name),
      release: (name: string) => held.release(name),
      askedBy: (user: string) =>
        (asked[path.relative(root, user)] ?? []).map(([name, kind]) => [file(name), kind] as const),
      linksOn: () => [],
    };
    return {
      held,
      pages: new Pages(new Addresses(new Folders(Root.at(root)), () => false), files, {} as PageEvents),
    };
  };
  const arrival = { address: '/', file: file('index.html'), absence: { since: 0, isBack: false } };
  const connection = {} as Connection;

  it('uses the files that its document and, through it, its styles asked for', () => {
    const { held, pages } = made({
      'index.html': [
        ['a.css', 'style'],
        ['a.js', 'script'],
        ['index.html', 'other'],
      ],
      'a.css': [
        ['b.css', 'style'],
        ['a.png', 'resource'],
        ['a.css', 'style'],
      ],
      'b.css': [
        ['a.css', 'style'],
        ['b.png', 'resource'],
      ],
      'a.js': [['c.js', 'script']],
    });
    const page = pages.add(arrival, connection);
    const names = [...page.uses].map(([name, kind]) => `${path.relative(root, name)} ${kind}`);
    assert.deepEqual(names.toSorted(), [
      'a.css style',
      'a.js script',
      'a.png resource',
      'b.css style',
      'b.png resource',
    ]);
    assert.deepEqual([...held.files.values()], [1, 1, 1, 1, 1, 1]);
    pages.remove(page);
    pages.remove(page);
    assert.equal(held.files.size, 0);
  });

  it('uses a file in the stronger of two ways, and 5,000 files at most', () => {
    const { held, pages } = made({});
    const page = pages.add(arrival, connection);
    assert.equal(pages.use(page, file('a'), 'script'), true);
    assert.equal(pages.use(page, file('a'), 'resource'), false);
    assert.equal(page.uses.get(file('a')), 'script');
    pages.use(page, file('a'), 'data');
    assert.equal(page.uses.get(file('a')), 'data');
    assert.equal(
      pages.use(page, file('index.html'), 'style'),
      false,
      'its own document is no file that it uses',
    );
    for (let at = 0; at < 6_000; at++) pages.use(page, file(`f${at}`), 'other');
    assert.deepEqual([page.uses.size, held.files.size], [5_000, 5_001]);
  });
});
