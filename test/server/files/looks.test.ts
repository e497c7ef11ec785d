import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Looks } from '../../../src/server/files/looks';
import { makeTree } from '../support/serve';

describe('looks at the disk', () => {
  const [one, other] = [{}, {}];
  let file: string;
  let looks: Looks;
  let count: number;

  beforeEach(async () => {
    file = path.join(await makeTree({ 'a.txt': 'a' }), 'a.txt');
    count = 0;
    looks = new Looks(() => count++);
  });

  const sizeFor = (connection: object): number | undefined =>
    looks.during(connection, () => looks.at(file)?.size);

  it('are shared by connections that are heard in the same turn', () => {
    assert.deepEqual([sizeFor(one), sizeFor(other), count], [1, 1, 1]);
  });

  it('are made anew in the next turn', async () => {
    sizeFor(one);
    writeFileSync(file, 'abc');
    await turn();
    assert.deepEqual([sizeFor(other), count], [3, 2]);
  });

  it('are made anew for what a connection sends after something else in the same turn', () => {
    sizeFor(one);
    sizeFor(other);
    writeFileSync(file, 'abc');
    assert.deepEqual([sizeFor(other), count], [3, 2]);
  });

  it('are made anew for whoever has waited for something', async () => {
    const waited = looks.during(one, async () => {
      await Promise.resolve();
      return looks.at(file)?.size;
    });
    sizeFor(other);
    writeFileSync(file, 'abc');
    assert.equal(await waited, 3);
  });

  it('do not go on being shared after an answer that threw', () => {
    sizeFor(other);
    writeFileSync(file, 'abc');
    assert.throws(() =>
      looks.during(one, () => {
        throw new Error('no answer');
      }),
    );
    assert.equal(looks.at(file)?.size, 3);
  });

  it('say undefined for what is not there, every time', () => {
    const missing = `${file}.missing`;
    assert.equal(
      looks.during(one, () => looks.at(missing)),
      undefined,
    );
    writeFileSync(missing, 'x');
    assert.equal(looks.during(other, () => looks.at(missing))?.ino, statSync(missing).ino);
  });
});
