import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from '../../src/protocol/thread';
import { defaults } from '../../src/server';
import { ask } from '../server/support/raw';
import { makeTree } from '../server/support/serve';

class Thread {
  readonly worker = new Worker(path.resolve('dist/thread.js'));
  readonly messages: FromThread[] = [];
  root = '';

  constructor() {
    this.worker.on('message', (message: FromThread) => this.messages.push(message));
  }

  post(message: ToThread): void {
    this.worker.postMessage(message);
  }

  async next<T extends FromThread['type']>(type: T): Promise<Extract<FromThread, { type: T }>> {
    for (;;) {
      const found = this.messages.find(
        (message): message is Extract<FromThread, { type: T }> => message.type === type,
      );
      if (found) return found;
      await once(this.worker, 'message');
    }
  }

  async listen(tree: Record<string, string>): Promise<number> {
    const root = await makeTree(tree);
    this.root = root;
    this.post({ type: 'listen', options: { ...defaults, root, port: 0, pageScript: '' }, logLevel: 'info' });
    return (await this.next('listening')).port;
  }
}

describe('the server thread', () => {
  let thread: Thread;
  beforeEach(() => {
    thread = new Thread();
  });
  afterEach(() => thread.worker.terminate());

  it('serves, answers pings, reports requests in a batch, and closes', async () => {
    const port = await thread.listen({ 'index.html': 'hello' });
    assert.equal((await ask(port, '/')).status, 200);
    thread.post({ type: 'ping', id: 7 });
    assert.equal((await thread.next('pong')).id, 7);
    const { entries } = await thread.next('log');
    assert.ok(entries.length > 0);
    thread.post({ type: 'close' });
    await thread.next('closed');
    await assert.rejects(ask(port, '/'));
  });

  it('says why it cannot listen', async () => {
    const options = { ...defaults, root: '/no/such/folder', port: 0, pageScript: '' };
    thread.post({ type: 'listen', options, logLevel: 'info' });
    assert.match((await thread.next('failed')).failure.message, /no folder/);
  });

  it('keeps a bounded number of log entries while nobody takes them, and counts the rest', async () => {
    const port = await thread.listen({ 'a.txt': 'x' });
    for (let round = 0; round < 60; round++) {
      await Promise.all(
        Array.from({ length: 50 }, () => fetch(`http://127.0.0.1:${port}/a.txt`).then(r => r.text())),
      );
    }
    const first = await thread.next('log');
    thread.messages.length = 0;
    thread.post({ type: 'logged' });
    const second = await thread.next('log');
    assert.equal(second.entries.length, 1000);
    const requests = [...first.entries, ...second.entries].filter(entry => entry.kind === 'request').length;
    assert.equal(requests + second.omitted, 3000);
  });

  it('hands over every request while it is watched, however slowly the log is taken', async () => {
    const port = await thread.listen({ 'a.txt': 'x' });
    thread.post({ type: 'watch', watched: true });
    thread.worker.on('message', (message: FromThread) => {
      if (message.type === 'requests') thread.post({ type: 'taken' });
    });
    for (let round = 0; round < 30; round++) {
      await Promise.all(
        Array.from({ length: 50 }, () => fetch(`http://127.0.0.1:${port}/a.txt`).then(r => r.text())),
      );
    }
    const taken = (): number =>
      thread.messages.reduce((sum, each) => sum + (each.type === 'requests' ? each.entries.length : 0), 0);
    while (taken() < 1500) await once(thread.worker, 'message');
    const bodies = thread.messages
      .flatMap(each => (each.type === 'requests' ? each.entries : []))
      .map(entry => Buffer.from(entry.details?.responseBody?.bytes ?? []).toString());
    assert.deepEqual([...new Set(bodies)], ['x']);
    thread.messages.length = 0;
    thread.post({ type: 'watch', watched: false });
    await fetch(`http://127.0.0.1:${port}/a.txt`);
    thread.post({ type: 'close' });
    await thread.next('closed');
    assert.equal(taken(), 0);
  });

  it('sends what waits without its details when that grows too much, and goes on counting', async () => {
    const port = await thread.listen({ 'a.bin': 'x'.repeat(300_000) });
    thread.post({ type: 'watch', watched: true });
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/a.bin`).then(r => r.arrayBuffer())),
      );
    }
    thread.post({ type: 'taken' });
    const batches = (): Extract<FromThread, { type: 'requests' }>[] =>
      thread.messages.flatMap(each => (each.type === 'requests' ? [each] : []));
    while (batches().length < 2) await once(thread.worker, 'message');
    const [, second] = batches();
    const bytes = second!.entries.reduce(
      (sum, { details }) => sum + (details?.responseBody?.bytes.length ?? 0),
      0,
    );
    assert.ok(bytes > 0 && bytes <= 16 * 1024 * 1024, String(bytes));
    assert.ok(second!.entries.some(({ details }) => details === undefined));
    assert.equal(
      batches().reduce((sum, { entries }) => sum + entries.length, 0),
      200,
    );
  });

  it('serves what was typed into a text that it has, and asks for the text where it has another', async () => {
    const port = await thread.listen({ 'index.html': '<p>one</p>' });
    const { root } = thread;
    const file = path.join(root, 'index.html');
    const served = async (): Promise<string> => (await ask(port, '/index.html')).body.toString();
    thread.post({ type: 'overlay', overlay: { path: file, text: '<p>two</p>', version: 2 } });
    const changes = [{ offset: 6, length: 0, text: 'fold' }];
    thread.post({ type: 'edit', edit: { path: file, from: 2, version: 3, changes, length: 14 } });
    assert.match(await served(), /<p>twofold<\/p>/);
    thread.post({ type: 'edit', edit: { path: file, from: 2, version: 4, changes, length: 14 } });
    assert.equal((await thread.next('resync')).path, file);
    assert.match(await served(), /<p>twofold<\/p>/);
  });
});
