import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createServer } from '../../src/server';
import { launchWholeBrowser } from '../host/browser';
import { built, pageOf, Visitor } from './visitor';

const link = '<link rel="stylesheet" href="a.css">';
const text = '<p id="text">text</p><img id="pic" src="pic.svg" alt="" style="position:absolute">';
const colour = (value: number): string => `#text { color: rgb(0, 0, ${value}) }`;
const svg = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="9"/>`;
const tree = {
  'index.html': pageOf(link, text),
  'a.css': colour(1),
  'pic.svg': svg(10),
  'other.html': '<!doctype html><title>other</title>',
};
const isWide = (width: number): boolean =>
  (document.getElementById('pic') as HTMLImageElement).naturalWidth === width;

/** Lets a test decide whether the page is visible; to be called before it is opened. */
const blind = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, 'visibilityState', {
      configurable: true,
      get: () => document.documentElement.dataset['state'] ?? 'visible',
    });
  });
};

/** Makes the page believe that it is hidden, or visible again. */
const show = (page: Page, state: 'visible' | 'hidden'): Promise<void> =>
  page.evaluate(value => {
    document.documentElement.dataset['state'] = value;
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

describe('a page that misses updates', () => {
  const visitor = Visitor.here();

  it('shows them when the server is back, without losing anything', async () => {
    await visitor.opens(tree);
    await visitor.page.waitForTimeout(1200);
    await visitor.served.server.close();
    await visitor.saves('a.css', colour(2));
    await visitor.saves('pic.svg', svg(33));
    const again = createServer({ root: visitor.served.root, pageScript: built, port: visitor.served.port });
    await again.listen();
    await visitor.seesStyle('color', 'rgb(0, 0, 2)');
    await visitor.sees(isWide, 33);
    await visitor.finds();
    await visitor.saves('a.css', colour(3));
    await visitor.seesStyle('color', 'rgb(0, 0, 3)');
    await again.close();
  });

  it('asks for nothing while it is hidden, and at once when it is seen again', async () => {
    await visitor.opens(tree);
    await visitor.page.close();
    visitor.page = await visitor.newPage();
    await blind(visitor.page);
    const sent: string[] = [];
    visitor.page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => sent.push(String(payload))),
    );
    const pings = (): number => sent.filter(frame => frame.includes('"ping"')).length;
    await visitor.page.clock.install();
    await visitor.page.goto(visitor.served.url);
    await visitor.page.clock.runFor(1_000);
    await visitor.sees(isWide, 10);
    await visitor.page.clock.runFor(31_000);
    assert.equal(pings(), 1);
    await show(visitor.page, 'hidden');
    await visitor.page.clock.runFor(120_000);
    assert.equal(pings(), 1);
    await show(visitor.page, 'visible');
    assert.equal(pings(), 2);
  });

  it('shows them when it wakes beside a connection that has died in its sleep', async () => {
    await visitor.opens(tree);
    await visitor.page.close();
    visitor.page = await visitor.newPage();
    await blind(visitor.page);
    let isDead = false;
    let connections = 0;
    await visitor.page.routeWebSocket('**', client => {
      const number = ++connections;
      const server = client.connectToServer();
      const isLost = (): boolean => isDead && number === 1;
      client.onMessage(message => (isLost() ? undefined : server.send(message)));
      server.onMessage(message => (isLost() ? undefined : client.send(message)));
    });
    await visitor.page.goto(visitor.served.url);
    await visitor.isConnected();
    await visitor.leavesTraces();
    await visitor.page.waitForTimeout(1200);
    isDead = true;
    await visitor.saves('a.css', colour(2));
    await visitor.page.waitForTimeout(300);
    assert.equal(await visitor.style('color'), 'rgb(0, 0, 1)');
    await show(visitor.page, 'visible');
    await visitor.sees(() => getComputedStyle(document.getElementById('text')!).color === 'rgb(0, 0, 2)');
    await visitor.finds();
  });

  it('shows them when it is activated after a prerender, and connects only then', async () => {
    await visitor.opens(tree);
    await visitor.page.close();
    visitor.page = await visitor.newPage();
    // DevTools, and so the driver, keep a browser from prerendering.
    await blind(visitor.page);
    await visitor.page.addInitScript(() => {
      Object.defineProperty(Document.prototype, 'prerendering', { configurable: true, value: true });
    });
    let connections = 0;
    visitor.page.on('websocket', () => connections++);
    await visitor.page.goto(visitor.served.url);
    await visitor.page.waitForTimeout(1200);
    await visitor.saves('a.css', colour(2));
    await visitor.saves('index.html', pageOf(link, text.replace('>text', '>new text')));
    await visitor.page.waitForTimeout(300);
    assert.equal(connections, 0);
    await show(visitor.page, 'visible');
    await visitor.seesStyle('color', 'rgb(0, 0, 2)');
    await visitor.sees(() => document.getElementById('text')!.textContent === 'new text');
    assert.equal(connections, 1);
  });

  it('shows them when the network is back, without losing anything', async () => {
    await visitor.opens(tree);
    const context = visitor.page.context();
    await visitor.page.waitForTimeout(1200);
    await context.setOffline(true);
    await visitor.saves('a.css', colour(2));
    await visitor.saves('pic.svg', svg(33));
    await visitor.page.waitForTimeout(500);
    assert.equal(await visitor.style('color'), 'rgb(0, 0, 1)');
    await context.setOffline(false);
    await visitor.seesStyle('color', 'rgb(0, 0, 2)');
    await visitor.sees(isWide, 33);
    await visitor.finds();
  });

  it('shows them when it comes back out of the cache of the browser', async () => {
    await visitor.opens(tree);
    await visitor.page.close();
    const browser = await launchWholeBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    visitor.page = await browser.newPage();
    await visitor.page.goto(visitor.served.url);
    await visitor.isConnected();
    await visitor.leavesTraces();
    // Chromium may take the focus from a hidden page; the visitor gets it back before the update comes.
    await visitor.page.evaluate(() => {
      addEventListener('pageshow', () => document.getElementById('name')!.focus({ preventScroll: true }));
    });
    await visitor.page.waitForTimeout(1200);
    await visitor.page.goto(`${visitor.served.url}other.html`);
    await visitor.saves('a.css', colour(2));
    await visitor.page.goBack({ waitUntil: 'commit' });
    await visitor.seesStyle('color', 'rgb(0, 0, 2)');
    await visitor.finds();
    await browser.close();
  });

  it('is one of many: all follow, in every browser', async () => {
    await visitor.opens(tree);
    const others = await Promise.all([visitor.newPage(), visitor.newPage(), visitor.newPage()]);
    await Promise.all(others.map(page => page.goto(visitor.served.url)));
    await visitor.isConnected();
    for (const value of [2, 3, 4]) await visitor.saves('a.css', colour(value));
    for (const page of [visitor.page, ...others])
      await page.waitForFunction(
        () => getComputedStyle(document.getElementById('text')!).color === 'rgb(0, 0, 4)',
        undefined,
        { timeout: 8000 },
      );
    await visitor.finds();
    for (const page of others) await page.context().close();
  });
});
