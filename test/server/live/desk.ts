import fs from 'node:fs/promises';
import path from 'node:path';
import { type Content, Contents } from '../../../src/server/live/watch/contents';
import { makeTree } from '../support/serve';
import { FakeClock } from './fakeClock';

/** `Contents` over real files; reads wait for `gate`. */
export class Desk {
  readonly clock = new FakeClock();
  readonly announced: string[] = [];
  readonly read: string[] = [];
  readonly unsaved = new Map<string, string>();
  gate: Promise<void> = Promise.resolve();
  /** Delays the result of a read until it resolves. */
  held: Promise<void> = Promise.resolve();
  fails = 0;
  isRefused = false;
  isUsed: (file: string) => boolean = () => true;
  readonly contents: Contents;

  private constructor(readonly root: string) {
    this.contents = new Contents(
      {
        read: async file => {
          this.read.push(path.basename(file));
          await this.gate;
          if (this.fails-- > 0) throw new Error('EIO');
          if (this.isRefused) return undefined;
          const bytes = await fs.readFile(file).catch(() => undefined);
          await this.held;
          return bytes;
        },
        log: () => undefined,
        unsavedOf: file => this.unsaved.get(file),
        isUsed: file => this.isUsed(file),
        onTwin: file => this.contents.hear(file),
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

  /** Lets real reads finish, while the fake clock stands still. */
  async idle(): Promise<void> {
    for (let at = 0; at < 100; at++) await fs.stat(this.root);
    await this.clock.pass(0);
  }

  async passes(ms: number): Promise<void> {
    await this.idle();
    await this.clock.pass(ms);
    await this.idle();
  }
}
