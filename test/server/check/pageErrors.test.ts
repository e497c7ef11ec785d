import assert from 'node:assert/strict';
import type { Fault } from '../../../src/protocol/faults';
import type { ProblemsMode } from '../../../src/protocol/serverOptions';
import { PageErrors } from '../../../src/server/check/pageErrors';

const error = (text: string, line = 3, loadedAt = `${line}`) => ({
  text,
  file: '/site/a.js',
  line,
  column: 7,
  loadedAt,
});

describe('errors of pages', () => {
  let faults: readonly Fault[] = [];
  let options: { problems: ProblemsMode; trusted: boolean; texts: object };
  let errors: PageErrors;
  beforeEach(() => {
    faults = [];
    options = { problems: 'all', trusted: true, texts: {} };
    errors = new PageErrors(
      () => options,
      (_source, told) => (faults = told),
    );
  });
  const messages = (): string[] => faults.map(({ message, line }) => `${line} ${message}`);

  const lasts = (): unknown[] => faults.map(({ happened }) => happened?.last);

  it('are told at their place, and end with their page', () => {
    const page = {};
    errors.add(page, error('a is not defined'));
    assert.deepEqual(faults, [
      {
        file: '/site/a.js',
        line: 3,
        column: 7,
        code: 'page-error',
        severity: 'error',
        help: 'https://html.spec.whatwg.org/multipage/webappapis.html#runtime-script-errors',
        message: 'a is not defined',
        happened: { text: 'a is not defined', last: 1 },
      },
    ]);
    errors.left(page);
    assert.deepEqual(faults, []);
  });

  it('of several pages are one, with their number and how often it happened', () => {
    const [one, two] = [{}, {}];
    errors.add(one, error('a'));
    assert.deepEqual(messages(), ['3 a']);
    errors.add(two, error('a'));
    assert.deepEqual(messages(), ['3 a (2 pages)']);
    errors.add(two, error('a'));
    errors.add(two, error('b', 9));
    errors.add(two, error('b', 9));
    assert.deepEqual(messages(), ['3 a (3 times, 2 pages)', '9 b (2 times)']);
    errors.left(one);
    assert.deepEqual(messages(), ['3 a (2 times)', '9 b (2 times)']);
  });

  it('say each time that they have happened again, and not that another page is gone', () => {
    const [one, two] = [{}, {}];
    errors.add(one, error('a'));
    errors.add(two, error('a'));
    assert.deepEqual(lasts(), [2]);
    errors.add(one, error('b', 9));
    assert.deepEqual(lasts(), [2, 3]);
    errors.left(two);
    assert.deepEqual(lasts(), [1, 3]);
    errors.add(one, error('a'));
    assert.deepEqual(lasts(), [4, 3]);
  });

  it('are one where an edit has moved their line between two occurrences', () => {
    const page = {};
    errors.add(page, error('a', 3, '3'));
    errors.add(page, error('a', 5, '3'));
    assert.deepEqual(messages(), ['5 a (2 times)']);
  });

  it('are bounded, and hold no control characters', () => {
    const page = {};
    for (let line = 1; line <= 1000; line++) errors.add(page, error(`a\u001b[31m${line}`, line));
    assert.equal(faults.length, 100);
    assert.equal(faults[0]?.message, 'a�[31m1');
  });

  it('are told as the setting says, and never of an untrusted folder', () => {
    errors.add({}, error('a'));
    for (const [problems, trusted, count] of [
      ['off', true, 0],
      ['errors', true, 1],
      ['all', false, 0],
      ['all', true, 1],
    ] as const) {
      options = { problems, trusted, texts: {} };
      errors.configured();
      assert.equal(faults.length, count, `${problems} ${String(trusted)}`);
    }
  });
});
