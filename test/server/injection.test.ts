import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FakePage } from './live/liveServer';
import { ask, navigation } from './support/raw';
import type { Injected } from './support/injector';
import { json, withRoutes } from './support/routes';
import { makeTree } from './support/serve';

const CODES = [
  'EACCES',
  'EPERM',
  'ELOOP',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'EIO',
  'ENOSPC',
  'EBUSY',
  'ENAMETOOLONG',
];
const PAGE = '<!doctype html><link rel="stylesheet" href="style.css"><p>one</p>';

/** The command line with an injector in it. */
class Victim {
  output = '';
  private constructor(
    readonly root: string,
    readonly child: ChildProcess,
    readonly port: number,
    readonly live: string,
  ) {
    child.stderr?.on('data', part => (this.output += String(part)));
  }

  static async start(backend: number): Promise<Victim> {
    const routes = [
      { path: '/api/users', collection: 'data/users.json', persist: true },
      { path: '/hello', handler: 'hello.mjs' },
      { path: '/far', proxy: `http://127.0.0.1:${backend}` },
      { path: '/fixed', file: 'style.css' },
    ];
    const more = {
      'index.html': PAGE,
      'style.css': 'p {}',
      'folder/a.txt': 'a',
      'large.bin': Buffer.alloc(3 << 20, 1),
      'hello.mjs': 'export const GET = () => new Response("hello");',
    };
    const root = await makeTree(withRoutes(routes, more));
    const injector = path.resolve('out/test/server/support/injector.js');
    const args = ['--require', injector, path.resolve('dist/cli.js'), '--json', '--port', '0', root];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    assert.ok(child.stdout);
    const ended = once(child, 'exit').then(() => assert.fail('the server has not started'));
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    const { url, live } = JSON.parse(String(line)) as { url: string; live: string };
    return new Victim(root, child, Number(new URL(url).port), live);
  }

  async tell(message: Injected | 'none' | 'calls'): Promise<unknown> {
    const answer = once(this.child, 'message') as Promise<[unknown]>;
    this.child.send(message);
    return (await answer)[0];
  }

  /** The status of a reply; 0 for a connection that ended without one. */
  async status(target: string, options: Parameters<typeof ask>[2] = {}): Promise<number> {
    return ask(this.port, target, options).then(
      ({ status }) => status,
      () => 0,
    );
  }

  get descriptors(): number {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  async end(): Promise<number | null> {
    const exited = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill('SIGTERM');
    const [code] = await exited;
    await fs.rm(this.root, { recursive: true });
    return code;
  }
}

/** Serving, watching, saving a collection, reading routes: each part asked for at once, all that the server does. */
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

/** Reads the routes file again: with an injected ENOENT it was gone, and nothing tells that it is back but an event. */
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
    victim = await Victim.start(port);
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
      for (const [index, code] of CODES.entries()) {
        // The first, the second and every call in turns, beginning with another turn for each call.
        const which = (['first', 'second', 'every'] as const)[(at + index) % 3] ?? 'first';
        await victim.tell({ call, code, which });
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
    await victim.tell({ call: 'fs/promises.open', code: 'EIO', which: 'every' });
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
    const stopOne = async (): Promise<void> => {
      for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
        const one = await Victim.start(port);
        await useAll(one, round++);
        await one.tell({ call, code: 'EIO', which: 'every' });
        assert.equal(await one.end(), 0, `${call}\n${one.output.slice(-3000)}`);
      }
    };
    await Promise.all([stopOne(), stopOne()]);
  });
});
