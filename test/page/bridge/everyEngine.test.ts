import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import { launchBrowser } from '../../host/browser';
import { until } from '../../server/live/tab';
import { endAll, type Served, serve } from '../../server/support/serve';
import { built } from '../author';
import { atCaret } from './pickingDesk';

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Every engine</title><style>h1 { top: 1px }</style></head>
<body>
  <h1 id="top">Headline</h1>
  <div id="box" style="width: 60px; height: 30px" onclick="window.clicked = true"></div>
  <input id="field" placeholder="your name">
  <ul id="made"></ul>
  <svg width="40" height="40"><circle id="dot" cx="20" cy="20" r="18"></circle></svg>
  <script>made.append(Object.assign(document.createElement('li'), { id: 'item', textContent: 'made' }));</script>
</body>
</html>
`;

type Picked = Extract<FromBridge, { type: 'picked' }>;

describe('picking in every engine', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(() => browser.close());
  beforeEach(async () => {
    served = await serve({ 'index.html': html }, { pageScript: built, pickKey: 'alt' });
    await page.goto(served.url);
    await arms();
  });
  afterEach(endAll);

  const isArmed = `getComputedStyle(document.body).cursor === 'crosshair'`;
  async function arms(): Promise<void> {
    served.server.bridge({ type: 'arm', armed: true });
    await page.waitForFunction(isArmed);
  }

  async function hears<T extends FromBridge['type']>(
    type: T,
    act: () => Promise<unknown>,
  ): Promise<Extract<FromBridge, { type: T }>> {
    const before = served.bridged.length;
    await act();
    type Wanted = Extract<FromBridge, { type: T }>;
    return until(
      () => served.bridged.slice(before).find((message): message is Wanted => message.type === type),
      type,
    );
  }
  const clicks = (selector: string): Promise<Picked> => hears('picked', () => page.click(selector));

  const wanted: Readonly<Record<string, RegExp>> = {
    '#top': /^<h1 id="top"|^Headline/,
    '#box': /^<div id="box"/,
    '#field': /^placeholder="your name"/,
    '#dot': /^<circle id="dot"/,
  };
  for (const [selector, tag] of Object.entries(wanted)) {
    it(`leads from a click on ${selector} to the source`, async () => {
      const { place, exact } = await clicks(selector);
      assert.match(atCaret(html, place), tag);
      assert.equal(exact, true);
      assert.equal(await page.evaluate('window.clicked'), undefined);
    });
  }

  it('says of what a script made that a script made it', async () => {
    const { place, exact } = await clicks('#item');
    assert.deepEqual([atCaret(html, place), exact], ['<ul id="made"></ul>', false]);
  });

  it('works with the key held, without a mode', async () => {
    served.server.bridge({ type: 'arm', armed: false });
    await page.waitForFunction(`!(${isArmed})`);
    const { place } = await hears('picked', () => page.click('#box', { modifiers: ['Alt'] }));
    assert.match(atCaret(html, place), /^<div id="box"/);
    assert.equal(await page.evaluate('window.clicked'), undefined);
    await page.click('#box');
    await page.waitForFunction('window.clicked');
  });

  it('works with the keyboard alone: arrows, Enter, R and Esc', async () => {
    await page.focus('#field');
    for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    const { place } = await hears('picked', () => page.keyboard.press('Enter'));
    assert.match(atCaret(html, place), /^<div id="box"/);
    await arms();
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    const { listed } = await hears('rules', () => page.keyboard.press('r'));
    assert.deepEqual([listed.name, listed.rules[0]?.selector], ['h1#top', 'h1']);
    await arms();
    await hears('armed', () => page.keyboard.press('Escape'));
    await page.waitForFunction(`!(${isArmed})`);
  });

  it('opens nothing for events that no person made', async () => {
    await page.evaluate(() => {
      const target = document.querySelector('#box')!;
      const init = { bubbles: true, composed: true, isPrimary: true, altKey: true, clientX: 20, clientY: 60 };
      for (const type of ['pointermove', 'pointerdown', 'pointerup', 'click'])
        target.dispatchEvent(new PointerEvent(type, init));
      for (const key of ['Enter', 'r'])
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
    await page.waitForTimeout(250);
    assert.deepEqual(
      served.bridged.map(({ type }) => type),
      ['armed'],
    );
  });
});
