import assert from 'node:assert/strict';
import { Log } from '../../../src/server/log';
import type { LogEntry } from '../../../src/protocol/logEntry';
import { endAll, serve } from '../support/serve';

const HOUR = 3_600_000;

describe('a clock that is set back', () => {
  const { now: wall } = Date;
  const { performance } = globalThis;
  const monotonic = performance.now.bind(performance);
  afterEach(async () => {
    Date.now = wall;
    performance.now = monotonic;
    await endAll();
  });

  it('makes no answer stale', async () => {
    const { url, write } = await serve({ 'a.txt': 'one' });
    const ask = async (): Promise<string> => (await fetch(`${url}a.txt`)).text();
    assert.equal(await ask(), 'one');
    Date.now = () => wall() - HOUR;
    for (const text of ['two', 'six', 'ten', 'one']) {
      await write({ 'a.txt': text });
      assert.equal(await ask(), text);
    }
  });

  it('silences no stranger for longer than a minute', () => {
    const entries: LogEntry[] = [];
    const log = new Log(entry => entries.push(entry), 'warn');
    const refuse = (): void =>
      log.refused('/', { cause: 'host', who: 'evil.example', reason: 'Because.', setting: undefined });
    refuse();
    Date.now = () => wall() - HOUR;
    const later = monotonic() + 60_001;
    performance.now = () => later;
    refuse();
    assert.equal(entries.length, 2);
  });
});
