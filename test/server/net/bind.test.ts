import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bind } from '../../../src/server/net/bind';
import { isBlocked } from '../../../src/server/net/blockedPorts';

const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

/** A server on which Windows has reserved ports up to this one. */
function reserved(server: Server, last: number): Server {
  const listen = server.listen.bind(server) as (options: ListenOptions) => Server;
  return Object.assign(server, {
    listen: (options: ListenOptions) => {
      if ((options.port ?? 0) > last) return listen(options);
      const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen' });
      process.nextTick(() => server.emit('error', error));
      return server;
    },
  });
}

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

  it('moves on from a port that is taken', async () => {
    const taken = await bind(make(), '127.0.0.1', 0, 0);
    assert.ok((await bind(make(), '127.0.0.1', taken, 0)) > taken);
  });

  it('moves on from a port that Windows has reserved, and gives up below 1024', async () => {
    const free = await bind(make(), '127.0.0.1', 0, 0);
    assert.ok((await bind(reserved(make(), free + 2), '127.0.0.1', free, 0)) > free + 2);
    await assert.rejects(bind(reserved(make(), 1023), '127.0.0.1', 80, 0), { code: 'EACCES' });
    await assert.rejects(bind(reserved(make(), 65_535), '127.0.0.1', 65_500, 0), { code: 'EACCES' });
  });

  it('never listens at a port that browsers refuse', async () => {
    const asked: number[] = [];
    const server = make();
    const listen = server.listen.bind(server) as (options: ListenOptions) => Server;
    Object.assign(server, {
      listen: (options: ListenOptions) => {
        asked.push(options.port ?? 0);
        return listen({ ...options, port: 0 });
      },
    });
    await bind(server, '127.0.0.1', 6665, 0);
    assert.deepEqual(asked, [6670]);
  });

  it('knows the ports that browsers refuse', async () => {
    const blocked = Array.from({ length: 65_536 }, (_, port) => port).filter(isBlocked);
    assert.equal(blocked.length, 82);
    // Node's `fetch` has the list of the standard.
    for (const port of blocked)
      await assert.rejects(fetch(`http://127.0.0.1:${port}/`), ({ cause }: Error) =>
        /bad port/.test(String(cause)),
      );
  });

  it('rejects with Node’s own error where nobody may listen', async () => {
    await assert.rejects(bind(make(), '192.0.2.1', 0, 0), { code: 'EADDRNOTAVAIL', syscall: 'listen' });
  });
});
