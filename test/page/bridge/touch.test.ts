import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { atCaret, PickingDesk } from './pickingDesk';

const html = `<!doctype html>
<html lang="en">
<head><meta name="viewport" content="width=device-width"></head>
<body style="margin: 0">
<div id="one" style="height: 100px" onclick="window.clicked = true"></div>
<div id="two" style="height: 100px"></div>
<iframe id="frame" width="200" height="100"></iframe>
<div style="height: 3000px"></div>
</body>
</html>
`;

/** Waits past a long press. */
const LONG = 700;

describe('picking on a phone', () => {
  let browser: Browser;
  let desk: PickingDesk;
  let touch: (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number, y?: number) => Promise<unknown>;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    const page = await browser.newPage({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 400, height: 700 },
    });
    desk = await PickingDesk.open(page, { 'index.html': html });
    const session = await page.context().newCDPSession(page);
    touch = (type, x = 0, y = 0) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await desk.arms();
  });
  afterEach(async () => {
    await desk.page.close();
    await endAll();
  });

  it('is a long press', async () => {
    const { place } = await desk.picked(async () => {
      await touch('touchStart', 50, 150);
      await desk.page.waitForTimeout(LONG);
      await touch('touchEnd');
    });
    assert.match(atCaret(html, place), /^<div id="two"/);
  });

  it('is a second tap on what the first one has outlined, and never a click of the page', async () => {
    await desk.picksNothing(async () => {
      await touch('touchStart', 50, 50);
      await touch('touchEnd');
    });
    const { place } = await desk.picked(async () => {
      await touch('touchStart', 50, 50);
      await touch('touchEnd');
    });
    assert.match(atCaret(html, place), /^<div id="one"/);
    await desk.page.waitForTimeout(100);
    assert.equal(await desk.page.evaluate('window.clicked'), undefined);
  });

  it('is no swipe', async () => {
    await desk.picksNothing(async () => {
      await touch('touchStart', 50, 190);
      for (const y of [170, 140, 100, 60]) await touch('touchMove', 50, y);
      await desk.page.waitForTimeout(LONG);
      await touch('touchEnd');
    });
  });
});

describe('a page of another origin in a frame', () => {
  let browser: Browser;
  let desk: PickingDesk;
  let foreign: Server;

  before(async () => {
    browser = await launchBrowser();
    foreign = createServer((_, response) =>
      response.setHeader('Content-Type', 'text/html').end(`<!doctype html><p>foreign</p><script>
const picked = { type: 'picked', node: 5, exact: true, by: 'mode', keeps: true };
for (const around of [parent, top])
  for (const message of [picked, { type: 'porthole:pick' }, { type: 'pick', armed: true }, { type: 'ask', node: 5 }])
    around.postMessage(message, '*');
</script>`),
    );
    await new Promise<void>(resolve => foreign.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    foreign.close();
    await browser.close();
  });
  afterEach(endAll);

  it('opens nothing, whatever it says and wherever it is clicked', async () => {
    desk = await PickingDesk.open(await browser.newPage(), { 'index.html': html });
    await desk.arms();
    await desk.picksNothing(async () => {
      const { port } = foreign.address() as AddressInfo;
      await desk.page.evaluate(address => {
        document.querySelector<HTMLIFrameElement>('#frame')!.src = address;
      }, `http://localhost:${port}/`);
      await desk.page.frameLocator('#frame').locator('p').click();
    });
    assert.equal(await desk.isArmed(), true);
    await desk.page.close();
  });
});
