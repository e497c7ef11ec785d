import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import path from 'node:path';
import type { ServerFacts } from '../../../src/protocol/doctor';
import type { GivenOptions } from '../../../src/server';
import { Tab, until } from '../live/tab';
import { ask, navigation } from '../support/raw';
import { endAll, serve, type Served, type Tree } from '../support/serve';

const PAGE = '<!doctype html><title>a</title><link rel="stylesheet" href="a.css"><body>\n';
const SITE: Tree = { 'index.html': PAGE, 'a.css': 'a{}', 'dist/a.css': 'a{}', 'notes.txt': 'x' };

describe('the facts about a file that does not update', function () {
  this.timeout(20_000);
  let served: Served;
  let tab: Tab | undefined;
  const start = async (options: Partial<GivenOptions> = {}): Promise<void> => {
    served = await serve(SITE, options);
  };
  afterEach(async () => {
    tab?.close();
    tab = undefined;
    await endAll();
  });

  async function factsOf(name: string, port = served.port): Promise<ServerFacts> {
    const facts = await served.server.examine({ id: 1, file: path.join(served.root, name), port });
    return facts ?? assert.fail('no facts');
  }

  /** Waits until the facts are as expected. */
  async function become(name: string, isSo: (facts: ServerFacts) => boolean): Promise<void> {
    for (let at = 0; at < 100; at++) {
      if (isSo(await factsOf(name))) return;
      await pause(20);
    }
    assert.fail(JSON.stringify(await factsOf(name)));
  }

  it('are none for a file outside the root', async () => {
    await start();
    assert.equal(await served.server.examine({ id: 1, file: '/elsewhere.html', port: 1 }), undefined);
  });

  it('tell of no page before any was asked for', async () => {
    await start();
    const { pages, visits, path: below, heard } = await factsOf('a.css');
    assert.deepEqual({ pages, visits, below, heard }, { pages: [], visits: [], below: '/a.css', heard: 0 });
  });

  it('follow a visit: asked for, script, channel, closed', async () => {
    await start();
    await ask(served.port, '/', { headers: navigation });
    const [asked] = (await factsOf('index.html')).visits;
    assert.deepEqual(
      [asked?.address, asked?.own, asked?.hasTag, asked?.ranScript, asked?.channel],
      ['/', true, true, false, 'none'],
    );
    tab = await Tab.open(served);
    const [open] = (await factsOf('index.html')).visits;
    assert.deepEqual([open?.ranScript, open?.channel], [true, 'open']);
    tab.close();
    await become('index.html', ({ visits }) => visits[0]?.channel === 'closed' && visits[0].closed > 0);
  });

  it('are of a page that is loaded again those of its first load', async () => {
    await start({ headers: { '*.html': { 'Content-Security-Policy': "script-src 'none'" } } });
    const { headers } = await ask(served.port, '/', { headers: navigation });
    const again = { ...navigation, 'If-None-Match': String(headers.etag) };
    assert.equal((await ask(served.port, '/', { headers: again })).status, 304);
    const [second, first] = (await factsOf('index.html')).visits;
    assert.deepEqual({ ...second, time: 0 }, { ...first, time: 0 });
    assert.equal(second?.policy?.what, 'script');
  });

  it('tell where a document is shown', async () => {
    await start();
    const asked: readonly (readonly [string, Record<string, string>])[] = [
      ['tab', {}],
      ['frame', { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'same-origin' }],
      ['foreign', { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'cross-site' }],
      ['nothing', { 'Sec-Purpose': 'prefetch;prerender' }],
      ['nothing', { 'Sec-Fetch-Dest': 'empty' }],
    ];
    for (const [shownIn, more] of asked) {
      await ask(served.port, '/', { headers: { ...navigation, ...more } });
      assert.equal((await factsOf('index.html')).visits[0]?.shownIn, shownIn);
    }
  });

  it('tell what keeps a file away: a dot in its path, a route, and a browser that does not ask again', async () => {
    const routes = '{"routes":[{"path":"/dist/a.css","body":"x"}]}';
    served = await serve({ ...SITE, '.b.css': '', 'porthole.routes.json': routes }, { trusted: true });
    assert.equal((await factsOf('.b.css')).isDenied, true);
    await ask(served.port, '/dist/a.css');
    const { isDenied, route } = await factsOf('dist/a.css');
    assert.deepEqual([isDenied, route], [false, 1]);
    await ask(served.port, '/a.css');
    assert.deepEqual([(await factsOf('a.css')).isUnasked, (await factsOf('a.css')).route], [false, 0]);
    await pause(80);
    await served.write({ 'a.css': 'b{}' });
    await become('a.css', ({ isUnasked }) => isUnasked);
    await ask(served.port, '/a.css');
    assert.equal((await factsOf('a.css')).isUnasked, false);
  });

  it('tell a refused channel from one that was never asked for', async () => {
    await start();
    await ask(served.port, '/', { headers: navigation });
    await ask(served.port, '/__porthole/live?token=wrong&document=x&path=%2F', {
      headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'x'.repeat(22) + '==' },
    });
    await become('index.html', ({ visits }) => visits[0]?.channel === 'refused');
    assert.equal((await factsOf('index.html')).refused?.who, 'a client');
  });

  it('name the pages that use a file, and files of the same name that they use instead', async () => {
    await start();
    tab = await Tab.open(served);
    tab.send({ type: 'uses', uses: [['/dist/a.css', 'style']] });
    await become('dist/a.css', ({ pages: [page] }) => page?.uses === true);
    const { pages, twins } = await factsOf('a.css');
    assert.deepEqual(
      pages.map(({ address, uses }) => [address, uses]),
      [['/', false]],
    );
    assert.deepEqual(twins, [path.join(served.root, 'dist', 'a.css')]);
  });

  it('name the glob that ignores it', async () => {
    await start({ ignore: ['*.map', 'dist/**'] });
    assert.equal((await factsOf('dist/a.css')).ignoredBy, 'dist/**');
    assert.equal((await factsOf('a.css')).ignoredBy, '');
  });

  it('tell the policy that blocks the script or the connection, and what would allow it', async () => {
    await start({ headers: { '*.html': { 'Content-Security-Policy': "script-src 'none'" } } });
    await ask(served.port, '/', { headers: navigation });
    assert.deepEqual((await factsOf('index.html')).visits[0]?.policy, {
      what: 'script',
      remedy: "script-src 'self'",
    });
  });

  it('tell a page that opts out, and its last answer', async () => {
    await start();
    await served.write({ 'off.html': '<!doctype html><body class="a" data-porthole="off">' });
    tab = await Tab.open(served, '/off.html');
    assert.deepEqual(
      (await factsOf('off.html')).pages.map(({ optsOut }) => optsOut),
      ['data-porthole="off"'],
    );
    await served.write({ 'off.html': '<!doctype html><body data-porthole=off><p>a' });
    served.server.changed([{ path: path.join(served.root, 'off.html'), how: 'saved' }]);
    await tab.hears('patch');
    await become('off.html', ({ pages: [page], heard }) => page?.last?.outcome === 'applied' && heard > 0);
  });

  it('tell that the disk has changed behind the unsaved text of an editor', async () => {
    await start();
    const file = path.join(served.root, 'index.html');
    served.server.overlay({ path: file, text: `${PAGE}typed`, version: 2 });
    assert.equal((await factsOf('index.html')).isBehind, false);
    await pause(80);
    await served.write({ 'index.html': `${PAGE}written` });
    assert.equal((await factsOf('index.html')).isBehind, true);
    served.server.overlay({ path: file, text: undefined, version: 3 });
    assert.equal((await factsOf('index.html')).isBehind, false);
  });

  it('tell a page that no request brought, the worker that may have, and the field that lets a browser keep it', async () => {
    await start({ headers: { '*.html': { 'Cache-Control': 'max-age=600' } } });
    tab = await Tab.open(served);
    assert.deepEqual((await factsOf('index.html')).stored, '');
    const url = new URL(tab.socket.url);
    tab.close();
    const { WebSocket } = await import('ws');
    const again = new WebSocket(url);
    await new Promise(resolve => again.once('open', resolve));
    await become('index.html', ({ pages: [page], stored }) => page?.stored === true && stored !== '');
    await ask(served.port, '/sw.js', { headers: { 'Service-Worker': 'script' } });
    assert.deepEqual(
      (await factsOf('index.html')).workers.map(({ address }) => address),
      ['/sw.js'],
    );
    again.terminate();
    await become('index.html', ({ pages }) => pages.length === 0);
  });

  it('name the port at which another server answers for the file', async () => {
    await start();
    const other = served;
    await start();
    assert.equal((await factsOf('a.css', other.port)).otherPort, other.port);
    assert.equal((await factsOf('missing.css', other.port)).otherPort, 0);
    assert.equal((await factsOf('a.css', 1)).otherPort, 0);
  });

  it('tell when a change was heard of', async () => {
    await start();
    tab = await Tab.open(served);
    await served.write({ 'index.html': `${PAGE}<p>more` });
    served.server.changed([{ path: path.join(served.root, 'index.html'), how: 'saved' }]);
    await until(() => tab?.heard.find(({ type }) => type === 'patch'), 'a patch');
    assert.ok((await factsOf('index.html')).heard > 0);
  });
});
