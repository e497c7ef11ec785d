import assert from 'node:assert/strict';
import type { Fault } from '../../../src/protocol/faults';
import type { ProblemsMode } from '../../../src/protocol/options';
import { PageErrors } from '../../../src/server/check/pageErrors';

const error = (text: string, line = 3) => ({ text, file: '/site/a.js', line, column: 7 });

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
        message: 'a is not defined',
      },
    ]);
    errors.left(page);
    assert.deepEqual(faults, []);
  });

  it('of several pages are one, with their number', () => {
    const [one, two] = [{}, {}];
    for (const page of [one, two, two]) errors.add(page, error('a'));
    errors.add(two, error('b', 9));
    assert.deepEqual(messages(), ['3 a (2 pages)', '9 b']);
    errors.left(one);
    assert.deepEqual(messages(), ['3 a', '9 b']);
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
