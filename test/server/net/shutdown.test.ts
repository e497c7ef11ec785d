import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createServer, HumanError } from '../../../src/server';
import { defaults } from '../../../src/server/options';
import {
  assertCut,
  assertInTime,
  becomesFree,
  downloads,
  Exchange,
  goOn,
  inFlight,
  isFree,
  LARGE,
  ONES,
  type Outcome,
} from '../support/inFlight';
import { endAll, makeTree, pageScript, serve } from '../support/serve';

const FEW = 10;
/** A timeout longer than any test: connections that end earlier did so by themselves. */
const ENDLESS = 600_000;
const tree = { ...downloads, 'a.txt': 'aaa' };

const begin = (port: number, name: string, count: number, more?: string): Promise<Exchange[]> =>
  Promise.all(Array.from({ length: count }, () => Exchange.download(port, name, more)));

async function outcomes(exchanges: readonly Exchange[]): Promise<Outcome[]> {
  return [...new Set(await Promise.all(exchanges.map(each => each.finish())))];
}

describe('stopping', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('finishes two hundred replies in flight, each whole, and the port is free', async () => {
    const { server, port } = await serve(tree, { shutdownTimeout: ENDLESS });
    const replies = await begin(port, 'small.bin', 200);
    const closed = server.close();
    assert.ok(await isFree(port), 'the port is free at once');
    assert.deepEqual(await outcomes(replies), ['whole']);
    await closed;
  });

  it('finishes what is sent from memory, too, though Node has been told its end', async () => {
    const { server, port, root } = await serve(tree, { shutdownTimeout: ENDLESS });
    server.overlay({ path: path.join(root, 'a.txt'), text: ONES.toString('latin1'), version: 1 });
    const replies = await begin(port, 'a.txt', FEW);
    const closed = server.close();
    assert.deepEqual(await outcomes(replies), ['whole']);
    await closed;
  });

  it('cuts what is left after shutdownTimeout visibly, in time: never a whole length of other bytes', async () => {
    const timeout = 300;
    await assertInTime(timeout, async () => {
      const { server, port } = await serve(tree, { shutdownTimeout: timeout });
      const flight = await inFlight(port);
      const began = performance.now();
      await server.close();
      const took = performance.now() - began;
      await assertCut(flight);
      await endAll();
      return took;
    });
  });

  it('cuts a reply without a length before its last chunk', async () => {
    const text = randomBytes(LARGE / 2).toString('hex');
    const options = { compression: 'on', shutdownTimeout: 300 } as const;
    const { server, port } = await serve({ 'large.txt': text }, options);
    const replies = await begin(port, 'large.txt', FEW, 'Accept-Encoding: gzip\r\n');
    let ends = replies.map(() => '');
    for (const [at, { socket }] of replies.entries())
      socket.on('data', part => (ends = ends.with(at, part.toString('latin1').slice(-5))));
    await server.close();
    await Promise.all(replies.map(({ socket }) => once(socket.resume(), 'close')));
    assert.deepEqual(
      ends.filter(end => end === '' || end === '0\r\n\r\n'),
      [],
    );
  });

  it('answers what comes meanwhile on a connection that is busy, and ends it with that answer', async () => {
    const { server, port } = await serve(tree, { shutdownTimeout: ENDLESS });
    const { socket } = await Exchange.download(port, 'large.bin');
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

  it('the command line ends two hundred requests in flight on SIGTERM, whole or visibly cut, in time, with 0', async () => {
    const root = await makeTree(tree);
    const args = [path.resolve('dist/cli.js'), '--json', '--quiet', '--port', '0', root];
    await assertInTime(defaults.shutdownTimeout, async () => {
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const port = Number(new URL((JSON.parse(line.toString()) as { url: string }).url).port);
      const flight = await inFlight(port);
      const exited = once(child, 'exit').then(([code]) => ({ code: Number(code), at: performance.now() }));
      const began = performance.now();
      child.kill('SIGTERM');
      await becomesFree(port);
      assert.equal(child.exitCode, null, 'the port is free while replies are in flight');
      await goOn(flight);
      const { code, at } = await exited;
      assert.equal(code, 0);
      await assertCut(flight);
      return at - began;
    });
  });
});
