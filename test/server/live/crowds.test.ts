import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { LIVE } from '../../../src/protocol/paths';
import { type Child, serveInChild } from '../support/child';
import { holdsNothingUp } from '../support/heldUp';
import { ask, navigation } from '../support/raw';
import { makeTree } from '../support/serve';
import { until } from './tab';

const MANY = 300;
const CROWD = 1000;
const HTML = `<!doctype html><script src="a.js"></script>${'<p>one</p>\n'.repeat(2000)}`;

const USES = {
  type: 'uses',
  uses: [
    ['/a.css', 'style'],
    ['/a.js', 'script'],
  ],
};

/** The saved file, and whether the streams are those of pages; other streams hear of every change. */
const SAVES: Readonly<Record<string, readonly [file: string, content: string, isPage: boolean]>> = {
  'pages, and a style': ['a.css', 'p{top:1px}', true],
  'pages, and a script': ['a.js', '2', true],
  'pages, and their document': ['index.html', HTML.replace('one', 'two'), true],
  'pages, and a document with another script': ['index.html', `${HTML}<script>1</script>`, true],
  observers: ['a.txt', '1', false],
};

describe('300 event streams that read nothing', function () {
  this.timeout(120_000);
  let child: Child;
  let root: string;
  let sockets: net.Socket[];

  beforeEach(async () => {
    root = await makeTree({
      'index.html': HTML,
      'a.js': '1',
      'a.css': 'p{}',
      'a.txt': '0',
      'long.js': 'x'.repeat(5e6),
    });
    child = await serveInChild(root);
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await child.end();
    await fs.rm(root, { recursive: true });
  });

  async function post(search: string, body: string): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${child.port}${LIVE}${search}`, { method: 'POST', body });
    assert.equal(response.status, 200);
  }

  async function open(search: string, isPage: boolean): Promise<{ socket: net.Socket; channel: string }> {
    const socket = net.connect(child.port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    const page = `&document=${createHash('sha1').update(HTML).digest('base64url')}&path=/index.html&age=0`;
    socket.write(
      `GET ${LIVE}${search}${isPage ? page : ''} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`,
    );
    let text = '';
    while (!text.includes('"hello"')) text += String((await once(socket, 'data'))[0]);
    const channel = /event: channel\s+data: (\S+)/.exec(text)?.[1] ?? assert.fail(text);
    if (isPage) await post(search, `${channel}\n${JSON.stringify(USES)}`);
    return { socket, channel };
  }

  it('holds no request up when it says 190 errors of a long script at once', async () => {
    await ask(child.port, '/', { headers: navigation });
    const { search } = new URL(child.live);
    const lines = Array.from({ length: 190 }, (_, at) =>
      JSON.stringify({ type: 'error', text: `Error: ${at}`, at: ['/long.js', 1, 1] }),
    );
    await holdsNothingUp(child, 'the errors', async () => {
      const { channel } = await open(search, true);
      await post(search, [channel, ...lines].join('\n'));
      for (let at = 0; at < 400; at += 1) await ask(child.port, '/a.css');
    });
  });

  for (const [what, [file, content, isPage]] of Object.entries(SAVES))
    it(`hold no request up for more than 50 ms of CPU time: ${what}`, async () => {
      await ask(child.port, '/', { headers: navigation });
      const { search } = new URL(child.live);
      const { socket: first } = await open(search, isPage);
      for (let at = 1; at < MANY; at += 1) (await open(search, isPage)).socket.pause();
      let heard = '';
      first.on('data', part => (heard += String(part)));
      const save = async (): Promise<void> => {
        await fs.writeFile(path.join(root, file), content);
        await until(() => /"seq":/.exec(heard) ?? undefined, 'the change');
        // The last stream gets its message after the first.
        for (let at = 0; at < 20; at += 1) await ask(child.port, '/a.css');
      };
      await holdsNothingUp(child, 'the save', save, 1);
    });
});

/** Node's HTTP server with streams that begin as ours do. */
const BARE = `
const server = require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: {"type":"hello"}\\n\\n');
});
server.listen(0, '127.0.0.1', () => {
  const url = 'http://127.0.0.1:' + server.address().port + '/';
  console.log(JSON.stringify({ url, live: url }));
});
`;

/** Milliseconds of CPU time for which a server answers nothing else once it learns that 1,000 streams were reset. */
async function holdOfResets(child: Child): Promise<number> {
  const { pathname, search } = new URL(child.live);
  const pid = Number(await child.evaluate('process.pid'));
  const crowd: net.Socket[] = [];
  for (let at = 0; at < CROWD; at += 1) {
    const socket = net.connect(child.port, '127.0.0.1').on('error', () => undefined);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
    for (let text = ''; !text.includes('"hello"');) text += String((await once(socket, 'data'))[0]);
    crowd.push(socket);
  }
  await child.hold();
  // It learns of all of them in one turn.
  process.kill(pid, 'SIGSTOP');
  for (const socket of crowd) socket.resetAndDestroy();
  process.kill(pid, 'SIGCONT');
  while (String(await child.evaluate('process.getActiveResourcesInfo().join()')).includes('TCPSocketWrap'));
  return child.hold();
}

describe('1,000 event streams that are reset at once', function () {
  this.timeout(120_000);

  it('hold a request up for less than twice as long as those of a bare server of Node’s', async () => {
    const root = await makeTree({ 'index.html': HTML, 'bare.cjs': BARE });
    const least: number[] = [];
    for (const script of [path.join(root, 'bare.cjs'), undefined]) {
      const child = await serveInChild(root, script === undefined ? {} : { script });
      const holds: number[] = [];
      // A first run compiles the code.
      for (let tries = 0; tries < 4; tries += 1) holds.push(await holdOfResets(child));
      least.push(Math.min(...holds));
      await child.end();
    }
    await fs.rm(root, { recursive: true });
    const [bare = 0, own = 0] = least;
    assert.ok(own < 2 * bare, `${Math.round(own)} ms, ${Math.round(bare)} ms of a bare server`);
  });
});
