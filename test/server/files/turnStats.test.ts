import assert from 'node:assert/strict';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { TurnStats } from '../../../src/server/files/turnStats';
import { makeTree } from '../support/serve';

describe('stat results of one turn', () => {
  const [one, other] = [{}, {}];
  let file: string;
  let stats: TurnStats;
  const sizeFor = (connection: object): number | undefined => stats.at(file, connection)?.size;

  beforeEach(async () => {
    file = path.join(await makeTree({ 'a.txt': 'a' }), 'a.txt');
    stats = new TurnStats();
  });

  it('are shared by connections that are heard in the same turn', () => {
    const first = stats.at(file, one);
    assert.equal(stats.at(file, other), first);
  });

  it('are made anew in the next turn', async () => {
    sizeFor(one);
    writeFileSync(file, 'abc');
    await turn();
    assert.equal(sizeFor(other), 3);
  });

  it('are made anew for the second request of a connection in a turn', () => {
    sizeFor(one);
    sizeFor(other);
    writeFileSync(file, 'abc');
    assert.equal(sizeFor(other), 3);
  });

  it('are undefined for a missing file until it is there, and for a loop of links', () => {
    const missing = `${file}.missing`;
    assert.equal(stats.at(missing, one), undefined);
    writeFileSync(missing, 'x');
    assert.equal(stats.at(missing, other)?.ino, statSync(missing).ino);
    const loop = `${file}.loop`;
    symlinkSync(loop, loop);
    assert.equal(stats.at(loop, {}), undefined);
  });
});
