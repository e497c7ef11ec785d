import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { FSWatcher } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemWatch, type Watch } from '../../../src/server/live/watch/systemWatch';
import { isShort } from '../../host/wholeRun';
import { type FakePage, LiveServer } from './liveServer';

const tree = { 'a.css': 'a {}', 'dir/b.css': 'b {}', 'dir/deep/c.css': 'c {}' };

const fail = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};

/** A watch that is granted and fails later. */
const broken = (): Pick<FSWatcher, 'close' | 'on'> => {
  const watcher = Object.assign(new EventEmitter(), { close: () => undefined });
  setImmediate(() => watcher.emit('error', Object.assign(new Error('EIO'), { code: 'EIO' })));
  return watcher as unknown as Pick<FSWatcher, 'close' | 'on'>;
};

/** Folders whose watches fail. */
const FAULTS: Readonly<Record<string, Watch>> = {
  'no folder can be watched': () => fail('ENOSPC'),
  'the watches are used up below the root': (folder, ...rest) =>
    path.basename(folder) === 'dir' || path.basename(folder) === 'deep' || path.basename(folder) === 'new'
      ? fail('ENOSPC')
      : systemWatch(folder, ...rest),
  'one folder between is refused': (folder, ...rest) =>
    path.basename(folder) === 'dir' ? fail('EACCES') : systemWatch(folder, ...rest),
  'each watch ends with an error': broken,
};

/** Each test waits for the poller. */
const tried = Object.entries(FAULTS).slice(0, isShort() ? 1 : undefined);

for (const [what, watch] of tried)
  describe(`an observer where ${what}`, function () {
    this.timeout(20_000);
    let server: LiveServer;
    let observer: FakePage;
    before(async () => {
      server = await LiveServer.start(tree, { watch });
      observer = await server.observe();
      await server.logs(/cannot watch/);
      // When a watch fails, its folder is polled from then on.
      for (let round = 1; observer.heard.length === 0; round++) {
        await server.save('dir/deep/c.css', `c { order: ${round} }`);
        await observer.hears(1, 1200);
      }
      observer.heard.length = 0;
    });
    after(async () => {
      observer.socket.terminate();
      await server.close();
    });
    /** Each file once: a second message would disturb the next step. */
    const hears = async (...names: readonly string[]): Promise<void> => {
      await observer.hears(names.length);
      assert.deepEqual(
        observer.paths.toSorted(),
        names.map(name => `/${name}`),
      );
      observer.heard.length = 0;
    };

    it('has one line in the log, however many folders there are', () => {
      const lines = server.said.filter(line => line.includes('cannot watch'));
      assert.equal(lines.length, 1, lines.join('\n'));
    });

    it('hears of a save', async () => {
      await server.save('dir/b.css', 'b { color: red }');
      await hears('dir/b.css');
    });

    it('hears of a new file', async () => {
      await server.save('dir/deep/d.css', 'd {}');
      await hears('dir/deep/d.css');
    });

    it('hears of the files in a new folder, and of later ones', async () => {
      await server.save('dir/new/er/e.css', 'e {}');
      await hears('dir/new/er/e.css');
      await server.save('dir/new/er/e.css', 'e { color: red }');
      await hears('dir/new/er/e.css');
    });

    it('hears of a file that is removed', async () => {
      await fs.rm(server.file('dir/b.css'));
      await hears('dir/b.css');
    });

    it('hears of all files of a folder that is removed', async () => {
      await fs.rm(server.file('dir'), { recursive: true });
      await hears('dir/deep/c.css', 'dir/deep/d.css', 'dir/new/er/e.css');
    });
  });

describe('an observer where events are lost', () => {
  it('hears of what came and went without one, once the flood is over', async () => {
    const lost = ['b.css', 'new.css', 'fresh'];
    let flood: Parameters<Watch>[1] | undefined;
    const server = await LiveServer.start(tree, {
      watch: (folder, hear, recursive) => {
        if (path.basename(folder) === 'dir') flood = hear;
        return systemWatch(
          folder,
          (event, name) => lost.includes(name ?? '') || hear(event, name),
          recursive,
        );
      },
    });
    const observer = await server.observe();
    await server.save('dir/new.css', 'n {}');
    await server.save('dir/fresh/f.css', 'f {}');
    await fs.rm(server.file('dir/b.css'));
    for (let at = 0; at < 5_000; at++) flood?.('rename', `f${at}`);
    await observer.hears(3);
    await server.save('a.css', 'a { color: red }');
    await observer.hears(4);
    assert.deepEqual(observer.paths.toSorted(), ['/a.css', '/dir/b.css', '/dir/fresh/f.css', '/dir/new.css']);
    observer.socket.terminate();
    await server.close();
  });
});
