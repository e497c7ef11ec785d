import assert from 'node:assert/strict';
import { Causes } from '../../../src/server/live/update/causes';

const FILE = '/root/a.js';

/**
 * The causes of changes at these milliseconds; `hand` marks those that an editor reports, `loads` are the
 * times of page loads.
 */
function causesOf(times: readonly number[], hand = false, loads: readonly number[] = []): string[] {
  const causes = new Causes();
  return times.map(began => {
    const load = loads.findLast(time => time <= began);
    if (load !== undefined) causes.asked(load);
    causes.note(FILE, { began, saved: true, isByHand: hand });
    return causes.of(FILE, '/a.js');
  });
}
const many = (count: number, every: number): number[] => Array.from({ length: count }, (_, at) => at * every);
const distinct = (found: readonly string[]): number => new Set(found).size;

describe('a change of a file', () => {
  it('has another cause each time that an editor tells it, however fast', () => {
    assert.equal(distinct(causesOf(many(20, 50), true)), 20);
  });

  it('has another cause each second on the disk', () => {
    assert.equal(distinct(causesOf(many(8, 1000))), 8);
  });

  for (const every of [5, 100, 300, 600])
    it(`has one cause with those before it on the disk every ${every} ms`, () => {
      assert.equal(distinct(causesOf(many(30, every))), 1);
    });

  it('goes on with its cause right after a load, at whatever pace', () => {
    const times = many(8, 2500);
    const loads = times.map(time => time - 50);
    assert.equal(distinct(causesOf(times, false, loads)), 1);
  });

  it('keeps its cause when a slow build goes on for ever, until it rests', () => {
    const found = causesOf([...many(200, 1500), 400_000]);
    assert.equal(distinct(found.slice(20, -1)), 1);
    assert.notEqual(found.at(-1), found.at(-2));
  });

  it('has a cause of its own beside those of other files', () => {
    const causes = new Causes();
    for (const file of ['a', 'b']) causes.note(file, { began: 0, saved: true, isByHand: false });
    assert.notEqual(causes.of('a', '/x'), causes.of('b', '/x'));
    assert.equal(causes.of('a', '/x'), causes.of('a', '/x'));
    assert.equal(causes.of('c', '/x'), causes.of('c', '/x'));
  });
});
