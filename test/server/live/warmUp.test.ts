import assert from 'node:assert/strict';
import { defaults } from '../../../src/server/options';
import { sourceOf } from '../../../src/server/live/sources';
import { Pace } from '../../../src/server/live/update/pace';
import { Patches } from '../../../src/server/live/update/patches';
import { warmUp } from '../../../src/server/live/update/warmUp';

/** Turns of the event loop that other work gets meanwhile. */
async function turnsIn(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  let done = false;
  const count = (): void => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work();
  done = true;
  return turns;
}

describe('warming up', () => {
  it('lets other work go between its rounds', async () => {
    const turns = await turnsIn(() => warmUp('<p>word</p>'.repeat(100)));
    assert.ok(turns >= 5, `${turns} turns`);
  });
});

describe('a page with a long document', () => {
  it('lets other work go while it is prepared', async () => {
    const patches = new Patches(
      { read: async () => undefined, options: () => ({ ...defaults, pageScript: '' }) },
      { unsavedOf: () => undefined, lastOf: () => undefined },
      new Pace(),
    );
    const source = sourceOf('<p>word</p>\n'.repeat(20_000));
    const turns = await turnsIn(() => patches.prepare({ shown: source, loaded: source }));
    assert.ok(turns >= 30, `${turns} turns`);
  });
});
