import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { LiveOnDemand } from '../../../src/server/live/onDemand';
import type { Live } from '../../../src/server/live/door';

/** A live side that records its calls, and the number of its creations. */
function onDemand(failures = 0): { live: LiveOnDemand; heard: string[]; made: () => number } {
  const heard: string[] = [];
  let made = 0;
  let left = failures;
  const hears = (name: string) => (): void => void heard.push(name);
  const real: Live = {
    documentServed: file => void heard.push(`served ${file}`),
    used: ({ file }) => void heard.push(`used ${file}`),
    upgrade: hears('upgrade'),
    stream: () => {
      heard.push('stream');
      return new PassThrough();
    },
    post: () => true,
    changed: hears('changed'),
    overlaid: hears('overlaid'),
    revise: hears('revise'),
    judge: () => Promise.resolve(undefined),
    examine: () => Promise.resolve(undefined),
    configured: hears('configured'),
    console: () => undefined,
    bridge: hears('bridge'),
    isUsed: () => false,
    scriptsOf: () => [],
    close: async () => void heard.push('close'),
  };
  const live = new LiveOnDemand(
    async () => {
      await turn();
      if (left-- > 0) throw new Error('EMFILE');
      made += 1;
      return real;
    },
    error => heard.push(String(error)),
  );
  return { live, heard, made: () => made };
}

/** Waits until the live side is loaded and the waiting calls were made. */
async function loaded(): Promise<void> {
  for (let at = 0; at < 5; at++) await turn();
}

const use = (file: string): Parameters<Live['used']>[0] => ({
  file,
  found: true,
  referer: undefined,
  dest: undefined,
});

const upgrade = (live: Live): void => live.upgrade({} as IncomingMessage, new PassThrough(), Buffer.alloc(0));

describe('the live side on demand', () => {
  it('is not loaded for changes while no page uses a file', async () => {
    const { live, heard, made } = onDemand();
    live.changed([]);
    live.revise(() => true);
    live.configured();
    await live.close();
    assert.deepEqual([heard, made()], [[], 0]);
  });

  it('hears the uses before it was loaded in their order, and later ones at once', async () => {
    const { live, heard, made } = onDemand();
    live.documentServed('a.html', 'id', 'text');
    live.used(use('a.html'));
    assert.deepEqual(heard, []);
    await loaded();
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
    ['bridge', live => live.bridge({ type: 'arm', armed: true })],
  ] as const satisfies readonly (readonly [string, (live: Live) => void])[])
    it(`hears of ${what} after what was served before`, async () => {
      const { live, heard, made } = onDemand();
      live.used(use('a.html'));
      act(live);
      await loaded();
      assert.deepEqual([heard, made()], [['used a.html', what], 1]);
    });

  it('says that it cannot be made, turns a connection away, and is made with a later answer', async () => {
    const { live, heard } = onDemand(2);
    live.used(use('a.html'));
    await loaded();
    const socket = new PassThrough();
    live.upgrade({} as IncomingMessage, socket, Buffer.alloc(0));
    await loaded();
    assert.ok(socket.destroyed);
    live.used(use('b.html'));
    await loaded();
    assert.deepEqual(heard, ['Error: EMFILE', 'Error: EMFILE', 'used b.html']);
  });

  it('is not used any more once it is closed', async () => {
    const { live, made, heard } = onDemand();
    live.used(use('a.html'));
    await live.close();
    live.used(use('b.html'));
    live.overlaid({ path: 'a.html', text: '', version: 1 });
    const socket = new PassThrough();
    live.upgrade({} as IncomingMessage, socket, Buffer.alloc(0));
    await loaded();
    assert.deepEqual([made(), heard], [1, ['used a.html', 'close']]);
    assert.ok(socket.destroyed);
  });

  for (const [what, act] of [
    ['a connection', upgrade],
    ['a text', live => live.overlaid({ path: 'a.html', text: '', version: 1 })],
  ] as const satisfies readonly (readonly [string, (live: Live) => void])[])
    it(`is made for ${what} before anything was served`, async () => {
      const { live, made } = onDemand();
      act(live);
      await loaded();
      assert.equal(made(), 1);
    });
});
