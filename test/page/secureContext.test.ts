import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ShareState } from '../../src/protocol/shareState';
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
  'keeper.js': `addEventListener('install', event => event.waitUntil(skipWaiting()));
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('fetch', event => {
  if (event.request.mode !== 'navigate') return;
  event.respondWith(caches.open('kept').then(async cache => {
    const kept = await cache.match('/index.html');
    if (kept) return kept;
    const fresh = await fetch(event.request);
    if (fresh.ok) await cache.put('/index.html', fresh.clone());
    return fresh;
  }));
});`,
};
/** A fake camera, which needs no permission. */
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const shows = (page: Page, text: string) =>
  page.waitForFunction(wanted => document.getElementById('text')?.textContent === wanted, text, {
    timeout: 8000,
  });

describe('a phone in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let folder: string;
  let served: Served;
  let state: ShareState;
  const states: (ShareState | undefined)[] = [];
  const shared = (each: ShareState | undefined): void => void states.push(each);
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

  /** Accepts the certificate, like a person who reads the warning and goes on. */
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

  it('that was removed keeps nothing that a service worker has stored, and does not load the page in circles', async () => {
    served = await serve(tree, { pageScript: built, https: 'off', certificates: folder }, {}, { shared });
    const sharing = await served.server.sharing();
    state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
    await page.goto(state.joinUrl);
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('keeper.js');
      await navigator.serviceWorker.ready;
    });
    await page.reload();
    await shows(page, 'first');
    await page.waitForTimeout(350);
    let loads = 0;
    page.on('load', () => (loads += 1));
    const reloaded = page.waitForEvent('load');
    for (const { id } of states.at(-1)?.devices ?? []) sharing.remove(id);
    await reloaded;
    await page.goto(state.url);
    assert.match(await page.locator('body').innerText(), /This device was removed/);
    assert.equal(loads, 2);
  });
});
