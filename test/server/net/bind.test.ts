import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bind } from '../../../src/server/net/bind';

const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

/** As it is in a Node that has no such method. */
const withoutShorterWay = (server: Server): Server =>
  new Proxy(server, { has: (target, key) => key !== '_listen2' && key in target });

describe('bind', () => {
  let servers: Server[] = [];
  const make = (): Server => {
    const server = createServer((_, response) => void response.end('here'));
    servers.push(server);
    return server;
  };

  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
  });

  // Not every container has one of IPv6.
  const addresses = Object.values(networkInterfaces()).flatMap(some => some ?? []);
  const loopback = addresses.filter(one => one.internal).map(({ address }) => address);
  for (const host of [...loopback, '0.0.0.0']) {
    it(`listens at ${host} as Node itself does, and answers there`, async () => {
      const [ours, nodes] = [make(), make()];
      const port = await bind(ours, host, 0, 0);
      await new Promise<void>(resolve => nodes.listen({ host, port: 0, exclusive: true }, resolve));
      const { port: got, ...where } = addressOf(ours);
      const { port: _, ...expected } = addressOf(nodes);
      assert.equal(got, port);
      assert.deepEqual(where, expected);
      const reached = host.includes(':') ? `[${host}]` : host.replace('0.0.0.0', '127.0.0.1');
      assert.equal(await (await fetch(`http://${reached}:${port}/`)).text(), 'here');
    });
  }

  it('listens at a name, which has to be looked up', async () => {
    const server = make();
    const port = await bind(server, 'localhost', 0, 0);
    assert.equal(await (await fetch(`http://localhost:${port}/`)).text(), 'here');
  });

  it('leaves it to Node where that has no shorter way', async () => {
    const server = make();
    await bind(withoutShorterWay(server), '127.0.0.1', 0, 0);
    assert.equal(addressOf(server).address, '127.0.0.1');
  });

  it('moves on from a port that is taken, whichever way it listens', async () => {
    const first = make();
    const taken = await bind(first, '127.0.0.1', 0, 0);
    assert.ok((await bind(make(), '127.0.0.1', taken, 0)) > taken);
    assert.ok((await bind(withoutShorterWay(make()), '127.0.0.1', taken, 0)) > taken);
  });

  it('rejects with Node’s own error where nobody may listen', async () => {
    await assert.rejects(bind(make(), '192.0.2.1', 0, 0), { code: 'EADDRNOTAVAIL', syscall: 'listen' });
  });
});
