import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RUNNER = path.resolve(__dirname, '..', 'host', 'mochaInNode.js');
const TESTS = `let count = 0;
it('is late once', () => { if (count++ === 0) throw new Error('late'); });
it('never comes', () => { throw new Error('gone'); });
it('is there', () => undefined);
`;

describe('a test that fails', () => {
  const place = mkdtempSync(path.join(tmpdir(), 'porthole-tries-'));
  after(() => rmSync(place, { recursive: true, force: true }));

  const outcome = (retries: string): unknown => {
    const folder = path.join(place, 'any');
    const file = path.join(place, 'outcome.json');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'tries.test.js'), TESTS);
    const env = { ...process.env, PORTHOLE_RETRIES: retries, PORTHOLE_SHORT: '', PORTHOLE_SHARD: '' };
    const { status } = spawnSync(process.execPath, [RUNNER, folder, file], { env });
    return [JSON.parse(readFileSync(file, 'utf8')), status];
  };

  it('has failed at once where nothing says that it may try again', () => {
    const failures = ['is late once\nlate', 'never comes\ngone'];
    assert.deepEqual(outcome('0'), [{ passed: 1, failed: 2, failures, retried: [] }, 1]);
  });

  it('is told with what it said where it passes at a second try, and has failed where it does not', () => {
    const [failures, retried] = [['never comes\ngone'], ['is late once\nlate']];
    assert.deepEqual(outcome('1'), [{ passed: 2, failed: 1, failures, retried }, 1]);
  });
});
