import assert from 'node:assert/strict';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { firstThat } from '../../../src/server/ask/firstThat';
import { near } from '../../../src/server/files/near';
import { ask, navigation } from '../support/raw';
import { endAll, serve } from '../support/serve';

/** Counts the calls of these functions until `undo`. */
function counted(target: object, names: readonly string[], count: () => void): () => void {
  const undo = names.map(name => {
    const original: unknown = Reflect.get(target, name);
    assert.ok(typeof original === 'function');
    const counting = (...args: unknown[]): unknown => {
      count();
      return Reflect.apply(original, target, args) as unknown;
    };
    Object.assign(target, { [name]: Object.assign(counting, original) });
    return () => Object.assign(target, { [name]: original });
  });
  return () => undo.forEach(each => each());
}

describe('an address with thousands of names', () => {
  afterEach(endAll);

  it('of a missing file costs few looks at the disk, for a person and for a script', async () => {
    const served = await serve({ 'a/b/index.html': '<p>' });
    let calls = 0;
    const count = (): void => void (calls += 1);
    const undo = [
      counted(fs, ['statSync', 'lstatSync', 'readdirSync'], count),
      counted(fs.realpathSync, ['native'], count),
      counted(promises, ['stat', 'open', 'realpath', 'readdir'], count),
    ];
    try {
      // The first request loads the code for live updates.
      await ask(served.port, '/missing');
      for (const headers of [{}, navigation])
        for (const target of ['/x'.repeat(4000), `${'/x'.repeat(3900)}/`, `/a/b${'/x'.repeat(3900)}/y.js`]) {
          calls = 0;
          assert.equal((await ask(served.port, target, { headers })).status, 404);
          assert.ok(calls < 150, `${calls} calls for ${target.slice(0, 10)}…`);
        }
    } finally {
      undo.forEach(each => each());
    }
  });

  it('has its nearest folder found as one step after another finds it', () => {
    for (let length = 0; length < 40; length++)
      for (let first = 0; first <= length; first++) {
        let calls = 0;
        const found = firstThat(length, index => {
          assert.ok(index >= 0 && index < length);
          calls += 1;
          return index >= first;
        });
        assert.equal(found, first < length ? first : undefined);
        assert.ok(
          calls <= 2 * Math.ceil(Math.log2(length + 1)) + 1,
          `${calls} calls for ${first} of ${length}`,
        );
      }
  });

  it('is compared with few of many long names, and with each of a usual folder', () => {
    const long = Array.from({ length: 2000 }, (_, index) => 'x'.repeat(240) + String(index));
    assert.deepEqual(near(`${'x'.repeat(240)}1999y`, long).includes(long.at(-1) ?? ''), false);
    const usual = Array.from({ length: 2000 }, (_, index) => `a-page-with-a-name-${index}.html`);
    assert.equal(near('a-page-with-a-nome-1999.html', usual)[0], usual.at(-1));
  });
});
