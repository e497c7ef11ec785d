import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Outcome } from '../host/suites';

type Result = Outcome & { readonly name: string; readonly duration: number };

/** The exports of `secondTry.mjs`, which runs before anything is built. */
interface SecondTry {
  blocksAgain(outcome: Outcome): readonly string[] | undefined;
  withSecondTry(first: Outcome, second: Outcome): Outcome;
  suitesAgain(results: readonly Result[]): readonly string[];
  withSecondRun(first: readonly Result[], second: readonly Result[]): readonly Result[];
}

const RUNNER = path.resolve(__dirname, '..', 'host', 'mochaInNode.js');
const TESTS = `
describe('a window (first)', () => {
  it('is there', () => undefined);
  it('never comes', () => { throw new Error('gone'); });
});
describe('a window (first) of two', () => {
  before(() => { throw new Error('late'); });
  it('has a page', () => undefined);
});
describe('a third', () => it('is there', () => undefined));
`;

describe('what fails in a whole run', () => {
  const place = mkdtempSync(path.join(tmpdir(), 'porthole-tries-'));
  let tries: SecondTry;
  before(async () => {
    tries = (await import(pathToFileURL(path.resolve('test/host/secondTry.mjs')).href)) as SecondTry;
  });
  after(() => rmSync(place, { recursive: true, force: true }));

  const outcome = (again: readonly string[]): unknown => {
    const folder = path.join(place, 'any');
    const file = path.join(place, 'outcome.json');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'tries.test.js'), TESTS);
    const PORTHOLE_AGAIN = again.length > 0 ? JSON.stringify(again) : '';
    const env = { ...process.env, PORTHOLE_AGAIN, PORTHOLE_SHORT: '', PORTHOLE_SHARD: '' };
    const { status } = spawnSync(process.execPath, [RUNNER, folder, file], { env });
    return [JSON.parse(readFileSync(file, 'utf8')), status];
  };
  const hook = 'a window (first) of two "before all" hook for "has a page"\nlate';

  it('is told with the blocks that it is in, hooks too', () => {
    const failures = ['a window (first) never comes\ngone', hook];
    const blocks = [
      { title: 'a window (first)', passed: 1 },
      { title: 'a window (first) of two', passed: 0 },
    ];
    assert.deepEqual(outcome([]), [{ passed: 2, failed: 2, failures, blocks }, 1]);
  });

  it('is tried again alone, with the rest of its block', () => {
    const blocks = [{ title: 'a window (first) of two', passed: 0 }];
    assert.deepEqual(outcome(['a window (first) of two']), [
      { passed: 0, failed: 1, failures: [hook], blocks },
      1,
    ]);
    assert.deepEqual(outcome(['a third']), [{ passed: 1, failed: 0, failures: [], blocks: [] }, 0]);
  });

  const failed = {
    passed: 10,
    failed: 2,
    failures: ['a', 'b'],
    blocks: [{ title: 'block', passed: 3 }],
  };
  const none = { passed: 0, failed: 1, failures: [], blocks: [] };

  it('is tried again if it may be an accident: a few blocks, or a suite that did not begin', () => {
    assert.deepEqual(tries.blocksAgain(failed), ['block']);
    assert.deepEqual(tries.blocksAgain(none), []);
    assert.equal(tries.blocksAgain({ ...failed, failed: 0 }), undefined);
    assert.equal(tries.blocksAgain({ ...none, lack: 'no browser' }), undefined);
    const blocks = Array.from({ length: 6 }, (_, at) => ({ title: `${at}`, passed: 0 }));
    assert.equal(tries.blocksAgain({ ...failed, blocks }), undefined);
    const results = blocks.map(({ title }) => ({ ...failed, name: title, duration: 1 }));
    assert.deepEqual(tries.suitesAgain(results.slice(0, 2)), ['0', '1']);
    assert.deepEqual(tries.suitesAgain(results), []);
  });

  it('counts as its second try does, and is named with what it said at its first', () => {
    const well = { passed: 5, failed: 0, failures: [], blocks: [] };
    const bad = { passed: 4, failed: 1, failures: ['a'], blocks: [{ title: 'block', passed: 4 }] };
    assert.deepEqual(tries.withSecondTry(failed, well), { ...well, passed: 12, retried: ['a', 'b'] });
    assert.deepEqual(tries.withSecondTry(failed, bad), { ...bad, passed: 11, retried: ['a', 'b'] });
    assert.equal(tries.withSecondTry(failed, none), failed);
    const [one, two] = [
      { ...failed, name: 'one', duration: 2 },
      { ...well, name: 'two', duration: 3 },
    ];
    assert.deepEqual(tries.withSecondRun([one, two], [{ ...well, name: 'one', duration: 4 }]), [
      { ...well, name: 'one', duration: 6, retried: ['a', 'b'] },
      two,
    ]);
  });
});
