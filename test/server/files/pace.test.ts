import assert from 'node:assert/strict';
import { Pace } from '../../../src/server/files/pace';

describe('the pace of a disk', () => {
  let now = 1000;
  let pace: Pace;

  beforeEach(() => {
    now = 1000;
    pace = new Pace(() => now);
  });

  const take = (...durations: readonly number[]): void => {
    for (const duration of durations) pace.notice(duration);
  };

  it('is quick until three looks in a row were slow', () => {
    take(5, 5);
    assert.equal(pace.isQuick, true);
    take(5);
    assert.equal(pace.isQuick, false);
  });

  it('stays quick where a quick look comes between slow ones', () => {
    take(5, 5, 1, 5, 5);
    assert.equal(pace.isQuick, true);
  });

  it('gets another chance after half a minute, and loses it as before', () => {
    take(5, 5, 5);
    now += 29_999;
    pace.reconsider();
    assert.equal(pace.isQuick, false);
    now += 1;
    pace.reconsider();
    assert.equal(pace.isQuick, true);
    take(5, 5);
    assert.equal(pace.isQuick, true);
    take(5);
    assert.equal(pace.isQuick, false);
  });
});
