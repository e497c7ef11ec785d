import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Poller } from '../../../src/server/live/watch/poller';
import { FakeClock } from './fakeClock';

/** A poller over files whose stamps tests set. */
class World {
  readonly clock = new FakeClock();
  readonly files = new Map<string, string>();
  readonly stamps = new Map<string, string>();
  readonly changed: string[] = [];
  readonly silent: string[] = [];
  looks: string[] = [];
  atOnce = 0;
  most = 0;
  isNeeded = true;
  /** Whether a delayed look has already seen the file. */
  answersEarly = false;
  readonly links = new Set<string>();
  readonly goals = new Map<string, string>();
  /** Holds every look until it resolves. */
  slow: Promise<void> = Promise.resolve();
  readonly poller = new Poller(
    {
      files: () => this.files,
      isNeeded: () => this.isNeeded,
      onChange: file => this.changed.push(file),
      onSilent: directory => this.silent.push(directory),
      checkDirectories: () => Promise.resolve(),
      log: () => undefined,
      isLink: file => this.links.has(file),
      goalOf: file => this.goals.get(file),
      stampOf: async file => {
        this.looks.push(file);
        this.most = Math.max(this.most, ++this.atOnce);
        const early = this.stamps.get(file);
        await this.slow;
        this.atOnce -= 1;
        return (this.answersEarly ? early : this.stamps.get(file)) ?? 'none';
      },
    },
    this.clock,
  );

  async use(...files: readonly string[]): Promise<void> {
    for (const file of files) {
      this.files.set(file, file.slice(0, file.lastIndexOf('/')));
      this.stamps.set(file, '0');
      await this.poller.know(file);
    }
    this.looks = [];
  }

  write(file: string): void {
    this.stamps.set(file, `${this.stamps.get(file)}'`);
  }

  async sweeps(count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      await this.clock.pass(500);
      // After a flood, a sweep waits for queued events.
      for (let turns = 0; turns < 4; turns++) await nextTurn();
    }
  }
}

describe('the poller', () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.poller.close());

  it('looks at every file of a blind directory in each sweep', async () => {
    await world.use('d/a', 'd/b', 'e/c');
    world.poller.add('d');
    await world.sweeps(1);
    world.write('d/b');
    await world.sweeps(1);
    assert.deepEqual(world.changed, ['d/b']);
    assert.deepEqual(world.looks.filter(file => file === 'd/a').length, 2);
  });

  it('finds a change without an event a sweep later, and then polls the directory', async () => {
    await world.use('d/a', 'd/b');
    world.write('d/a');
    await world.sweeps(1);
    assert.deepEqual(world.changed, [], 'the event may be under way');
    await world.sweeps(1);
    assert.deepEqual([world.changed, world.silent], [['d/a'], ['d']]);
    world.write('d/b');
    await world.sweeps(1);
    assert.deepEqual(world.changed, ['d/a', 'd/b']);
    assert.deepEqual(world.silent, ['d'], 'it is told once');
  });

  it('suspects nothing of a directory whose events come, before or after the look', async () => {
    await world.use('d/a');
    world.poller.hear('d/a');
    world.write('d/a');
    await world.sweeps(1);
    world.write('d/a');
    await world.sweeps(1);
    world.poller.hear('d/a');
    await world.sweeps(3);
    assert.deepEqual([world.changed, world.silent], [[], []]);
  });

  it('tells a change behind a link in the next sweep, and suspects nothing of the directory', async () => {
    await world.use('d/a', 'd/link');
    world.links.add('d/link');
    for (let round = 1; round <= 2; round++) {
      world.write('d/link');
      await world.sweeps(1);
      assert.deepEqual(
        world.changed,
        Array.from({ length: round }, () => 'd/link'),
      );
    }
    await world.sweeps(3);
    assert.deepEqual([world.changed.length, world.silent], [2, []]);
  });

  it('suspects nothing where a path leads through links to another file now', async () => {
    world.goals.set('d/way', 'v1/a');
    await world.use('d/way');
    world.goals.set('d/way', 'v2/a');
    await world.sweeps(3);
    assert.deepEqual([world.changed, world.silent], [['d/way'], []]);
  });

  it('suspects nothing where the event comes while the look is under way, which may have seen the change or not', async () => {
    await world.use('d/a');
    for (const isSeen of [false, true]) {
      let go: (() => void) | undefined;
      world.slow = new Promise(resolve => (go = resolve));
      world.answersEarly = !isSeen;
      await world.sweeps(1);
      world.write('d/a');
      world.poller.hear('d/a');
      go?.();
      await world.sweeps(4);
    }
    assert.deepEqual([world.changed, world.silent], [[], []]);
  });

  it('never has two sweeps at a time, nor more than eight looks', async () => {
    await world.use(...Array.from({ length: 100 }, (_, at) => `d/${at}`));
    world.poller.add('d');
    let go: (() => void) | undefined;
    world.slow = new Promise(resolve => (go = resolve));
    await world.sweeps(6);
    assert.deepEqual([world.looks.length, world.most], [8, 8]);
    go?.();
    await world.sweeps(1);
    assert.equal(world.most, 8);
    assert.ok(world.looks.length >= 100);
  });

  it('probes no more files in a sweep, however many there are, and all of them in turn', async () => {
    await world.use(...Array.from({ length: 500 }, (_, at) => `d/${at}`));
    await world.sweeps(1);
    assert.equal(world.looks.length, 64);
    await world.sweeps(8);
    assert.equal(new Set(world.looks).size, 500);
  });

  it('probes few files of a directory that has proven itself', async () => {
    const files = Array.from({ length: 64 }, (_, at) => `d/${at}`);
    await world.use(...files);
    world.poller.hear('d/1');
    world.write('d/1');
    await world.sweeps(1);
    world.looks = [];
    await world.sweeps(8);
    assert.deepEqual(world.looks.toSorted(), files.toSorted());
  });

  it('looks at all files after a flood of events, and holds it against no directory', async () => {
    await world.use(...Array.from({ length: 300 }, (_, at) => `d/${at}`));
    world.write('d/299');
    for (let at = 0; at < 5_000; at++) world.poller.count();
    await world.sweeps(1);
    assert.deepEqual([world.changed, world.silent], [['d/299'], []]);
    world.looks = [];
    await world.sweeps(1);
    assert.equal(world.looks.length, 64);
  });

  it('looks at nothing while no page is seen, nor after its end', async () => {
    await world.use('d/a');
    world.poller.add('d');
    world.isNeeded = false;
    await world.sweeps(3);
    assert.deepEqual(world.looks, []);
    world.isNeeded = true;
    await world.sweeps(1);
    assert.deepEqual(world.looks, ['d/a']);
    world.poller.close();
    await world.sweeps(3);
    assert.deepEqual(world.looks, ['d/a']);
  });

  it('forgets files that are no longer used', async () => {
    await world.use('d/a', 'e/b');
    world.poller.add('d');
    world.files.delete('d/a');
    await world.sweeps(1);
    world.write('d/a');
    await world.use('d/a');
    await world.sweeps(3);
    assert.deepEqual(world.changed, []);
  });
});
