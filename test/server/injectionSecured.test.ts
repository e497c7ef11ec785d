import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import type { ShareState } from '../../src/protocol/shareState';
import { isShort } from '../host/wholeRun';
import { ask1, ask2, connect2 } from './support/both';
import { navigation } from './support/raw';
import { makeTree } from './support/serve';
import { OTHER } from './support/shareTarget';
import { CODES, PAGE, siteOf, Victim } from './support/victim';

const TARGETS = ['/', '/style.css', '/hello', '/far', '/fixed', '/large.bin', '/folder/', '/missing'];
/** Milliseconds within which a share answers, or reports why it failed. */
const PATIENCE = 20_000;

/**
 * The text of a reply over TLS, to an address other than the server's own; empty if the connection ended
 * without one.
 */
async function say(port: number, host: string, target: string, cookie = ''): Promise<string> {
  const socket = tls.connect({ port, host: OTHER, rejectUnauthorized: false });
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1'))).on('error', () => undefined);
  socket.setTimeout(2000, () => socket.destroy());
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close').catch(() => undefined);
  return text;
}

/** A victim over TLS, with an authority of its own, that is shared. */
class Sharer {
  constructor(
    private readonly victim: Victim,
    private readonly certificates: string,
  ) {}

  /** Shares again; returns the outcome. */
  async share(): Promise<Partial<ShareState> & { readonly failed?: string }> {
    const { stdout } = this.victim.child;
    assert.ok(stdout);
    const line = once(stdout, 'data', { signal: AbortSignal.timeout(PATIENCE) }) as Promise<[Buffer]>;
    this.victim.child.kill('SIGUSR2');
    return JSON.parse(String((await line)[0])) as Partial<ShareState>;
  }

  /** A device that signs in with a code and sends requests; returns the status of each reply. */
  async visit({ url = '', port = 0, joinUrl = '' }: Partial<ShareState>): Promise<string[]> {
    if (url === '') return [];
    const { host } = new URL(url);
    const joined = await say(port, host, joinUrl.slice(url.length - 1));
    const cookie = /^set-cookie: ([^;]+)/im.exec(joined)?.[1] ?? '';
    const texts = await Promise.all(TARGETS.map(target => say(port, host, target, cookie)));
    return texts.map(text => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'none');
  }

  /** The same at the server's own address, over both versions of HTTP. */
  async own(): Promise<number[]> {
    const { port } = this.victim;
    const session = await connect2(port).catch(() => undefined);
    const asked = TARGETS.flatMap(target => [
      ask1(port, { target, headers: navigation }),
      ...(session ? [ask2(session, { target, headers: navigation })] : []),
    ]);
    const settled = await Promise.allSettled(
      asked.map(answer => Promise.race([answer, delay(5000).then(() => assert.fail('no answer'))])),
    );
    session?.destroy();
    return settled.map(each => (each.status === 'fulfilled' ? each.value.status : 0));
  }

  /** Removes files of these names, so that the next share makes them anew. */
  async forget(names: RegExp): Promise<void> {
    for (const name of await fs.readdir(this.certificates))
      if (names.test(name)) await fs.rm(path.join(this.certificates, name));
  }

  async useAll(round: number): Promise<void> {
    const { root } = this.victim;
    await this.forget(/^certificate-/);
    await Promise.all([
      fs.writeFile(path.join(root, 'index.html'), `${PAGE}${round}`),
      fs.utimes(path.join(root, 'porthole.routes.json'), round, round),
    ]);
    const [, state] = await Promise.all([this.own(), this.share()]);
    await this.visit(state);
  }

  /** The remaining mistakes when no call fails any more; empty once all is well. */
  async wrong(round: number): Promise<string> {
    let wrong = 'not tried';
    for (let tries = 0; tries < 60 && wrong !== ''; tries++) {
      if (tries > 0)
        await fs.utimes(path.join(this.victim.root, 'porthole.routes.json'), round, round + tries);
      if (tries > 0) await delay(50);
      const own = await this.own();
      const state = await this.share();
      const seen = await this.visit(state);
      const isWell =
        own.length === 2 * TARGETS.length && own.every((status, at) => status === (at < 14 ? 200 : 404));
      const isShared = seen.slice(0, 2).every(status => status === '200') && seen.length === TARGETS.length;
      wrong = isWell && isShared ? '' : `${own.join()} ${state.failed ?? ''} ${seen.join()}`;
    }
    return wrong;
  }

  authority(): Promise<string> {
    return fs.readFile(path.join(this.certificates, 'authority.pem'), 'utf8');
  }
}

describe('a call of Node’s that fails below TLS, HTTP/2 and a share', function () {
  this.timeout(900_000);
  let backend: http.Server;
  let victim: Victim;
  let sharer: Sharer;
  let calls: readonly string[];
  let certificates: string;
  let round = 1;
  before(async () => {
    backend = http.createServer((_, response) => void response.end('far')).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const root = await makeTree(siteOf((backend.address() as AddressInfo).port));
    certificates = await makeTree({});
    const program = path.resolve('out/test/server/support/sharer.js');
    victim = await Victim.start(root, [program, root, certificates, OTHER]);
    sharer = new Sharer(victim, certificates);
    await sharer.useAll(round++);
    calls = (await victim.tell('calls')) as string[];
  });
  after(async () => {
    await victim.end();
    backend.close();
    await fs.rm(certificates, { recursive: true });
  });

  it('is one of those that this server makes, found by running it', () => {
    for (const expected of ['fs/promises.readFile', 'fs/promises.open', 'net.connect'])
      assert.ok(calls.includes(expected), `${expected} among ${calls.join(', ')}`);
  });

  it('ends neither the server nor its next replies, and never replaces the authority', async () => {
    const lost: string[] = [];
    const authority = await sharer.authority();
    for (const [at, call] of calls.entries())
      for (const [turn, code] of [0, 3, 6]
        .map(more => CODES[(at + more) % CODES.length] ?? 'EIO')
        .entries()) {
        const which = (['first', 'second', 'every'] as const)[(at + turn) % 3] ?? 'first';
        await victim.tell({ calls: [call], code, which });
        await sharer.useAll(round++);
        await victim.tell('none');
        const name = `${call} ${code} ${which}`;
        const wrong = await sharer.wrong(round++);
        if (wrong !== '') lost.push(`${name}: ${wrong}`);
        if ((await sharer.authority()) !== authority) lost.push(`${name}: another authority`);
        assert.equal(victim.child.exitCode, null, `${name}\n${victim.output.slice(-3000)}`);
      }
    assert.deepEqual(lost, []);
    assert.doesNotMatch(victim.output, /Uncaught|Unhandled/i);
  });

  it('never replaces an authority that cannot be read, whatever the error', async () => {
    const authority = await sharer.authority();
    for (const code of CODES) {
      await victim.tell({ calls: ['fs/promises.readFile'], code, which: 'every' });
      await sharer.share();
      await victim.tell('none');
      if (code !== 'ENOENT') assert.equal(await sharer.authority(), authority, code);
    }
    assert.equal(await sharer.wrong(round++), '');
  });

  it('keeps no half of an authority or a certificate that it makes', async () => {
    for (const [at, call] of ['mkdir', 'readFile', 'writeFile', 'rename', 'link', 'rm'].entries())
      for (const which of isShort() ? (['first'] as const) : (['first', 'second', 'every'] as const)) {
        await sharer.forget(/./);
        await victim.tell({ calls: [`fs/promises.${call}`], code: CODES[at] ?? 'EIO', which });
        await sharer.share();
        await victim.tell('none');
        const { failed, ...state } = await sharer.share();
        assert.equal(failed, undefined, `${call} ${which}`);
        assert.equal((await sharer.visit(state))[0], '200', `${call} ${which}`);
        const names = (await fs.readdir(certificates)).toSorted().join();
        // A draft only stays if it cannot be removed.
        if (call !== 'rm')
          assert.match(names, /^authority\.pem,certificate-[\w-]+\.pem$/, `${call} ${which}`);
      }
  });

  it('leaves no descriptor open', async function () {
    if (process.platform !== 'linux') return;
    const most = 80;
    for (let tries = 0; victim.descriptors > most && tries < 100; tries++) await delay(100);
    assert.ok(victim.descriptors <= most, `${victim.descriptors} descriptors`);
  });
});
