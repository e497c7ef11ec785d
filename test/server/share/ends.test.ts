import assert from 'node:assert/strict';
import { networkKey, type ShareEnd, type ShareState } from '../../../src/protocol/shareState';
import { Log } from '../../../src/server/log';
import { IDLE, Sharing } from '../../../src/server/share';
import type { Interfaces } from '../../../src/server/share/addresses';
import { CODE_LIFE } from '../../../src/server/share/codes';
import { machines, on } from './machines';

/** A share on a machine whose clock and network the test holds. */
function stand() {
  const changes: { state: ShareState | undefined; end: ShareEnd | undefined }[] = [];
  const held = {
    now: 0,
    interfaces: machines[0]!.interfaces,
    look: () => undefined as void,
    closed: 0,
    fails: false,
  };
  const sharing = new Sharing({
    log: new Log(() => undefined, 'off'),
    port: 5500,
    keysFor: () => Promise.resolve(undefined),
    listen: (_shared, port) =>
      held.fails
        ? Promise.reject(new Error('taken'))
        : Promise.resolve({ port, close: () => void held.closed++ }),
    onChange: (state, end) => changes.push({ state, end }),
    machine: {
      interfaces: (): Interfaces => held.interfaces,
      source: () => Promise.resolve(undefined),
      now: () => held.now,
      every: (_milliseconds, callback) => {
        held.look = callback;
        return () => (held.look = () => undefined);
      },
    },
  });
  const share = (address?: string, choices: Readonly<Record<string, string>> = {}) =>
    sharing.share({
      page: '/',
      directoryListing: false,
      choices,
      ...(address === undefined ? {} : { address }),
    });
  return { sharing, share, changes, held };
}

describe('a share', () => {
  it('ends 30 minutes after the last request', async () => {
    const { share, changes, held } = stand();
    await share();
    held.now = IDLE - 1;
    held.look();
    assert.ok(changes.at(-1)?.state);
    held.now = IDLE;
    held.look();
    assert.deepEqual(changes.at(-1), { state: undefined, end: 'idle' });
    assert.equal(held.closed, 1);
  });

  it('ends when the machine leaves the network', async () => {
    const { share, changes, held } = stand();
    await share();
    held.interfaces = {};
    held.look();
    assert.deepEqual(changes.at(-1), { state: undefined, end: 'network' });
    assert.equal(held.closed, 1);
  });

  it('ends when another network gives the machine the same address, or another interface has it', async () => {
    for (const [name, cidr] of [
      ['en0', '192.168.178.23/16'],
      ['en7', '192.168.178.23/24'],
    ] as const) {
      const { share, changes, held } = stand();
      assert.equal((await share()).at.address, '192.168.178.23');
      held.look();
      assert.equal(changes.at(-1)?.end, undefined);
      held.interfaces = { [name]: [on(cidr)] };
      held.look();
      assert.equal(changes.at(-1)?.end, 'network', `${name} ${cidr}`);
    }
  });

  it('shows a new code before the old one expires', async () => {
    const { share, changes, held } = stand();
    const { joinUrl, expires } = await share();
    assert.equal(expires, CODE_LIFE);
    held.now = CODE_LIFE / 2;
    held.look();
    assert.equal(changes.at(-1)?.state?.joinUrl, joinUrl);
    held.now = CODE_LIFE - 1;
    held.look();
    assert.notEqual(changes.at(-1)?.state?.joinUrl, joinUrl);
  });

  it('moves to another address with one listener at a time', async () => {
    const { share, changes, held } = stand();
    const [first, second] = await Promise.all([share(), share('192.168.64.1')]);
    assert.notEqual(first.url, second.url);
    assert.equal(second.at.name, 'bridge100');
    assert.equal(held.closed, 1);
    assert.equal(changes.length, 2);
  });

  it('is at the address that was chosen in this network before, and in another network at the best one', async () => {
    const { share, held } = stand();
    const { addresses, at } = await share();
    const [, other] = addresses;
    assert.ok(other && other.address !== at.address);
    const choices = { [networkKey(addresses)]: other.address };
    assert.equal((await share(undefined, choices)).at.address, other.address);
    held.interfaces = { ...held.interfaces, en0: [on('10.1.1.1/24')] };
    assert.equal((await share(undefined, choices)).at.address, '10.1.1.1');
  });

  it('that cannot move has ended, and says so', async () => {
    const { share, changes, held } = stand();
    held.fails = true;
    await assert.rejects(share(), /taken/);
    assert.deepEqual(changes, []);
    held.fails = false;
    await share();
    held.fails = true;
    await assert.rejects(share('192.168.64.1'), /taken/);
    assert.deepEqual(changes.at(-1), { state: undefined, end: 'stopped' });
    assert.equal(held.closed, 1);
  });

  it('says what to do where there is no network', async () => {
    const { share, held } = stand();
    held.interfaces = {};
    await assert.rejects(share(), /in no network\. Connect it/);
  });

  it('is stopped once, however often that is asked for', async () => {
    const { sharing, share, changes } = stand();
    await share();
    await Promise.all([sharing.stop(), sharing.stop()]);
    assert.deepEqual(
      changes.map(({ end }) => end),
      [undefined, 'stopped'],
    );
  });
});
