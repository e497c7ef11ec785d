import assert from 'node:assert/strict';
import { ask, exchange } from '../support/raw';
import { endAll, serve } from '../support/serve';

/** `PORTHOLE_SEED=… npm test -- server` plays one again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Date.now() % 1e9);
const ROUNDS = 60;
const AT_ONCE = 10;

const words = [
  'GET ',
  '/',
  ' HTTP/1.1',
  '\r\n',
  'Host: localhost',
  'Range: bytes=0-',
  ':',
  '%',
  '\0',
  'Upgrade: websocket',
  'Connection: upgrade',
  'Content-Length: ',
  '9',
] as const;

/** Numbers that look random and are the same for a seed. */
function randomFrom(start: number): (below: number) => number {
  let state = start;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Pieces of requests in any order, with a byte of any kind now and then. */
function junk(random: (below: number) => number): Buffer {
  const pieces = Array.from({ length: 1 + random(20) }, () =>
    random(5) > 0 ? words[random(words.length)] : String.fromCharCode(random(256)),
  );
  return Buffer.from(pieces.join(''), 'latin1');
}

describe('random bytes', function () {
  this.timeout(60_000);
  afterEach(endAll);

  // In the title it is told whatever goes wrong: a connection refused, an error that nobody caught, time that ran out.
  it(`never bring it down (seed ${seed})`, async () => {
    const { port } = await serve({ 'a.txt': 'aaa' });
    const random = randomFrom(seed);
    for (let round = 0; round < ROUNDS; round++) {
      const all = Array.from({ length: AT_ONCE }, () => junk(random));
      await Promise.all(all.map(bytes => exchange(port, bytes, { quiet: 30 })));
    }
    assert.equal((await ask(port, '/a.txt')).status, 200);
  });
});
