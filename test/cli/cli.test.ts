import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { nobody } from '../server/support/backend';
import { ask } from '../server/support/raw';
import { makeTree } from '../server/support/serve';

const cli = path.resolve('dist/cli.js');
const running: ChildProcess[] = [];

interface Started {
  readonly child: ChildProcess;
  readonly said: { url: string; live: string; root: string; pid: number };
}

async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [cli, '--json', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: JSON.parse(String(first).split('\n')[0] ?? '') as Started['said'] };
}

async function refused(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

/** Sends requests while the output of the log is closed, then ends the server as usual. */
async function servesOn(child: ChildProcess, port: number): Promise<void> {
  for (let i = 0; i < 50; i++) assert.equal((await ask(port, '/a.txt')).body.toString(), 'a');
  assert.equal((await ask(port, '/a.txt', { host: 'evil.example' })).status, 403);
  assert.equal((await ask(port, '/a.txt')).status, 200);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

describe('the command line', () => {
  afterEach(() => running.splice(0).forEach(child => child.exitCode === null && child.kill('SIGKILL')));

  it('says url, live, root and pid on its first line and serves the root', async () => {
    const root = await makeTree({ 'index.html': 'hello' });
    const { child, said } = await start(root);
    assert.equal(said.root, root);
    assert.equal(said.pid, child.pid);
    assert.match(said.live, /^ws:\/\/127\.0\.0\.1:\d+\/__porthole\/live\?token=/);
    assert.equal((await ask(Number(new URL(said.url).port), '/')).status, 200);
  });

  it('serves the folder that the system finds by its path, also behind a link and “..”', async () => {
    const home = await makeTree({
      'far/site/index.html': 'far',
      'site/index.html': 'near',
      'far/deep/x': '',
    });
    await fs.symlink('far/deep', path.join(home, 'link'));
    for (const [given, root, body] of [
      ['link/../site', 'far/site', 'far'],
      ['site/../far/site/.', 'far/site', 'far'],
      ['./site//', 'site', 'near'],
    ] as const) {
      const { said } = await start(`${home}/${given}`);
      assert.equal(said.root, path.join(home, root));
      assert.equal((await ask(Number(new URL(said.url).port), '/')).body.toString(), body);
    }
  });

  it('writes a line for every request, in order, the last ones before it ends', async () => {
    const root = await makeTree({ 'a.txt': 'a' });
    const child = spawn(process.execPath, [cli, '--port', '0', root], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.push(child);
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += part.toString()));
    await once(child.stdout, 'data');
    const port = Number(/:(\d+)\//.exec(said)?.[1]);
    for (let i = 0; i < 50; i++) await ask(port, `/a.txt?${i}`);
    child.kill('SIGTERM');
    await once(child, 'close');
    const asked = [...said.matchAll(/^GET \/a\.txt\?(\d+) 200 1 B /gm)].map(match => Number(match[1]));
    assert.deepEqual(
      asked,
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  for (const json of [[], ['--json']]) {
    const mode = json.join() || 'its lines';

    it(`serves on when nobody reads any more what it writes, with ${mode}`, async () => {
      const root = await makeTree({ 'a.txt': 'a' });
      const child = spawn(process.execPath, [cli, '--port', '0', ...json, root], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.push(child);
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      child.stdout.destroy();
      child.stderr.destroy();
      await servesOn(child, Number(/:(\d+)\//.exec(String(first))?.[1]));
    });

    if (process.platform === 'linux')
      it(`serves on when the disk that it writes to is full, with ${mode}`, async () => {
        const root = await makeTree({ 'a.txt': 'a' });
        const port = Number(new URL(await nobody()).port);
        const full = await fs.open('/dev/full', 'w');
        const child = spawn(process.execPath, [cli, '--port', String(port), ...json, root], {
          stdio: ['ignore', full.fd, full.fd],
        });
        running.push(child);
        await full.close();
        while (child.exitCode === null && (await ask(port, '/a.txt').catch(() => undefined)) === undefined);
        await servesOn(child, port);
      });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`shuts down gracefully on ${signal} and exits with 0`, async () => {
      const { child } = await start(await makeTree({ 'index.html': 'hello' }));
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });
  }

  it('--mount serves more folders, relative to the root, each below its path', async () => {
    const place = await makeTree({ 'site/index.html': 'hello', 'lib/a.js': '1', 'more/b.js': '2' });
    const { said } = await start(path.join(place, 'site'), '--mount', '/lib=../lib', '--mount=/x/y=../more');
    const port = Number(new URL(said.url).port);
    assert.equal((await ask(port, '/lib/a.js')).body.toString(), '1');
    assert.equal((await ask(port, '/x/y/b.js')).body.toString(), '2');
    assert.equal((await ask(port, '/lib/../../lib/a.js')).status, 400);
  });

  it('exits with 2 and one line for bad arguments', async () => {
    for (const args of [
      ['--port', 'x'],
      ['--port', '70000'],
      ['--nonsense'],
      ['a', 'b'],
      ['/no/such/folder/anywhere'],
      ['--mount', '/lib'],
      ['--mount', 'lib=../x'],
    ]) {
      const { code, stderr } = await refused(...args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
