import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Child, serveInChild } from './support/child';
import { ask } from './support/raw';
import { makeTree } from './support/serve';

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** One request on the one connection of an agent; `from` is that connection's own port. */
async function on(agent: http.Agent, port: number, target: string) {
  const request = http.get({ agent, port, host: '127.0.0.1', path: target });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const from = response.socket.localPort;
  await buffer(response);
  return { status: response.statusCode, headers: response.headers, from };
}

describe('what the system runs short of', function () {
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
    // A connection that is turned away may leave its descriptor to a file: it is taken, too.
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
});
