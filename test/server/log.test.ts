import assert from 'node:assert/strict';
import type { LogEntry } from '../../src/protocol/logEntry';
import { inBackground, Log, Once } from '../../src/server/log';
import { ask } from './support/raw';
import { endAll, serve } from './support/serve';

const textOf = (entry: LogEntry | undefined): string => (entry?.kind === 'event' ? entry.text : '');

/** Security rule 16: text from outside never begins a line of the log. */
describe('text from outside in the log', () => {
  afterEach(endAll);
  const told: LogEntry[] = [];
  const log = new Log(entry => told.push(entry), 'trace');
  beforeEach(() => told.splice(0));

  it('keeps neither control characters nor those that turn its direction', () => {
    for (const code of [
      0, 7, 8, 9, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0x061c, 0x200e, 0x2028, 0x202e, 0x2066,
    ]) {
      log.event('info', `a${String.fromCharCode(code)}b`);
      assert.equal(textOf(told.at(-1)), 'a�b', code.toString(16));
    }
  });

  it('begins no line', () => {
    log.event('error', 'no user x\nerror: forged\r\nwarn: forged\n    at handler');
    assert.deepEqual(textOf(told.at(-1)).split('\n'), [
      'no user x',
      '    error: forged�',
      '    warn: forged',
      '    at handler',
    ]);
  });

  it('is clean in the line of a request, too, and in a handler’s failure', async () => {
    const served = await serve({
      'h.mjs': 'export default request => { throw new Error(new URL(request.url).searchParams.get("q")); }',
      'porthole.routes.json': JSON.stringify({ routes: [{ path: '/h', handler: 'h.mjs' }] }),
    });
    await ask(served.port, '/h?q=%1b]0;PWNED%07%0aerror:%20forged');
    await ask(served.port, '/a\u009bb');
    const texts = served.log.map(entry =>
      entry.kind === 'event' ? entry.text : entry.kind === 'request' ? entry.target : '',
    );
    assert.ok(texts.some(text => text.includes('PWNED')));
    for (const text of texts) {
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
      assert.doesNotMatch(text, /^error: forged/m);
    }
  });
});

describe('a promise in the background', () => {
  it('is logged once when it is rejected, and ends nothing', async () => {
    const told: string[] = [];
    const log = new Log(entry => told.push(entry.kind === 'event' ? entry.text : ''), 'error');
    inBackground(Promise.reject(new Error('EIO')), log, 'Closing a file');
    inBackground(Promise.resolve(), log, 'Nothing');
    await new Promise(setImmediate);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^Closing a file failed: Error: EIO/);
  });
});

describe('a value made once', () => {
  it('is made at its first use, for all who ask meanwhile and later', async () => {
    let made = 0;
    const value = new Once(() => Promise.resolve(++made));
    const hasBegun = (): boolean => value.begun !== undefined;
    assert.ok(!hasBegun());
    assert.deepEqual(await Promise.all([value.get(), value.get()]), [1, 1]);
    assert.equal(await value.get(), 1);
    assert.ok(hasBegun());
  });

  it('is tried again after a failure, which each of those who asked hears of', async () => {
    let tries = 0;
    const value = new Once(() =>
      ++tries < 2 ? Promise.reject(new Error('EMFILE')) : Promise.resolve(tries),
    );
    const [one, two] = await Promise.allSettled([value.get(), value.get()]);
    assert.deepEqual([one.status, two.status], ['rejected', 'rejected']);
    assert.equal(value.begun, undefined);
    assert.equal(await value.get(), 2);
  });
});
