import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ShareState } from '../../src/protocol/share';
import { launchWholeBrowser } from '../host/browser';
import { endAll, makeTree, serve, type Served } from '../server/support/serve';
import { Author } from './author';
import { built } from './visitor';

/** Another address of this machine; macOS has one loopback address of IPv4 only. */
const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';
const html = (text: string): string => `<!doctype html><title>page</title><p id="text">${text}</p>`;
const tree = {
  'index.html': html('first'),
  'worker.js':
    'addEventListener("fetch", event => { if (event.request.url.endsWith("/made")) event.respondWith(new Response("by the worker")); });',
  'secret.txt': 'SECRET',
};
/** A camera that is none, which nobody has to allow. */
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const shows = (page: Page, text: string) =>
  page.waitForFunction(wanted => document.getElementById('text')?.textContent === wanted, text, {
    timeout: 8000,
  });

/** Runs in a page: what comes of asking another server by a fetch, an event stream, a WebSocket and a script. */
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

describe('a phone in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let folder: string;
  let served: Served;
  let state: ShareState;
  const share = async (https: 'off' | 'shared'): Promise<void> => {
    served = await serve(tree, { pageScript: built, https, certificates: folder });
    const sharing = await served.server.sharing();
    state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
  };
  before(async () => {
    folder = await makeTree({});
    browser = await launchWholeBrowser({ args: CAMERA });
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await endAll();
  });

  /** A person reads the warning, and goes on. */
  const clicksThrough = async (): Promise<void> => {
    await page.goto(state.joinUrl).catch(() => undefined);
    assert.match(await page.locator('body').innerText(), /not private|ERR_CERT_AUTHORITY_INVALID/);
    await page.click('#details-button');
    await page.click('#proceed-link');
    await shows(page, 'first');
  };

  it('has camera and place after the warning, and follows what is typed', async () => {
    await share('shared');
    await clicksThrough();
    await context.grantPermissions(['camera', 'geolocation'], { origin: state.url.slice(0, -1) });
    await context.setGeolocation({ latitude: 48, longitude: 11 });
    const found = await page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const place = await new Promise<number>((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords.latitude), reject),
      );
      return [isSecureContext, stream.getVideoTracks().length, place];
    });
    assert.deepEqual(found, [true, 1, 48]);
    await page.waitForTimeout(400);
    new Author(served).type(html('typed'));
    await shows(page, 'typed');
  });

  it('has no service worker before the authority is trusted: Chromium refuses its script', async () => {
    await share('shared');
    await clicksThrough();
    const outcome = await page.evaluate(() =>
      navigator.serviceWorker.register('worker.js').then(
        () => 'registered',
        (error: unknown) => String(error),
      ),
    );
    assert.match(outcome, /SSL certificate error|certificate/i);
  });

  it('gives nothing to a page that reaches it by a rebound name', async () => {
    await share('off');
    await page.goto(state.joinUrl);
    await shows(page, 'first');
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
    await share('off');
    await page.goto(state.joinUrl);
    await shows(page, 'first');
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
    await share('off');
    const old = state;
    await page.goto(old.joinUrl);
    await shows(page, 'first');
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
