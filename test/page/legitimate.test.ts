import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchWholeBrowser } from '../host/browser';
import { endAll, type Served, serve } from '../server/support/serve';

const tree = {
  'index.html':
    '<!doctype html><link rel="stylesheet" href="style.css"><title>mine</title><h1 id="mine">mine</h1><script type="module" src="module.js"></script>',
  'style.css': 'h1 { color: rgb(1, 2, 3) }',
  'module.js': 'import { word } from "./part.js"; document.body.dataset.module = word;',
  'part.js': 'export const word = "loaded";',
  'data.json': '{"mine":1}',
  'worker.js': 'fetch("data.json").then(r => r.text()).then(postMessage);',
  'service.js':
    'self.addEventListener("activate", event => event.waitUntil(clients.claim())); self.addEventListener("fetch", event => { if (event.request.url.endsWith("/data.json")) event.respondWith(fetch(event.request)); });',
  'strict.html':
    '<!doctype html><head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src \'self\'; style-src \'self\'; connect-src \'self\'"><link rel="stylesheet" href="style.css"></head><h1>strict</h1>',
  'quiet.html':
    '<!doctype html><head><meta name="referrer" content="no-referrer"><link rel="stylesheet" href="style.css"></head><h1>quiet</h1>',
  'holder.html': '<!doctype html><iframe id="box" sandbox="allow-scripts" src="boxed.html"></iframe>',
  'boxed.html':
    '<!doctype html><link rel="stylesheet" href="style.css"><h1>boxed</h1><script src="part.js"></script>',
};

describe('legitimate use in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let served: Served;
  let other: http.Server;
  let otherUrl: string;
  const referers: (string | undefined)[] = [];

  before(async () => {
    browser = await launchWholeBrowser();
    other = http.createServer((request, response) => {
      referers.push(request.headers.referer);
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>other</title><body>');
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    otherUrl = `http://localhost:${(other.address() as AddressInfo).port}/`;
  });
  after(async () => {
    await browser.close();
    other.close();
  });
  beforeEach(async () => {
    served = await serve(tree, { pageScript: path.resolve('dist/page.js') });
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  const refusals = (): string[] =>
    served.log.flatMap(entry =>
      entry.kind === 'event' && entry.level === 'warn' && entry.text.startsWith('Refused')
        ? [entry.text]
        : [],
    );
  const colourIs = (colour: string) =>
    page.waitForFunction(wanted => getComputedStyle(document.querySelector('h1')!).color === wanted, colour);
  const live = () =>
    page.waitForFunction(
      () => performance.getEntriesByName(new URL('__porthole/page.js', location.href).href).length > 0,
    );

  it('modules, workers, a service worker and fetch of the page’s own go through the gate', async () => {
    await page.goto(served.url);
    await page.waitForSelector('[data-module="loaded"]');
    const got = await page.evaluate(async () => {
      const worker = new Worker('worker.js');
      const worked = new Promise(resolve => worker.addEventListener('message', event => resolve(event.data)));
      await navigator.serviceWorker.register('service.js');
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller)
        await new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      const sent = await fetch('data.json', { method: 'POST', body: 'x' });
      return [await worked, await fetch('data.json').then(r => r.text()), sent.status];
    });
    assert.deepEqual(got, ['{"mine":1}', '{"mine":1}', 200]);
    assert.deepEqual(refusals(), []);
  });

  for (const name of ['strict.html', 'quiet.html']) {
    it(`${name}: a page with a strict policy or without referrers shows its styles and follows them`, async () => {
      await page.goto(served.url + name);
      await colourIs('rgb(1, 2, 3)');
      await live();
      await page.waitForTimeout(300);
      await served.write({ 'style.css': 'h1 { color: rgb(4, 5, 6) }' });
      await colourIs('rgb(4, 5, 6)');
      assert.deepEqual(refusals(), []);
    });
  }

  it('a sandboxed frame shows its document; what it asks for as nobody is refused, and it does not go on asking', async () => {
    await page.goto(`${served.url}holder.html`);
    const frame = page.frames().find(each => each.url().endsWith('boxed.html')) ?? assert.fail('no frame');
    await frame.waitForSelector('h1');
    await page.waitForTimeout(2500);
    assert.equal(await frame.evaluate(() => origin), 'null');
    const asked = served.log.filter(
      entry => entry.kind === 'request' && entry.status === 403 && !entry.target.endsWith('.html'),
    );
    assert.ok(asked.length >= 2 && asked.length <= 6, `${asked.length} requests`);
    assert.ok(refusals().length <= 3, refusals().join('\n'));
  });

  it('an origin that is listed reads with or without cookies as it is listed, and asks first where it must', async () => {
    const origin = new URL(otherUrl).origin;
    const ask = () =>
      page.evaluate(async url => {
        const outcome = (options: RequestInit) =>
          fetch(`${url}data.json`, options).then(
            response => response.status,
            () => 'refused',
          );
        return [
          await outcome({}),
          await outcome({ headers: { 'X-Test': '1' } }),
          await outcome({ credentials: 'include' }),
        ];
      }, served.url);
    await page.goto(otherUrl);
    assert.deepEqual(await ask(), ['refused', 'refused', 'refused']);
    served.server.configure({ cors: [origin] });
    assert.deepEqual(await ask(), [200, 200, 'refused']);
    served.server.configure({ cors: [{ origin, credentials: true }] });
    assert.deepEqual(await ask(), [200, 200, 200]);
  });

  it('a frame of an origin around the preview shows the page, which is connected there', async () => {
    served.server.configure({ frameAncestors: [new URL(otherUrl).origin] });
    await page.goto(otherUrl);
    await page.evaluate(src => {
      document.body.append(Object.assign(document.createElement('iframe'), { src }));
    }, served.url);
    await page.frameLocator('iframe').locator('#mine').waitFor();
    await page.waitForTimeout(500);
    const frame = page.frames()[1] ?? assert.fail('no frame');
    await served.write({ 'style.css': 'h1 { color: rgb(7, 8, 9) }' });
    await frame.waitForFunction(
      () => getComputedStyle(document.querySelector('h1')!).color === 'rgb(7, 8, 9)',
    );
    assert.deepEqual(refusals(), []);
  });

  it('what a page loads from elsewhere learns the origin at most, and never the token', async () => {
    const token = new URL(served.server.liveUrl ?? '').searchParams.get('token') ?? '';
    await page.goto(served.url);
    await live();
    referers.length = 0;
    await page.evaluate(async url => {
      await fetch(url, { mode: 'no-cors' });
      await fetch(url, { mode: 'no-cors', referrerPolicy: 'unsafe-url' });
    }, otherUrl);
    assert.equal(referers.length, 2);
    for (const referer of referers) assert.ok(!referer?.includes(token), referer);
    assert.ok(!(await page.content()).includes(token));
  });
});
