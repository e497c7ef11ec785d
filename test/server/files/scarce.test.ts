import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Child, serveInChild } from '../support/child';
import { ask } from '../support/raw';
import { makeTree } from '../support/serve';

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** One request on the one connection of an agent; `from` is that connection's own port. */
async function on(agent: http.Agent, port: number, target: string) {
  const request = http.get({ agent, port, host: '127.0.0.1', path: target });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const from = response.socket.localPort;
  await buffer(response);
  return { status: response.statusCode, headers: response.headers, from };
}

/** The superuser may read everything, so this process becomes the user nobody. */
const ORDINARY = `process.getuid() === 0 && (process.setegid(65534), process.seteuid(65534))`;

describe('what the system does not give', function () {
  this.timeout(60_000);
  let child: Child;
  let root: string;
  afterEach(async () => {
    assert.equal(await child.end(), 0);
    await fs.rm(root, { recursive: true });
  });

  it('without a free descriptor, open connections get 503 with Retry-After; later all is well on the same ones', async () => {
    const DESCRIPTORS = 60;
    root = await makeTree({ 'large.bin': Buffer.alloc(3 << 20, 1) });
    child = await serveInChild(root, { descriptors: DESCRIPTORS });
    const { port } = child;
    const agents = Array.from({ length: 8 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
    const askAll = () => Promise.all(agents.map(agent => on(agent, port, '/large.bin')));
    const statuses = async () => [...new Set((await askAll()).map(({ status }) => status))];
    assert.deepEqual(await statuses(), [200]);
    const ports = new Set((await askAll()).map(({ from }) => from));
    assert.equal(ports.size, agents.length);

    const idle: net.Socket[] = [];
    const take = () => idle.push(net.connect(port, '127.0.0.1').on('error', () => undefined));
    while (idle.length < DESCRIPTORS) take();
    // A refused connection may free its descriptor for a file, so that one is used up, too.
    while ((await statuses()).join() !== '503') take();
    const refused = await askAll();
    for (const { status, headers, from } of refused) {
      assert.deepEqual([status, headers['retry-after']], [503, '1']);
      assert.ok(ports.has(from));
    }

    for (const socket of idle) socket.destroy();
    while ((await statuses()).join() !== '200') await sleep(20);
    for (const { from } of await askAll()) assert.ok(ports.has(from));
    assert.equal((await ask(port, '/large.bin')).status, 200, 'new connections are taken again');
    for (const agent of agents) agent.destroy();
  });

  it('what the system does not let it read is 403, file and folder, and the rest is served', async () => {
    root = await makeTree({
      'closed.txt': 'x',
      'closed/a.txt': 'x',
      'hidden/a.txt': 'x',
      'open.txt': 'open',
    });
    child = await serveInChild(root);
    // Files that the server loads after its first answer must be readable for nobody.
    assert.equal((await ask(child.port, '/open.txt')).status, 200);
    await child.evaluate(ORDINARY);
    await fs.chmod(root, 0o755);
    await fs.chmod(path.join(root, 'closed.txt'), 0);
    await fs.chmod(path.join(root, 'closed'), 0);
    // The folder's names cannot be read, but its files can.
    await fs.chmod(path.join(root, 'hidden'), 0o311);
    const status = async (target: string) => (await ask(child.port, target)).status;
    assert.deepEqual(
      await Promise.all(['/closed.txt', '/closed/', '/closed/a.txt'].map(status)),
      [403, 403, 403],
    );
    const head = await ask(child.port, '/closed.txt', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length], [403, 0]);
    assert.equal((await ask(child.port, '/open.txt')).body.toString(), 'open');
    assert.deepEqual(await Promise.all(['/hidden/', '/hidden/a.txt', '/'].map(status)), [403, 200, 200]);
    await fs.chmod(path.join(root, 'hidden'), 0o755);
    await fs.chmod(path.join(root, 'closed'), 0o755);
  });
});
