import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import type { ShareState } from '../../src/protocol/shareState';
import { launchBrowser } from '../host/browser';
import { endAll, serve, type Served } from '../server/support/serve';
import { built } from './visitor';

/** Another address of this machine; macOS has one loopback address of IPv4 only. */
const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';
const tree = {
  'index.html': '<!doctype html><title>page</title><p id="text">first</p>',
  'secret.txt': 'SECRET',
};

/** Runs in a page: the results of requests to another server by fetch, event stream, WebSocket and script. */
async function attempts(target: string): Promise<readonly string[]> {
  const fetched = await fetch(`${target}secret.txt`, { credentials: 'include' }).then(
    async response => response.text(),
    () => 'failed',
  );
  const live = `${target}__porthole/live?token=x`;
  const script = document.createElement('script');
  script.src = `${target}__porthole/page.js`;
  document.body.append(script);
  const others = [
    [new EventSource(live, { withCredentials: true }), 'open'],
    [new WebSocket(live.replace('http', 'ws')), 'open'],
    [script, 'load'],
  ] as const;
  const settled = others.map(
    async ([client, good]) =>
      new Promise<string>(resolve => {
        client.addEventListener(good, () => resolve('succeeded'));
        client.addEventListener('error', () => resolve('failed'));
      }),
  );
  return [fetched, ...(await Promise.all(settled))];
}

describe('a second device under attack', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let served: Served;
  let state: ShareState;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
    served = await serve(tree, { pageScript: built });
    const sharing = await served.server.sharing();
    state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
    await page.goto(state.joinUrl);
    await showsFirst();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });
  const showsFirst = () =>
    page.waitForFunction(() => document.getElementById('text')?.textContent === 'first', undefined, {
      timeout: 8000,
    });

  it('gives nothing to a page that reaches it by a rebound name', async () => {
    // The name of the attacker leads to the shared address, as after a rebinding.
    const front = net.createServer(client => {
      const behind = net.connect(state.port, OTHER);
      for (const socket of [client, behind]) socket.on('error', () => undefined);
      client.pipe(behind).pipe(client);
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    const { port } = front.address() as AddressInfo;
    for (const target of ['', 'secret.txt', '__porthole/page.js']) {
      await page.goto(`http://rebound.localhost:${port}/${target}`);
      assert.doesNotMatch(await page.content(), /SECRET|first|porthole-token/);
    }
    front.close();
  });

  it('is closed to a page of another server on the phone, in every way that a page has', async () => {
    const stranger = http.createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>stranger</p>');
    });
    stranger.listen(0, OTHER);
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    await page.goto(`http://${OTHER.includes(':') ? `[${OTHER}]` : OTHER}:${port}/`);
    const outcome = await page.evaluate(attempts, state.url);
    assert.deepEqual(outcome, ['failed', 'failed', 'failed', 'failed']);
    stranger.close();
  });

  it('is not let in by a code of an old share, nor by one that another address has used', async () => {
    const old = state;
    const sharing = await served.server.sharing();
    state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
    await page.goto(state.url + old.joinUrl.slice(old.url.length));
    assert.match(await page.locator('body').innerText(), /Scan the code first/);
    if (process.platform === 'darwin') return;
    const used = http.get(state.joinUrl, { agent: false, localAddress: '127.0.0.3' });
    const [response] = (await once(used, 'response')) as [http.IncomingMessage];
    assert.equal(response.statusCode, 303);
    response.resume();
    await page.goto(state.joinUrl);
    assert.match(await page.locator('body').innerText(), /Scan the code first/);
  });
});
