import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { ToPage } from '../../../src/protocol/page';
import { ask } from '../support/raw';
import { describeOnEveryRoot } from '../support/roots';
import { endAll, type Served, serve } from '../support/serve';

interface Observer {
  readonly heard: ToPage[];
  readonly socket: WebSocket;
  quiet(): Promise<void>;
  next(): Promise<ToPage>;
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

async function observe(url: string): Promise<Observer> {
  const socket = new WebSocket(url);
  const heard: ToPage[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as ToPage;
      if (message.type === 'hello') resolve();
      else heard.push(message);
    });
  });
  await sleep(50);
  return {
    heard,
    socket,
    quiet: () => sleep(200),
    next: async () => {
      for (let i = 0; i < 400 && heard.length === 0; i++) await sleep(5);
      const message = heard.shift();
      assert.ok(message, 'nothing was heard within two seconds');
      return message;
    },
  };
}

const pathOf = (message: ToPage): string | undefined => ('path' in message ? message.path : undefined);

describeOnEveryRoot('an observer of the live channel', () => {
  let served: Served;
  let observer: Observer;
  const save = (name: string, text: string): Promise<void> =>
    fs.writeFile(path.join(served.root, name), text);

  beforeEach(async () => {
    served = await serve({
      'index.html': '<!doctype html><html><body>1</body></html>',
      'style.css': 'a{}',
      'deep/er/note.html': '<html></html>',
      'node_modules/x/index.html': 'x',
    });
    observer = await observe(served.server.liveUrl ?? '');
  });
  afterEach(async () => {
    observer.socket.terminate();
    await endAll();
  });

  it('hears of every change under the root, also in folders that nobody asked for', async () => {
    await save('style.css', 'a{color:red}');
    const style = await observer.next();
    assert.deepEqual([style.type, pathOf(style)], ['style', '/style.css']);
    await save('deep/er/note.html', '<html><p>2</p></html>');
    assert.equal(pathOf(await observer.next()), '/deep/er/note.html');
    await save('fresh.html', '<html></html>');
    assert.equal(pathOf(await observer.next()), '/fresh.html');
  });

  it('hears once of each save, and a fetch after the message brings the saved bytes', async () => {
    await ask(served.port, '/');
    for (let i = 0; i < 30; i++) {
      const text = `<!doctype html><html><body>${'x'.repeat(i * 400)}${i}</body></html>`;
      await save('index.html', text);
      assert.equal(pathOf(await observer.next()), '/index.html');
      assert.equal((await ask(served.port, '/index.html')).body.toString(), text);
    }
    await observer.quiet();
    assert.deepEqual(observer.heard, []);
  });

  it('hears of a save by rename and of one in two steps once, with the final bytes', async () => {
    await ask(served.port, '/style.css');
    await save('style.css~', 'a{color:green}');
    await observer.quiet();
    observer.heard.length = 0;
    await fs.rename(path.join(served.root, 'style.css~'), path.join(served.root, 'style.css'));
    const heard = [pathOf(await observer.next()), pathOf(await observer.next())];
    assert.deepEqual(heard, ['/style.css', '/style.css~']);
    const handle = await fs.open(path.join(served.root, 'style.css'), 'w');
    await handle.write('a{color:');
    await sleep(10);
    await handle.write('blue}');
    await handle.close();
    await observer.next();
    assert.equal((await ask(served.port, '/style.css')).body.toString(), 'a{color:blue}');
    await observer.quiet();
    assert.deepEqual(observer.heard, []);
  });

  it('hears nothing of ignored files, nor while updates are off', async () => {
    await save('node_modules/x/index.html', 'y');
    served.server.configure({ update: 'off' });
    await save('style.css', 'b{}');
    await observer.quiet();
    assert.deepEqual(observer.heard, []);
  });

  it('is dropped for a message that is none of ours, and the server goes on', async () => {
    const closed = new Promise(resolve => observer.socket.once('close', resolve));
    observer.socket.send('{"type":"open","path":"/etc/passwd"}');
    await closed;
    assert.equal((await ask(served.port, '/')).status, 200);
  });
});
