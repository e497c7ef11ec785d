import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { networkKey } from '../../../src/protocol/shareState';
import { preferred, shareable } from '../../../src/server/share/addresses';
import { defaultSource } from '../../../src/server/share/defaultRoute';
import { furtherMachines } from './furtherMachines';
import { machines } from './machines';

describe('the address that is shared', () => {
  for (const { name, interfaces, source, first, last } of [...machines, ...furtherMachines])
    it(`is the one that a phone reaches: ${name}`, () => {
      const addresses = shareable(interfaces, source).map(({ address }) => address);
      assert.equal(addresses[0], first);
      if (last !== undefined) assert.equal(addresses.at(-1), last);
    });

  it('is never loopback or IPv6 link-local, and none without a network', () => {
    for (const { interfaces, source } of [...machines, ...furtherMachines])
      for (const { address } of shareable(interfaces, source))
        assert.doesNotMatch(address, /^127\.|^::1$|^fe80/);
    assert.deepEqual(shareable({}, undefined), []);
  });

  it('is looked for by the route of this very machine, which is one of its own or none', async () => {
    const source = await defaultSource();
    const own = Object.values(networkInterfaces()).flatMap(each => each ?? []);
    assert.ok(source === undefined || own.some(({ address }) => address === source), source);
  });

  it('is the chosen one while the machine has it', () => {
    const [best, other] = shareable(machines[0]!.interfaces, machines[0]!.source);
    assert.ok(best && other);
    const all = [best, other];
    assert.equal(preferred(all, other.address), other);
    assert.equal(preferred(all, '192.168.99.99'), best);
    assert.equal(preferred([], undefined), undefined);
  });

  it('names its network, and the same networks by the same key', () => {
    const [{ interfaces, source }] = machines as unknown as [(typeof machines)[number]];
    const [best] = shareable(interfaces, source);
    assert.equal(best?.network, '192.168.178.0/24');
    assert.equal(networkKey(shareable(interfaces, source)), networkKey(shareable(interfaces, undefined)));
  });
});
