import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';

interface Job {
  readonly name: string;
  readonly load: number;
  readonly needs?: readonly string[];
  work(): Promise<void>;
}

/** The exports of `lanes.mjs`, which runs before anything is built. */
interface Lanes {
  readonly doAll: (this: void, jobs: readonly Job[], processors: number) => Promise<void>;
}

const job = fc.record({
  load: fc.integer({ min: 1, max: 30 }),
  turns: fc.integer({ min: 0, max: 5 }),
  needs: fc.array(fc.nat(20), { maxLength: 2 }),
});

const one = (load: number, turns: number, needs: readonly number[] = []) => ({ load, turns, needs });

describe('the parts of a whole run', () => {
  let doAll: Lanes['doAll'];
  before(async () => {
    ({ doAll } = (await import(pathToFileURL(path.resolve('test/host/lanes.mjs')).href)) as Lanes);
  });

  /** Does jobs that take some turns each, in loads of tenths; returns what happened. */
  async function done(drawn: readonly { load: number; turns: number; needs: readonly number[] }[]) {
    const began: string[] = [];
    const running = new Map<string, number>();
    const over = new Set<string>();
    let most = 0;
    const jobs = drawn.map(({ load, turns, needs }, at): Job => {
      const name = String(at);
      // A part may only need an earlier one, or none could begin.
      const earlier = needs.filter(each => each < at).map(String);
      const work = async () => {
        assert.ok(
          earlier.every(each => over.has(each)),
          'what it needs is there',
        );
        began.push(name);
        running.set(name, load);
        const sum = [...running.values()].reduce((all, one) => all + one, 0);
        if (running.size > 1) most = Math.max(most, sum);
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        running.delete(name);
        over.add(name);
      };
      return { name, load, needs: earlier, work };
    });
    await doAll(jobs, 20);
    return { began, most };
  }

  it('are all done, each once and after what it needs, and several only where the processors have room', () =>
    fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 20 }), async drawn => {
        const { began, most } = await done(drawn);
        assert.equal(began.length, drawn.length);
        assert.equal(new Set(began).size, drawn.length);
        assert.ok(most <= 20, `${most} tenths of a processor`);
      }),
      { numRuns: 200 },
    ));

  it('begin in their order, a light one before a heavy one that has to wait', async () => {
    const { began } = await done([one(12, 9), one(12, 1), one(8, 1), one(5, 1, [1])]);
    assert.deepEqual(began, ['0', '2', '1', '3']);
  });

  it('fail the run where one of them throws', () =>
    assert.rejects(
      doAll([{ name: 'any', load: 1, work: () => Promise.reject(new Error('thrown')) }], 2),
      /thrown/,
    ));
});
