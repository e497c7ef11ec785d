import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { OPEN_SHADOWS } from '../openShadows';
import { PickingDesk } from './pickingDesk';

const html = `<!doctype html>
<html lang="en">
<body>
  <h1>Headline</h1>
  <div style="height: 3000px"></div>
  <footer id="foot">far below</footer>
</body>
</html>
`;

describe('the caret of an editor in a page', () => {
  let browser: Browser;
  let desk: PickingDesk;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    desk = await PickingDesk.open(await browser.newPage(), { 'index.html': html });
  });
  afterEach(async () => {
    await desk.page.close();
    await endAll();
  });

  it('outlines all that a selection spans with one box', async () => {
    await desk.page.addInitScript({ content: OPEN_SHADOWS });
    await desk.goes('');
    const lines = html.split('\n');
    const from = { line: lines.findIndex(each => each.includes('<h1')), column: 2 };
    const to = { line: lines.findIndex(each => each.includes('id="foot"')), column: 8 };
    desk.served.server.bridge({
      type: 'carets',
      carets: { path: '/index.html', selections: [[from, to]], scroll: false },
    });
    await desk.page.waitForFunction(() =>
      document.documentElement.lastElementChild!.matches(':popover-open'),
    );
    const [boxes, wanted] = await desk.page.evaluate(async () => {
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const shown = document.documentElement.lastElementChild!.shadowRoot!.querySelectorAll('.box');
      const [first, last] = ['h1', '#foot'].map(each =>
        document.querySelector(each)!.getBoundingClientRect(),
      );
      return [
        [...shown].map(each => [each.getBoundingClientRect().top, each.getBoundingClientRect().bottom]),
        [first!.top - 2, last!.bottom + 2],
      ] as const;
    });
    assert.deepEqual(boxes, [wanted]);
  });

  it('outlines the element around it, and scrolls to it where it may', async () => {
    const line = html.split('\n').findIndex(each => each.includes('id="foot"'));
    const at = { line, column: 5 };
    const carets = { path: '/index.html', selections: [[at, at]] as const, scroll: false };
    desk.served.server.bridge({ type: 'carets', carets });
    await desk.page.waitForTimeout(400);
    assert.equal(await desk.page.evaluate(() => scrollY), 0);
    desk.served.server.bridge({ type: 'carets', carets: { ...carets, scroll: true } });
    await desk.page.waitForFunction(() => scrollY > 1000);
    assert.equal(
      await desk.page.evaluate(() => document.documentElement.lastElementChild!.matches(':popover-open')),
      true,
    );
    await desk.page.waitForFunction(
      () => document.documentElement.lastElementChild!.localName === 'body',
      undefined,
      { timeout: 5000 },
    );
  });
});
