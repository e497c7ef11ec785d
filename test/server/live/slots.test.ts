import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Slots } from '../../../src/server/live/watch/slots';

describe('slots', () => {
  it('run so many tasks at a time, in order, also after one has failed', async () => {
    const slots = new Slots(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3, 4].map(number =>
      slots.run(async () => {
        begun.push(number);
        await new Promise<void>(resolve => ends.push(resolve));
        if (number === 1) throw new Error('EIO');
        return number;
      }),
    );
    const results = Promise.allSettled(tasks);
    await turn();
    assert.deepEqual(begun, [0, 1]);
    ends[1]?.();
    await turn();
    assert.deepEqual(begun, [0, 1, 2]);
    for (const at of [0, 2, 3, 4]) {
      ends[at]?.();
      await turn();
    }
    assert.deepEqual(begun, [0, 1, 2, 3, 4]);
    assert.deepEqual(
      (await results).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    );
    assert.equal(await slots.run(() => Promise.resolve('free')), 'free');
  });
});
