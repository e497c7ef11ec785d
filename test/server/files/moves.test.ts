import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { ask } from '../support/raw';
import { endAll, serve } from '../support/serve';

describe('files that move while they are sent', function () {
  this.timeout(30_000);
  afterEach(endAll);
  const size = 64 << 20;
  const moves: Readonly<Record<string, (file: string) => Promise<void>>> = {
    deleted: file => fs.unlink(file),
    grown: file => fs.appendFile(file, Buffer.alloc(1 << 20, 2)),
    'replaced by another': async file => {
      await fs.writeFile(`${file}.new`, Buffer.alloc(size, 2));
      await fs.rename(`${file}.new`, file);
    },
  };
  for (const [name, move] of Object.entries(moves)) {
    it(`${name}: the old bytes come, whole`, async () => {
      const { port, root } = await serve({ 'big.bin': Buffer.alloc(size, 1) });
      const request = http.get({ port, host: '127.0.0.1', path: '/big.bin', agent: false });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await move(path.join(root, 'big.bin'));
      let received = 0;
      const ones = Buffer.alloc(1 << 20, 1);
      for await (const part of response as AsyncIterable<Buffer>) {
        assert.ok(part.equals(ones.subarray(0, part.length)), 'wrong bytes');
        received += part.length;
      }
      assert.equal(received, size);
    });
  }

  it('a socket and a device are 404, at once', async () => {
    const { port, root } = await serve({});
    const socket = net.createServer().listen(path.join(root, 'socket'));
    await once(socket, 'listening');
    assert.equal((await ask(port, '/socket')).status, 404);
    socket.close();
    // Only the superuser makes devices; anybody may link to one, which leads out of the root besides.
    if (process.getuid?.() === 0 && process.platform === 'linux')
      execFileSync('mknod', [path.join(root, 'zero'), 'c', '1', '5']);
    else await fs.symlink('/dev/zero', path.join(root, 'zero'));
    assert.equal((await ask(port, '/zero')).status, 404);
  });
});
