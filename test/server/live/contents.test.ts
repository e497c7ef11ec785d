import assert from 'node:assert/strict';
import disk from 'node:fs';
import fs from 'node:fs/promises';
import { systemClock } from '../../../src/server/live/watch/clock';
import { Desk } from './desk';

/** Of many files, only those with a change of content. */
const isChanged = (at: number): boolean => at % 100 === 99;

describe('the content of files', () => {
  let desk: Desk;
  beforeEach(async () => (desk = await Desk.open()));
  afterEach(async () => {
    desk.contents.close();
    await fs.rm(desk.root, { recursive: true });
  });

  it('is announced at once where it is whole, and once for all events of a save', async () => {
    await desk.hear('a.css', 'a { color: tan }');
    await desk.hear('a.css');
    await desk.idle();
    assert.equal(desk.announced[0], 'a.css');
    await desk.hear('a.css');
    await desk.idle();
    assert.deepEqual(new Set(desk.announced.slice(1)), new Set(['a.css as before']));
  });

  it('is not announced while it is empty, until it stays empty', async () => {
    await desk.hear('a.css', '');
    await desk.passes(200);
    assert.deepEqual(desk.announced, []);
    await desk.hear('a.css', 'a { color: tan }');
    await desk.idle();
    assert.deepEqual(desk.announced, ['a.css']);
    await desk.hear('a.css', '');
    await desk.passes(250);
    assert.deepEqual(desk.announced, ['a.css', 'a.css']);
  });

  it('that is written in pieces is announced once, with the last piece', async () => {
    const pieces = ['a { color:', 'a { color: tan } b {', 'a { color: tan } b { order: 1 }'];
    for (const piece of pieces) {
      await desk.hear('a.css', piece);
      await desk.passes(90);
    }
    assert.deepEqual(desk.announced, ['a.css']);
    for (const piece of ['c {}', 'c {} d {}', 'c {} d {} e {}']) {
      await desk.hear('new.css', piece);
      await desk.passes(90);
    }
    await desk.passes(10);
    assert.deepEqual(desk.announced, ['a.css', 'new.css']);
  });

  it('of thousands of files that no page uses is not read, and each is announced once', async () => {
    desk.isUsed = () => false;
    let open: (() => void) | undefined;
    desk.gate = new Promise(resolve => (open = resolve));
    const names = Array.from({ length: 1_000 }, (_, at) => `f${at}.css`);
    for (const name of names) await desk.hear(name, name.endsWith('9.css') ? '' : `f {} ${name}`);
    open?.();
    for (let waits = 0; waits < 10; waits++) await desk.passes(50);
    assert.ok(new Set(desk.read).size < 500, `${new Set(desk.read).size} files were read`);
    for (const name of names) await desk.hear(name);
    await desk.passes(100);
    const fresh = desk.announced.filter(told => !told.endsWith('as before'));
    assert.deepEqual(fresh.toSorted(), names.toSorted());
  });

  describe('of thousands of files in a folder', () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `f${at}.css`);
    /** The files above the number that may wait to be read. */
    const others = names.slice(300);
    beforeEach(async () => {
      desk.isUsed = () => false;
      desk.gate = new Promise(() => undefined);
      for (const name of names) await fs.writeFile(desk.file(name), 'f {}');
    });

    /** @returns how often the disk was asked */
    async function looks(tell: (file: string) => void, ms: number): Promise<number> {
      let count = 0;
      const { statSync } = disk;
      const counting: unknown = (...given: Parameters<typeof statSync>) => {
        count += 1;
        return statSync(...given);
      };
      Object.assign(disk, { statSync: counting });
      for (const name of names) tell(desk.file(name));
      for (let waited = 0; waited < ms; waited += 50) await desk.clock.pass(50);
      Object.assign(disk, { statSync });
      return count;
    }

    it('that came with it as they are is announced at once, by one look at each', async () => {
      await new Promise(resolve => setTimeout(resolve, 150));
      assert.ok((await looks(file => desk.contents.found(file), 0)) <= names.length);
      assert.deepEqual(desk.announced.slice(-others.length), others);
    });

    it('that were written in it just now is announced once they rest', async () => {
      const soon = Date.now() / 1000 + 60;
      for (const name of names) await fs.utimes(desk.file(name), soon, soon);
      await looks(file => desk.contents.found(file), 0);
      assert.deepEqual(desk.announced, []);
      for (let waits = 0; waits < 20; waits++) await desk.clock.pass(50);
      assert.deepEqual(desk.announced.slice(-others.length), others);
    });

    it('that went with it is announced once, by one look at most of them', async () => {
      for (const name of names) await fs.rm(desk.file(name));
      const most = names.length + 3 * (names.length - others.length);
      assert.ok((await looks(file => desk.contents.lost(file), 500)) < most);
      const gone = others.map(name => `${name} gone`);
      assert.deepEqual(desk.announced.slice(-others.length), gone);
    });
  });

  it('of thousands of files that were read is compared where they are as long as before', async () => {
    desk.isUsed = () => false;
    const names = Array.from({ length: 600 }, (_, at) => `f${at}.css`);
    for (const name of names) {
      await fs.writeFile(desk.file(name), 'f { order: 1 }');
      await desk.contents.learn(desk.file(name));
    }
    for (const [at, name] of names.entries()) {
      await fs.writeFile(desk.file(name), `f { order: ${isChanged(at) ? 2 : 1} }`);
      await fs.utimes(desk.file(name), 1, at);
    }
    // All at once: more files than may wait to be read.
    for (const name of names) desk.contents.hear(desk.file(name));
    for (let waits = 0; waits < 40 && desk.announced.length < names.length; waits++) await desk.passes(50);
    const fresh = desk.announced.filter(told => !told.endsWith('as before'));
    assert.deepEqual(fresh.toSorted(), names.filter((_, at) => isChanged(at)).toSorted());
  });

  it('is announced after a second, even if its writer never pauses', async () => {
    for (let at = 0; at < 60 && desk.announced.length === 0; at++) {
      await desk.hear('a.css', `a { order: ${at}`);
      await desk.passes(20);
    }
    assert.deepEqual(desk.announced, ['a.css']);
    assert.ok(desk.clock.now() >= 1000, String(desk.clock.now()));
  });

  it('is read anew after an event that came during the read', async () => {
    let open: (() => void) | undefined;
    desk.gate = new Promise(resolve => (open = resolve));
    await desk.hear('a.css', 'a { color: tan }');
    await desk.idle();
    await desk.hear('a.css');
    open?.();
    await desk.idle();
    assert.deepEqual(desk.read, ['a.css', 'a.css', 'a.css']);
    assert.deepEqual(desk.announced, ['a.css']);
  });

  it('is gone when the file is missing for a while, or is a folder', async () => {
    await fs.rm(desk.file('a.css'));
    await desk.hear('a.css');
    await desk.passes(250);
    assert.deepEqual(desk.announced, ['a.css gone']);
    await fs.mkdir(desk.file('a.css'));
    await desk.hear('a.css');
    await desk.idle();
    assert.deepEqual(desk.announced, ['a.css gone', 'a.css gone as before']);
  });

  it('of a picture, and of a file of more than 2 MiB, is never read', async () => {
    await fs.writeFile(desk.file('b.html'), Buffer.alloc(2 * 1024 * 1024 + 1, 'x'));
    desk.read.length = 0;
    for (const name of ['a.png', 'b.html']) await desk.contents.learn(desk.file(name));
    await desk.hear('a.png', 'xy');
    await desk.hear('b.html', `<p>${'y'.repeat(2 * 1024 * 1024)}`);
    await desk.passes(25);
    assert.deepEqual(desk.announced.toSorted(), ['a.png', 'b.html']);
    assert.deepEqual(desk.read, []);
  });

  it('of a file that an editor has open is the text in the editor', async () => {
    desk.unsaved.set(desk.file('a.html'), '<p>typed');
    const content = await desk.contents.accept(desk.file('a.html'));
    assert.equal(content && desk.told(content), 'a.html');
    assert.equal(desk.contents.lastOf(desk.file('a.html'))?.toString(), '<p>typed');
    desk.contents.overlaid(desk.file('a.html'));
    assert.equal(desk.contents.lastOf(desk.file('a.html')), undefined);
  });

  it('of a file that is refused, as behind a link out of the root, is gone whatever happens there', async () => {
    desk.isRefused = true;
    for (const text of ['a { color: tan }', 'a { color: teal } b {}', 'c']) {
      await desk.hear('a.css', text);
      await desk.passes(300);
    }
    assert.deepEqual(desk.announced, ['a.css gone', 'a.css gone as before', 'a.css gone as before']);
    desk.isRefused = false;
    await desk.hear('a.css');
    await desk.passes(300);
    assert.equal(desk.announced.at(-1), 'a.css');
  });

  it('is accepted from the editor in order, and without a wait', async () => {
    await fs.writeFile(desk.file('a.css'), 'a { color:');
    const [one, two] = [desk.contents.accept(desk.file('a.css')), desk.contents.accept(desk.file('a.css'))];
    assert.deepEqual([(await one)?.fresh, (await two)?.fresh], [true, false]);
  });

  it('that is empty when the editor tells of it is announced by the next save', async () => {
    await fs.writeFile(desk.file('a.css'), '');
    assert.equal(await desk.contents.accept(desk.file('a.css')), undefined);
    // The look after the editor's event ends before the next save; otherwise it may see that save before its
    // event.
    await desk.passes(100);
    assert.deepEqual(desk.announced, []);
    await desk.hear('a.css', 'a { color: tan }');
    await desk.idle();
    assert.deepEqual(desk.announced, ['a.css']);
  });

  it('that is written without a pause is announced again where the last look was too early for it', async () => {
    for (const isUsed of [true, false]) {
      desk.isUsed = () => isUsed;
      desk.announced.length = 0;
      let giveBack: (() => void) | undefined;
      desk.held = new Promise(resolve => (giveBack = resolve));
      await desk.hear('a.css', `a { color: teal } ${isUsed}`);
      await desk.passes(1_000);
      await desk.hear('a.css', `a { color: teal } ${isUsed} b {}`);
      desk.held = Promise.resolve();
      giveBack?.();
      await desk.passes(300);
      const fresh = desk.announced.filter(told => !told.endsWith('as before'));
      assert.deepEqual(fresh, ['a.css', 'a.css']);
    }
  });

  it('goes on after a read that failed, by an event and by the editor', async () => {
    desk.fails = 1;
    await desk.hear('a.css', 'a { color: tan }');
    await desk.passes(250);
    assert.deepEqual(desk.announced, ['a.css']);
    desk.fails = 1;
    await assert.rejects(desk.contents.accept(desk.file('a.css')));
    assert.equal((await desk.contents.accept(desk.file('a.css')))?.fresh, false);
  });

  it('of a file in use is remembered, however many others come and go', async () => {
    desk.isUsed = file => file === desk.file('a.css');
    const others = Array.from({ length: 20_100 }, (_, at) => desk.file(`none${at}`));
    await Promise.all(others.map(file => desk.contents.learn(file)));
    await desk.hear('a.css', 'a { color: red }');
    await desk.idle();
    assert.deepEqual(desk.announced, ['a.css as before']);
  });
});

describe('the clock of the system', () => {
  it('does not sleep for no milliseconds, and can be cancelled', async () => {
    const ran: string[] = [];
    systemClock.after(0, () => ran.push('cancelled'))();
    systemClock.after(0, () => ran.push('now'));
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual(ran, ['now']);
  });
});
