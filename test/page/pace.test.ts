import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Pace } from '../../src/page/inStep/pace';

/** The code under test only checks that this is an element. */
const element = (name: string): Element => ({ name }) as unknown as Element;

describe('the pace of devices in step', () => {
  let now = 0;
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  beforeEach(() => {
    now = 1000;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it('hands on the first at once, and of the rest the latest', () => {
    const [pace, slider, told] = [new Pace(), element('slider'), [] as number[]];
    for (let at = 1; at <= 100; at++) {
      pace.add('input', slider, () => told.push(at));
      pass(10);
    }
    pass(100);
    assert.equal(told[0], 1);
    assert.equal(told.at(-1), 100);
    assert.ok(told.length > 15 && told.length < 25, String(told.length));
  });

  it('stays below what the server takes, however much moves at once', () => {
    const [pace, elements] = [new Pace(), Array.from({ length: 12 }, (_, each) => element(String(each)))];
    let told = 0;
    for (let frame = 0; frame < 480; frame++) {
      for (const each of elements) for (const kind of ['scroll', 'input']) pace.add(kind, each, () => told++);
      pass(1000 / 120);
    }
    // Within these four seconds, the server accepts two hundred messages.
    assert.ok(told > 60 && told < 150, String(told));
  });

  it('tells what waits before an action that comes after it, and once', () => {
    const [pace, field, told] = [new Pace(), element('field'), [] as string[]];
    for (const text of ['a', 'ab', 'abc']) pace.add('input', field, () => told.push(text));
    pace.flush();
    told.push('click');
    pass(1000);
    assert.deepEqual(told, ['a', 'abc', 'click']);
  });

  it('takes typing and scrolling of one element for two things', () => {
    const [pace, area, told] = [new Pace(), element('area'), [] as string[]];
    for (const kind of ['scroll', 'input', 'scroll']) pace.add(kind, area, () => told.push(kind));
    pass(1000);
    assert.deepEqual(told, ['scroll', 'input', 'scroll']);
  });
});
