import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type Content, Contents } from '../../../src/server/live/watch/contents';
import { makeTree } from '../support/serve';
import { FakeClock } from './fakeClock';

/** `Contents` over real files; reads wait for `gate`. */
class Desk {
  readonly clock = new FakeClock();
  readonly announced: string[] = [];
  readonly read: string[] = [];
  readonly unsaved = new Map<string, string>();
  gate: Promise<void> = Promise.resolve();
  fails = 0;
  readonly contents: Contents;

  private constructor(readonly root: string) {
    this.contents = new Contents(
      {
        read: async file => {
          this.read.push(path.basename(file));
          await this.gate;
          if (this.fails-- > 0) throw new Error('EIO');
          return fs.readFile(file).catch(() => undefined);
        },
        log: () => undefined,
        unsavedOf: file => this.unsaved.get(file),
        isUsed: () => true,
      },
      content => this.announced.push(this.told(content)),
      this.clock,
    );
  }

  static async open(): Promise<Desk> {
    const desk = new Desk(await makeTree({ 'a.css': 'a { color: red }', 'a.html': '<p>', 'a.png': 'x' }));
    await desk.contents.learn(desk.file('a.css'));
    return desk;
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  told({ file, fresh, gone }: Content): string {
    return `${path.basename(file)}${gone ? ' gone' : ''}${fresh ? '' : ' as before'}`;
  }

  async hear(name: string, text?: string): Promise<void> {
    if (text !== undefined) await fs.writeFile(this.file(name), text);
    this.contents.hear(this.file(name));
  }

  /** Lets real reads end, without time for those that wait. */
  async idle(): Promise<void> {
    for (let at = 0; at < 20; at++) await fs.stat(this.root);
    await this.clock.pass(0);
  }

  async passes(ms: number): Promise<void> {
    await this.idle();
    await this.clock.pass(ms);
    await this.idle();
  }
}

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

  it('is accepted from the editor in order, and without a wait', async () => {
    await fs.writeFile(desk.file('a.css'), 'a { color:');
    const [one, two] = [desk.contents.accept(desk.file('a.css')), desk.contents.accept(desk.file('a.css'))];
    assert.deepEqual([(await one)?.fresh, (await two)?.fresh], [true, false]);
  });

  it('that is empty when the editor tells of it is announced by the next save', async () => {
    await fs.writeFile(desk.file('a.css'), '');
    assert.equal(await desk.contents.accept(desk.file('a.css')), undefined);
    await desk.hear('a.css', 'a { color: tan }');
    await desk.idle();
    assert.deepEqual(desk.announced, ['a.css']);
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
});
