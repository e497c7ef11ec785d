import assert from 'node:assert/strict';
import { Rehearsal } from '../../../src/server/live/update/rehearsal';
import { sleep } from './liveServer';

/** What was played, once no more comes. */
async function played(...sources: readonly string[]): Promise<[from: string, to: string][]> {
  const rounds: [string, string][] = [];
  const rehearsal = new Rehearsal();
  for (const source of sources) rehearsal.begin(source, (from, to) => rounds.push([from, to]));
  for (let before = -1; before < rounds.length;) {
    before = rounds.length;
    await sleep(300);
  }
  return rounds;
}

describe('the rehearsal of a change', () => {
  it('is a change deep in the source, another in every round, and comes to an end', async () => {
    const source = '<body><p>one</p><p>two</p><p>three</p></body>';
    const rounds = await played(source);
    assert.equal(rounds.length, 150);
    assert.ok(rounds.every(([from]) => from === source));
    assert.equal(rounds[0]?.[1], '<body><p>one</p><p>two<!--1--></p><p>three</p></body>');
    assert.equal(new Set(rounds.map(([, to]) => to)).size, 150);
  });

  it('is made with the first page alone, and with no more of it than it takes', async () => {
    const rounds = await played('', 'x'.repeat(100));
    assert.deepEqual(rounds[0], ['', '<!--1-->']);
    assert.equal(rounds.length, 150);
    const [[from] = assert.fail()] = await played('x'.repeat(1_000_000));
    assert.equal(from.length, 16_384);
  });
});
