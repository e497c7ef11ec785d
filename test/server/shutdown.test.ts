import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createServer, HumanError } from '../../src/server';
import { endAll, makeTree, pageScript, serve } from './support/serve';

const MANY = 200;
/** Of those that are cut, so many are read to their end. */
const FEW = 10;
/** A timeout that no test lives to see: what ends before it ends by itself. */
const ENDLESS = 600_000;
/** The promise is half a second after the timeout; a machine that is shared with other suites gets more. */
const PATIENCE = 5_000;
/** More than the system's buffers on both sides take, so that a client that does not read keeps the server sending. */
const LARGE = 24 << 20;
const SMALL = 3 << 20;
const ONES = Buffer.alloc(LARGE, 1);
const tree = { 'large.bin': ONES, 'small.bin': ONES.subarray(0, SMALL), 'a.txt': 'aaa' };

interface Download {
  readonly socket: net.Socket;
  head: string;
  /** Bytes of the body, all of them right so far. */
  received: number;
}

/** Begins downloads and lets none go on before all have begun. */
async function begin(port: number, name: string, count: number): Promise<Download[]> {
  const downloads = Array.from({ length: count }, (): Download => {
    const socket = net.connect(port, '127.0.0.1');
    const download: Download = { socket, head: '', received: 0 };
    socket.on('data', part => take(download, part));
    socket.on('error', () => undefined);
    socket.write(`GET /${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return download;
  });
  await Promise.all(
    downloads.map(async ({ socket }) => {
      await once(socket, 'data');
      socket.pause();
    }),
  );
  return downloads;
}

function take(download: Download, part: Buffer): void {
  const end = download.head === '' ? part.indexOf('\r\n\r\n') + 4 : 0;
  download.head += part.toString('latin1', 0, end);
  const body = part.subarray(end);
  assert.ok(body.equals(ONES.subarray(0, body.length)), 'wrong bytes');
  download.received += body.length;
}

/** Reads to the end; how many bytes of the body came. */
async function finish(download: Download, size: number): Promise<number> {
  const { socket } = download;
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.resume();
  if (!socket.closed) await closed;
  assert.match(download.head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.ok(download.head.includes(`\r\nContent-Length: ${size}\r\n`));
  return download.received;
}

const isFree = async (port: number): Promise<boolean> => {
  const server = net.createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return free;
};

describe('stopping', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it(`finishes ${MANY} replies in flight, each whole, and the port is free`, async () => {
    const { server, port } = await serve(tree, { shutdownTimeout: ENDLESS });
    const downloads = await begin(port, 'small.bin', MANY);
    const closed = server.close();
    assert.ok(await isFree(port), 'the port is free at once');
    const sizes = await Promise.all(downloads.map(download => finish(download, SMALL)));
    assert.deepEqual([...new Set(sizes)], [SMALL]);
    await closed;
  });

  it('cuts what is left after shutdownTimeout visibly: never a whole length of other bytes', async () => {
    const { server, port } = await serve(tree, { shutdownTimeout: 300 });
    const downloads = await begin(port, 'large.bin', MANY);
    const began = performance.now();
    await server.close();
    const took = performance.now() - began;
    assert.ok(took < PATIENCE, `${took} ms`);
    const sizes = await Promise.all(downloads.slice(0, FEW).map(download => finish(download, LARGE)));
    for (const { socket } of downloads) socket.destroy();
    assert.ok(sizes.every(size => size < LARGE));
  });

  it('answers what comes meanwhile on a connection that is busy, and ends it with that answer', async () => {
    const { server, port } = await serve(tree, { shutdownTimeout: ENDLESS });
    const [download] = await begin(port, 'large.bin', 1);
    assert.ok(download);
    const { socket } = download;
    const closed = server.close();
    let last = '';
    socket.removeAllListeners('data');
    socket.on('data', (part: Buffer) => (last = (last + part.toString('latin1')).slice(-1000)));
    socket.write('GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n');
    socket.resume();
    await Promise.all([closed, once(socket, 'close')]);
    assert.match(last, /HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nConnection: close\r\n\r\naaa$/);
  });

  it('may be asked for twice, before the start, and while it starts; no server comes of it', async () => {
    const root = await makeTree(tree);
    const make = async () => createServer({ root, pageScript: await pageScript(root), port: 0 });
    const never = await make();
    await never.close();
    await never.close();
    await assert.rejects(never.listen(), error => error instanceof HumanError && error.code === 'CLOSED');
    const starting = await make();
    const listening = starting.listen();
    await Promise.all([starting.close(), starting.close()]);
    assert.ok(await isFree((await listening).port));
    assert.equal(starting.url, undefined);
  });

  it(`the command line ends ${MANY} replies in flight on SIGTERM, and exits with 0`, async () => {
    const root = await makeTree(tree);
    const child = spawn(
      process.execPath,
      [path.resolve('dist/cli.js'), '--json', '--quiet', '--port', '0', root],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(new URL((JSON.parse(line.toString()) as { url: string }).url).port);
    const reading = await begin(port, 'small.bin', MANY / 2);
    const stuck = await begin(port, 'large.bin', MANY / 2);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const sizes = await Promise.all(reading.map(download => finish(download, SMALL)));
    assert.deepEqual([...new Set(sizes)], [SMALL]);
    assert.deepEqual(await exited, [0, null]);
    const cut = await Promise.all(stuck.slice(0, FEW).map(download => finish(download, LARGE)));
    for (const { socket } of stuck) socket.destroy();
    assert.ok(cut.every(size => size < LARGE));
    assert.ok(await isFree(port));
  });
});
