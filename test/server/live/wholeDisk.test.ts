import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemWatch } from '../../../src/server/live/watch/systemWatch';
import { Watchlist } from '../../../src/server/live/watch/watchlist';
import { makeTree } from '../support/tree';

/** `/`, and on Windows a drive or one that `subst` made: such a path ends with a separator. */
describe('a whole disk that is served', () => {
  it('is watched from the folder of a used file up to its top, and a missing folder is heard of', async () => {
    const home = await makeTree({ 'index.html': 'x' });
    const top = path.parse(home).root;
    const file = path.join(home, 'new', 'a.css');
    const watched: string[] = [];
    const happened = new EventEmitter();
    const list = new Watchlist(
      () => [top],
      {
        onFile: heard => happened.emit('file', heard),
        onOther: () => undefined,
        onBlind: () => undefined,
        onDropped: () => undefined,
        fileOf: given => given,
        log: () => undefined,
      },
      (directory, ...rest) => {
        watched.push(directory);
        return systemWatch(directory, ...rest);
      },
      false,
    );
    try {
      list.hold(file);
      const chain = [home];
      while (chain.at(-1) !== top) chain.push(path.dirname(chain.at(-1) ?? top));
      assert.deepEqual(watched, chain);
      const heard = once(happened, 'file');
      await fs.mkdir(path.dirname(file));
      await fs.writeFile(file, 'a {}');
      assert.deepEqual(await heard, [file]);
      assert.ok(watched.includes(path.dirname(file)));
    } finally {
      list.close();
      await fs.rm(home, { recursive: true });
    }
  });
});
