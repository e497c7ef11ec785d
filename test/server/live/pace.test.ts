import assert from 'node:assert/strict';
import type { ConnectedPage } from '../../../src/server/live/channel/connectedPage';
import { Pace } from '../../../src/server/live/update/pace';
import { Patches } from '../../../src/server/live/update/patches';

const busy = (milliseconds: number): void => {
  const { user, system } = process.cpuUsage();
  for (let used = 0; used < milliseconds;) {
    const now = process.cpuUsage();
    used = (now.user + now.system - user - system) / 1000;
  }
};

/** Does work for many callers that wait for the same; returns the number of turns of the event loop. */
async function turnsFor(many: number, milliseconds: number): Promise<number> {
  const pace = new Pace();
  const order: number[] = [];
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const file = new Promise(resolve => setTimeout(resolve, 5));
  const one = async (at: number): Promise<void> => {
    await file;
    await pace.next();
    busy(milliseconds);
    order.push(at);
  };
  const before = file.then(() => (turns = 0));
  await Promise.all([before, ...Array.from({ length: many }, (_, at) => one(at))]);
  isOver = true;
  assert.deepEqual(order, [...order.keys()], 'one after the other');
  return turns;
}

/** A page that uses one script. */
const pageOf = (script: string): ConnectedPage =>
  ({ loaded: { id: 'one', text: '<p>' }, uses: new Map([[script, 'script']]) }) as unknown as ConnectedPage;

describe('work for a crowd that waits for the same file', () => {
  it('goes on in as many turns of the event loop as it needs, one after the other', async () => {
    // Each turn has five milliseconds, and its last piece of work may begin just before their end.
    assert.ok((await turnsFor(30, 4)) >= 14);
  });

  it('looks once into each script and document, however many pages have it', async () => {
    let reads = 0;
    const host = { read: async () => Buffer.from(`${(reads += 1)}`), options: () => assert.fail() };
    const patches = new Patches(host, { unsavedOf: () => '', lastOf: () => undefined }, new Pace());
    const pages = Array.from({ length: 300 }, (_, at) => pageOf(`/${at % 3}.js`));
    assert.equal(await patches.lookIntoWindows(pages), false);
    assert.equal(reads, 3);
  });
});
