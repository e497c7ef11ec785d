import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { stillRunning } from '../host/stillRunning';

describe('what keeps a suite from ending', () => {
  it('is told: a timer, a listener with its port, a process with its number', async () => {
    const timer = setInterval(() => undefined, 1000);
    const listener = net.createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    const { port } = listener.address() as net.AddressInfo;
    const told = stillRunning();
    clearInterval(timer);
    listener.close();
    child.kill();
    await once(child, 'exit');
    assert.ok(
      told.some(line => line.startsWith('timer')),
      told.join('\n'),
    );
    assert.ok(
      told.some(line => line.startsWith('tcp') && line.includes(`ports ${port}`)),
      told.join('\n'),
    );
    assert.ok(told.includes(`process, pid ${child.pid}`), told.join('\n'));
  });
});
