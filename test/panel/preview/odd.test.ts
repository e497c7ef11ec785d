import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { PanelDesk, type Surroundings, surroundings } from './panelDesk';

const page = (title: string, body = ''): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
const script = (code: string): string => `<script>${code}</script>`;

const TREE = {
  'start.html': page(
    'Start',
    '<p>a text to select</p><a id="go" href="next.html">n</a><a id="part" href="#p">p</a><p style="height: 5000px">tall</p>',
  ),
  'next.html': page('Next'),
  'fields.html': page(
    'Fields',
    `<input id="one" value="one"><textarea id="two"></textarea><p id="rich" contenteditable>rich</p>
<button onclick="navigator.clipboard.writeText('by script')">w</button>`,
  ),
  'drop.html': page(
    'Drop',
    `<p id="from" draggable="true">from</p><p id="to" style="height: 99px">to</p>${script(`from.ondragstart = event => event.dataTransfer.setData('text/plain', 'dragged');
to.ondragover = event => event.preventDefault();
to.ondrop = event => { event.preventDefault(); document.title = event.dataTransfer.getData('text/plain'); };`)}`,
  ),
  'map.html': page(
    'Map',
    script(
      "addEventListener('wheel', event => { event.preventDefault(); document.title = 'mine'; }, { passive: false })",
    ),
  ),
  'flood.html': page(
    'Flood',
    script("let n = 0; setInterval(() => history.replaceState({}, '', '?' + n++), 4)"),
  ),
  'closes.html': page(
    'Closes',
    script("onbeforeunload = () => { throw new Error('no'); }; setTimeout(() => close())"),
  ),
  'hangs.html': page(
    'Hangs',
    '<button onclick="for (const end = Date.now() + 20_000; Date.now() < end; );">b</button>',
  ),
};

const widthOf = (frame: Frame): Promise<number> => frame.evaluate(() => innerWidth);
/** Another gesture would be too soon after the last one. */
const rest = (frame: Frame): Promise<unknown> =>
  frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 550)));

describe('the preview, with a page that does odd things', function () {
  this.timeout(60_000);
  let around: Surroundings;
  let desk: PanelDesk;

  before(async () => {
    around = await surroundings();
    desk = await PanelDesk.open(around.browser, around.around, TREE);
  });
  after(() => around.close());

  it('zooms by Ctrl with the wheel, as a pinch comes, unless the page takes it', async () => {
    const frame = await desk.show('start.html');
    const before = await widthOf(frame);
    await desk.page.mouse.move(300, 300);
    await desk.page.keyboard.down('Control');
    await desk.page.mouse.wheel(0, -120);
    await frame.waitForFunction(width => innerWidth < width, before);
    for (let part = 0; part < 6; part++) await desk.page.mouse.wheel(0, 10);
    await frame.waitForFunction(width => innerWidth === width, before);
    assert.equal(await frame.evaluate(() => scrollY), 0);
    const map = await desk.show('map.html');
    await desk.page.mouse.wheel(0, -120);
    await map.waitForFunction(() => document.title === 'mine');
    await desk.page.keyboard.up('Control');
    assert.equal(await widthOf(map), before);
  });

  for (const [name, options, leads] of [
    ['Ctrl', { modifiers: ['Control'] }, 'next.html'],
    ['Shift', { modifiers: ['Shift'] }, 'next.html'],
    ['the middle button', { button: 'middle' }, 'next.html'],
    ['the right button', { button: 'right' }, undefined],
  ] as const)
    it(`opens a link that is clicked with ${name} ${leads ? 'in another preview' : 'nowhere'}`, async () => {
      const frame = await desk.show('start.html');
      await rest(frame);
      await desk.said();
      await frame.locator('#go').click(options as Parameters<ReturnType<Frame['locator']>['click']>[0]);
      if (leads) return assert.deepEqual(await desk.hears(), { type: 'openAside', page: leads });
      // A second click with a known effect follows the first.
      await rest(frame);
      await frame.locator('#part').click({ modifiers: ['Control'] });
      assert.deepEqual(await desk.hears(), { type: 'openAside', page: 'start.html#p' });
      await desk.at('start.html');
      return undefined;
    });

  it('copies, cuts and pastes by keys and by script', async () => {
    const frame = await desk.show('fields.html');
    await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const { keyboard } = desk.page;
    await frame.locator('#one').focus();
    for (const key of ['Control+a', 'Control+c']) await keyboard.press(key);
    await frame.locator('#two').focus();
    for (const key of ['Control+v', 'Shift+Insert']) await keyboard.press(key);
    assert.equal(await frame.locator('#two').inputValue(), 'oneone');
    await frame.locator('#rich').focus();
    for (const key of ['Control+a', 'Control+x', 'Control+v', 'Control+v']) await keyboard.press(key);
    assert.equal(await frame.locator('#rich').textContent(), 'richrich');
    await frame.locator('button').click();
    await frame.locator('#one').focus();
    for (const key of ['Control+a', 'Control+v']) await keyboard.press(key);
    await frame.waitForFunction(() => document.querySelector('input')?.value === 'by script');
  });

  it('drags within the page, and selects beyond its edge', async () => {
    const drop = await desk.show('drop.html');
    await drop.locator('#from').dragTo(drop.locator('#to'));
    await drop.waitForFunction(() => document.title === 'dragged');
    const frame = await desk.show('start.html');
    const box = (await frame.locator('p').first().boundingBox()) ?? assert.fail();
    const { mouse } = desk.page;
    await mouse.move(box.x + 1, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(899, box.y + box.height / 2, { steps: 4 });
    await mouse.up();
    assert.match(await frame.evaluate(() => String(getSelection())), /a text to select/);
  });

  it('leaves a page that changes its address without end, and goes back to it', async () => {
    await desk.show('start.html');
    await desk.titles();
    const message = { type: 'show', folder: 'file:///site', base: desk.served.url, page: 'flood.html' };
    await desk.panel.evaluate(told => window.postMessage(told, location.origin), message);
    await desk.panel.waitForFunction(() =>
      /\?\d{3}$/.test((document.querySelector('#address') as HTMLInputElement).value),
    );
    // Of 250 changes within a second, the panel reports only a few to VS Code.
    const told = await desk.titles();
    assert.ok(told.length < 100, String(told.length));
    await desk.panel.click('#back');
    await desk.ready('start.html');
    await desk.panel.click('#forward');
    await desk.panel.waitForFunction(() =>
      /\/flood\.html\?\d+$/.test((document.querySelector('#address') as HTMLInputElement).value),
    );
  });

  it('stays with a page that wants to close or throws as it is left', async () => {
    await desk.show('start.html');
    const frame = await desk.show('closes.html');
    await rest(frame);
    await desk.panel.click('#back');
    await desk.ready('start.html');
  });

  it('can leave a page in an endless loop', async () => {
    // In VS Code, pages have a process of their own.
    const browser = await launchBrowser({ args: ['--site-per-process'] });
    try {
      const other = around.around.replace('127.0.0.1', 'localhost');
      const apart = await PanelDesk.open(browser, other, TREE);
      const frame = await apart.show('hangs.html');
      await frame.evaluate(() => void setTimeout(() => document.querySelector('button')?.click()));
      await apart.panel.click('#browser');
      assert.deepEqual(await apart.hears(), { type: 'openInBrowser', page: 'hangs.html' });
      const message = { type: 'show', folder: 'file:///site', base: apart.served.url, page: 'next.html' };
      await apart.panel.evaluate(told => window.postMessage(told, location.origin), message);
      await apart.panel.waitForFunction(() => document.querySelector('iframe')?.title === 'Next', undefined, {
        timeout: 15_000,
      });
    } finally {
      await browser.close();
    }
  });
});
