import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isShort } from '../host/wholeRun';
import { FakePage } from './live/liveServer';
import { navigation } from './support/raw';
import { json } from './support/routes';
import { makeTree } from './support/serve';
import { CODES, PAGE, siteOf, Victim } from './support/victim';

const startVictim = async (backend: number): Promise<Victim> => {
  const root = await makeTree(siteOf(backend));
  return Victim.start(root, [path.resolve('dist/cli.js'), '--json', '--port', '0', root]);
};

/** Requests each part of the server at once: serving, watching, saving a collection, reading routes. */
async function useAll(victim: Victim, round: number): Promise<void> {
  const file = (name: string): string => path.join(victim.root, name);
  await Promise.all([
    fs.writeFile(file('index.html'), `${PAGE}${round}`),
    fs.writeFile(file('style.css'), `p { order: ${round} }`),
    fs.utimes(file('porthole.routes.json'), round, round),
  ]);
  const page = await FakePage.observe(`${victim.live}&document=x&path=/index.html&age=0`).catch(
    () => undefined,
  );
  page?.socket.on('error', () => undefined);
  page?.socket.send(JSON.stringify({ type: 'uses', uses: [[`/new${round}/style.css`, 'style']] }));
  await Promise.all([
    victim.status('/', { headers: navigation }),
    victim.status('/style.css', { headers: { 'Accept-Encoding': 'gzip' } }),
    victim.status('/large.bin'),
    victim.status('/large.bin', { headers: { Range: 'bytes=1-5' } }),
    victim.status('/folder/'),
    victim.status('/missing', { headers: navigation }),
    fetch(`http://127.0.0.1:${victim.port}/api/users`, json({ name: 'x' })).then(
      answer => answer.arrayBuffer(),
      () => undefined,
    ),
    victim.status('/hello'),
    victim.status('/far'),
    victim.status('/fixed'),
  ]);
  page?.socket.terminate();
}

/**
 * Makes the server read the routes file again: after an injected ENOENT it counts as missing, and only an
 * event shows that it is back.
 */
async function untilRecovered(victim: Victim, round: number): Promise<string> {
  let statuses = '';
  for (let tries = 0; tries < 100 && statuses !== '200,200,200'; tries++) {
    if (tries > 0) await fs.utimes(path.join(victim.root, 'porthole.routes.json'), round, round + tries);
    if (tries > 0) await delay(50);
    const targets = ['/', '/style.css', '/hello'];
    statuses = String(await Promise.all(targets.map(each => victim.status(each, { headers: navigation }))));
  }
  return statuses;
}

/** The codes with which a call fails; in a whole run one, another for the next call. */
const codesOf = (call: number): readonly string[] =>
  isShort() ? [CODES[call % CODES.length] ?? 'EIO'] : CODES;

describe('a call of Node’s that fails', function () {
  this.timeout(300_000);
  let backend: http.Server;
  let port: number;
  let victim: Victim;
  let calls: readonly string[];
  let round = 1;
  before(async () => {
    backend = http.createServer((_, response) => void response.end('far')).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    ({ port } = backend.address() as AddressInfo);
    victim = await startVictim(port);
    await useAll(victim, round++);
    calls = (await victim.tell('calls')) as string[];
  });
  after(async () => {
    await victim.end();
    backend.close();
  });

  it('is one of those that this server makes, found by running it', () => {
    for (const expected of [
      'fs.watch',
      'fs/promises.open',
      'FileHandle.read',
      'fs/promises.rename',
      'new Worker',
    ])
      assert.ok(calls.includes(expected), `${expected} among ${calls.join(', ')}`);
  });

  it('ends neither the server nor its next replies', async () => {
    const lost: string[] = [];
    for (const [at, call] of calls.entries())
      for (const [turn, code] of codesOf(at).entries()) {
        // The first, the second or every call fails, in turns that begin differently for each function.
        const which = (['first', 'second', 'every'] as const)[(at + turn) % 3] ?? 'first';
        await victim.tell({ calls: [call], code, which });
        await useAll(victim, round++);
        await victim.tell('none');
        const name = `${call} ${code} ${which}`;
        const recovered = await untilRecovered(victim, round++);
        if (recovered !== '200,200,200') lost.push(`${name}: ${recovered}`);
        assert.equal(victim.child.exitCode, null, `${name}\n${victim.output.slice(-3000)}`);
      }
    assert.deepEqual(lost, []);
    assert.doesNotMatch(victim.output, /Uncaught|Unhandled/i);
  });

  it('is in the log, once for each request that it fails', async () => {
    const before = victim.output.length;
    await victim.tell({ calls: ['fs/promises.open'], code: 'EIO', which: 'every' });
    assert.equal(await victim.status(`/folder/a.txt?${round}`), 404);
    await victim.tell('none');
    const end = Date.now() + 5000;
    const lines = (): string[] =>
      victim.output
        .slice(before)
        .split('\n')
        .filter(line => line.includes('/folder/a.txt'));
    while (lines().length === 0 && Date.now() < end) await delay(10);
    assert.equal(lines().length, 1, lines().join('\n'));
  });

  it('leaves no descriptor open', async function () {
    if (process.platform !== 'linux') return;
    const most = 60;
    for (let tries = 0; victim.descriptors > most && tries < 100; tries++) await delay(100);
    assert.ok(victim.descriptors <= most, `${victim.descriptors} descriptors`);
  });

  it('does not keep the server from stopping', async () => {
    const waiting = [...calls];
    // The start of each server takes longest: in a whole run several calls fail in one.
    const together = isShort() ? 8 : 1;
    const stopOne = async (): Promise<void> => {
      for (let some = waiting.splice(-together); some.length > 0; some = waiting.splice(-together)) {
        const one = await startVictim(port);
        await useAll(one, round++);
        await one.tell({ calls: some, code: 'EIO', which: 'every' });
        assert.equal(await one.end(), 0, `${some.join(', ')}\n${one.output.slice(-3000)}`);
      }
    };
    await Promise.all([stopOne(), stopOne()]);
  });
});
