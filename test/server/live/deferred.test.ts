import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { DeferredLive } from '../../../src/server/live/deferred';
import type { Live } from '../../../src/server/live/door';

/** A live side that writes down what it hears, and how often there was one. */
function deferred(failures = 0): { live: DeferredLive; heard: string[]; made: () => number } {
  const heard: string[] = [];
  let made = 0;
  let left = failures;
  const hears = (name: string) => (): void => void heard.push(name);
  const real: Live = {
    documentServed: file => void heard.push(`served ${file}`),
    used: ({ file }) => void heard.push(`used ${file}`),
    upgrade: hears('upgrade'),
    changed: hears('changed'),
    overlaid: hears('overlaid'),
    revise: hears('revise'),
    configured: hears('configured'),
    close: async () => void heard.push('close'),
  };
  const live = new DeferredLive(
    () => {
      if (left-- > 0) throw new Error('EMFILE');
      made += 1;
      return real;
    },
    error => heard.push(String(error)),
  );
  return { live, heard, made: () => made };
}

const use = (file: string): Parameters<Live['used']>[0] => ({
  file,
  found: true,
  referer: undefined,
  dest: undefined,
});

const upgrade = (live: Live): void => live.upgrade({} as IncomingMessage, new PassThrough(), Buffer.alloc(0));

describe('the live side that waits', () => {
  it('is not made for what concerns nobody', async () => {
    const { live, heard, made } = deferred();
    live.changed([]);
    live.revise(() => true);
    live.configured();
    await live.close();
    assert.deepEqual([heard, made()], [[], 0]);
  });

  it('hears what was served once the answers are out, in its order, and from then on at once', async () => {
    const { live, heard, made } = deferred();
    live.documentServed('a.html', 'id', 'text');
    live.used(use('a.html'));
    assert.deepEqual(heard, []);
    await turn();
    assert.deepEqual(heard, ['served a.html', 'used a.html']);
    live.used(use('b.css'));
    live.documentServed('c.html', 'id', 'text');
    assert.deepEqual(heard.slice(2), ['used b.css', 'served c.html']);
    await live.close();
    assert.deepEqual([heard.at(-1), made()], ['close', 1]);
  });

  for (const [what, act] of [
    ['upgrade', upgrade],
    ['changed', live => live.changed([])],
    ['overlaid', live => live.overlaid({ path: 'a.html', text: '', version: 1 })],
    ['revise', live => live.revise(() => true)],
    ['configured', live => live.configured()],
  ] as const satisfies readonly (readonly [string, (live: Live) => void])[])
    it(`hears of ${what} after what was served before`, async () => {
      const { live, heard, made } = deferred();
      live.used(use('a.html'));
      act(live);
      await turn();
      assert.deepEqual([heard, made()], [['used a.html', what], 1]);
    });

  it('says that it cannot be made, turns a connection away, and is made with a later answer', async () => {
    const { live, heard } = deferred(2);
    live.used(use('a.html'));
    await turn();
    const socket = new PassThrough();
    live.upgrade({} as IncomingMessage, socket, Buffer.alloc(0));
    assert.ok(socket.destroyed);
    live.used(use('b.html'));
    await turn();
    assert.deepEqual(heard, ['Error: EMFILE', 'Error: EMFILE', 'used b.html']);
  });

  it('is not made any more once it is closed', async () => {
    const { live, made } = deferred();
    live.used(use('a.html'));
    await live.close();
    live.used(use('b.html'));
    live.overlaid({ path: 'a.html', text: '', version: 1 });
    const socket = new PassThrough();
    live.upgrade({} as IncomingMessage, socket, Buffer.alloc(0));
    await turn();
    assert.equal(made(), 0);
    assert.ok(socket.destroyed);
  });

  for (const [what, act] of [
    ['a connection', upgrade],
    ['a text', live => live.overlaid({ path: 'a.html', text: '', version: 1 })],
  ] as const satisfies readonly (readonly [string, (live: Live) => void])[])
    it(`is made for ${what} before anything was served`, () => {
      const { live, made } = deferred();
      act(live);
      assert.equal(made(), 1);
    });
});
