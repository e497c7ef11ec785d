import assert from 'node:assert/strict';
import { endProxied, proxied, statusOf, talk } from '../support/proxied';
import { upgrade } from '../support/strangers';
import { response } from '../support/rawBackend';

/** Heads that no HTTP library sends, by the number in the target. */
const HEADS: readonly Buffer[] = [
  ...['0', '00', '000', '099', '0200', '600', '999', '1000', '-1', '2e2'].map(status =>
    response(`${status} x`),
  ),
  ...Array.from({ length: 256 }, (_, byte) => byte)
    .filter(byte => byte < 33 || (byte > 126 && byte < 162))
    .map(byte => {
      const character = String.fromCharCode(byte);
      return [
        response(`200 a${character}b`),
        response(`200 OK\r\nX-A: a${character}b`),
        response(`200 OK\r\nX${character}A: b`),
      ];
    })
    .flat(),
];

const UPGRADE = Object.entries(upgrade)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

describe('the head of a proxied reply, whatever its status and its bytes are', () => {
  afterEach(endProxied);

  it('is passed on or a 502, and never a failure of ours', async () => {
    const { served } = await proxied(
      (socket, head) => {
        socket.end(HEADS[Number(/\/p\/(\d+)/.exec(head)?.[1])] ?? '');
      },
      { timeout: 20_000 },
    );
    const both = HEADS.flatMap((_, at) => [[at, ''] as const, [at, UPGRADE] as const]);
    const got: [number, number][] = [];
    // Not all at once: on a busy machine, clients would give up.
    while (both.length > 0) {
      const some = both.splice(0, 40).map(async ([at, fields]): Promise<[number, number]> => {
        return [at, statusOf(await talk(served, 'GET', `/p/${at}`, fields))];
      });
      got.push(...(await Promise.all(some)));
    }
    for (const [at, status] of got)
      assert.ok([200, 502, 600, 999].includes(status), `${status} for ${HEADS[at]?.toString('latin1')}`);
    const errors = served.log.filter(entry => entry.kind === 'event' && entry.level === 'error');
    assert.deepEqual(errors, []);
  });
});
