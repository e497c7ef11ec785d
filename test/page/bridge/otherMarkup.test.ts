import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { offsetAt } from '../../../src/protocol/offsets';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { hurry } from '../../server/live/hurry';
import { until } from '../../server/live/tab';
import { endAll, type Served, serve } from '../../server/support/serve';
import { built } from '../author';
import { arm, pickAll, pickByKeys, type Picked, tagOf } from './keyPick';
import { ENCODED, PAGES } from './markup';
import { RARE } from './rareMarkup';

describe('picking in pages of other habits', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let served: Served;
  let slowDown: () => void;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    slowDown = hurry();
  });
  after(async () => {
    slowDown();
    await browser.close();
  });
  afterEach(endAll);

  const arms = (): Promise<void> => arm(page, served, true);

  async function leads(text: string, bytes: Buffer): Promise<void> {
    served = await serve({ 'index.html': bytes }, { pageScript: built });
    await page.goto(served.url);
    await page.waitForLoadState('load');
    let count = 0;
    for await (const [step, { exact, place }] of pickAll(page, served)) {
      const what = `<${step.name} ${step.n}>`;
      assert.equal(exact, !step.made, `${what} is exact`);
      count += 1;
      if (!step.made) assert.match(text.slice(offsetAt(text, place.start)), tagOf(step), what);
    }
    assert.ok(count > 0);
  }

  const rare = Object.entries(RARE).filter((_, at) => !isShort() || at % 4 === 0);
  for (const [name, text] of [...Object.entries(PAGES), ...rare])
    it(`leads to the tag of each element: ${name}`, () => leads(text, Buffer.from(text)));

  for (const [name, [text, bytes]] of Object.entries(ENCODED))
    it(`leads to the tag of each element in ${name}`, () => leads(text, bytes));

  it('steps to nothing of its own behind the body', async () => {
    const text = '<!doctype html><body data-n=0>';
    served = await serve({ 'index.html': text }, { pageScript: built });
    await page.goto(served.url);
    await page.waitForLoadState('load');
    await arms();
    for (const key of ['ArrowUp', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    const picked = await until(
      () => served.bridged.find((message): message is Picked => message.type === 'picked'),
      'a pick',
    );
    assert.deepEqual([picked.exact, picked.place.text], [true, '<body data-n=0>']);
  });

  it('tells what browsers keep in a <select> from what a script puts there', async () => {
    const text =
      '<!doctype html><body><select data-n=1 size=4><button data-n=2><b data-n=3>a</b></button><div data-n=4><option data-n=5>b</option></div><option data-n=6>c</select><p data-n=7>d<script>const made = document.querySelector("[data-n=\\"6\\"]").cloneNode(true); made.dataset.made = ""; document.querySelector("select").append(made)</script>';
    served = await serve({ 'index.html': text }, { pageScript: built });
    await page.goto(served.url);
    await page.waitForLoadState('load');
    const all = await page.evaluate(() =>
      [...document.querySelectorAll('[data-n]')].map(
        each => [each.getAttribute('data-n') ?? '', each.hasAttribute('data-made')] as const,
      ),
    );
    let count = 0;
    for (const [at, [n, made]] of all.entries()) {
      await arms();
      const [, picked] = (await pickByKeys(page, served, '[data-n]', at)) ?? [];
      if (!picked) continue;
      count += 1;
      const { exact, isRead = false, place } = picked;
      const found = text.slice(offsetAt(text, place.start));
      assert.equal(exact || isRead, !made, `${n} is in the source`);
      // The content of an element that the server's tree lacks is in the tree itself.
      if (n === '5') assert.ok(exact, n);
      assert.match(found, new RegExp(`^<\\w+ data-n=${exact ? n : 1}\\b`), n);
    }
    assert.ok(count > 1);
  });

  const SAME = '<p class="x">same</p>';
  const makers: Readonly<Record<string, string>> = {
    'writes it': `document.write('${SAME}')`,
    'appends it': `document.body.append(Object.assign(document.createElement('p'), { className: 'x', textContent: 'same' }))`,
  };
  for (const [name, maker] of Object.entries(makers))
    it(`tells what a script made from an equal element that comes later, where it ${name}`, async () => {
      const text = `<!doctype html>\n<body>\n<script>${maker}</script>\n${SAME}\n`;
      served = await serve({ 'index.html': text }, { pageScript: built });
      await page.goto(served.url);
      await page.waitForLoadState('load');
      for (const [at, exact] of [false, true].entries()) {
        await arms();
        const [, picked] = (await pickByKeys(page, served, '.x', at)) ?? [];
        assert.equal(picked?.exact, exact);
        if (exact) assert.equal(offsetAt(text, picked.place.start), text.lastIndexOf(SAME));
      }
    });
});
