import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import path from 'node:path';
import { realPathOf, type System } from '../../../src/server/files/realPath';
import { makeTree } from '../support/serve';

/** A descriptor with these stats of its file. */
const opened = (dev: bigint, ino: bigint) =>
  ({
    fd: 3,
    stat: () => Promise.resolve({ dev, ino }),
    close: () => Promise.resolve(),
  }) as unknown as FileHandle;

/** A Windows on which a path leads to this file. */
const windows = (there: FileHandle): System => ({
  platform: 'win32',
  readlink: () => assert.fail('there is no /proc'),
  realpath: file => Promise.resolve(file.replace(/^z:/, 'Z:')),
  open: () => Promise.resolve(there),
});

describe('the real path of an open file', () => {
  // Windows 11 24H2 with libuv 1.49–1.50: `stat` of a path has `dev` 0, so only descriptors may be compared.
  const volume = 0x5a3cn;
  const file = 0x0042_0000_0001_2344n;

  it('on Windows is that of the path whose own descriptor is of the same file', async () => {
    const found = await realPathOf(opened(volume, file), 'z:\\a.html', windows(opened(volume, file)));
    assert.equal(found, 'Z:\\a.html');
  });

  it('is none where the path leads to another file by now, even if a double could not tell the two', async () => {
    const others = [opened(volume, file + 1n), opened(volume + 1n, file), opened(0n, file)];
    for (const other of others)
      assert.equal(await realPathOf(opened(volume, file), 'z:\\a.html', windows(other)), undefined);
    assert.equal(Number(file), Number(file + 1n), 'the numbers are larger than a double tells apart');
  });

  it('closes the descriptor that it has compared', async () => {
    let closed = 0;
    const there = {
      ...opened(volume, file),
      close: () => Promise.resolve(void closed++),
    } as unknown as FileHandle;
    await realPathOf(opened(volume, file), 'z:\\a.html', windows(there));
    assert.equal(closed, 1);
  });

  it('on this system is the same by either way, and has no mark where the file was replaced meanwhile', async () => {
    const tree = await makeTree({ 'a.txt': 'a', 'b (deleted)': 'b' });
    const names = ['a.txt', 'b (deleted)'].map(name => path.join(tree, name));
    const elsewhere: System = {
      platform: 'darwin',
      readlink: fs.readlink,
      realpath: fs.realpath,
      open: fs.open,
    };
    for (const name of names) {
      const handle = await fs.open(name);
      assert.equal(await realPathOf(handle, name), name);
      assert.equal(await realPathOf(handle, name, elsewhere), name);
      await fs.writeFile(`${name}.new`, 'new');
      await fs.rename(`${name}.new`, name);
      assert.equal(await realPathOf(handle, name, elsewhere), undefined);
      if (process.platform === 'linux') assert.equal(await realPathOf(handle, name), name);
      await handle.close();
    }
    await fs.rm(tree, { recursive: true });
  });
});
