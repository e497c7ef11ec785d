import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { eventually, openFile, runCommand, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUpAgain } from './desk';
import { listingBackground, PAGES, valueIs } from './panelPages';

describe('the preview panel', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    desk = await setUpAgain({
      'porthole.autoStart': 'never',
      'porthole.open': 'none',
      'porthole.headers': { 'panel/refusing.html': { 'Content-Security-Policy': "frame-ancestors 'none'" } },
    });
    await mkdir(path.join(desk.site, 'panel'));
    for (const [name, text] of Object.entries(PAGES))
      await writeFile(path.join(desk.site, 'panel', name), text);
    page = await desk.open();
    await openFile(page, 'panel/start.html');
    await runCommand(page, 'Porthole: Show Preview');
    await statusSays(page, /^\d+$/);
    await framed('Start');
  });
  after(() => desk?.close());
  afterEach(async () => {
    const dialog = page.locator('.monaco-dialog-box');
    if ((await dialog.count()) > 0) await page.keyboard.press('Escape');
  });

  /** The frame of the page with this title. */
  const framed = (title: string): Promise<Frame> =>
    eventually(`a preview of ${title}`, async () => {
      const titles = await Promise.all(
        page
          .frames()
          .map(frame =>
            /^http:\/\/p-\d+\.localhost/.test(frame.url()) ? frame.title() : Promise.resolve(''),
          ),
      );
      const frame = page.frames()[titles.indexOf(title)];
      if (!frame) return titles.filter(Boolean).join(', ');
      // Before its first report, the panel gets no clicks of a page.
      const told = await frame.parentFrame()?.locator('#frame').getAttribute('title');
      return told === title ? frame : `the panel has "${told}"`;
    });
  /** The panel's own document around a page. */
  const panelOf = async (title: string): Promise<Frame> =>
    (await framed(title)).parentFrame() ?? assert.fail();
  const inPanel = async (title: string, selector: string): Promise<Locator> =>
    (await panelOf(title)).locator(selector);
  const addressIs = async (title: string, address: string): Promise<void> =>
    valueIs(await inPanel(title, '#address'), address);
  const noticeOf = async (title: string, pattern: RegExp): Promise<void> => {
    const notice = await inPanel(title, '#notice');
    await eventually(`the notice ${pattern}`, async () => {
      const text = (await notice.isVisible()) ? ((await notice.textContent()) ?? '') : 'no notice';
      return pattern.test(text) ? true : text;
    });
  };
  const tabsAre = (...titles: string[]): Promise<boolean> =>
    eventually(`previews of ${titles.join()}`, async () => {
      const labels = await page.locator('.tabs-container .tab').allTextContents();
      const shown = labels.filter(label => label.startsWith('Preview: ')).toSorted();
      return shown.join() === titles.map(title => `Preview: ${title}`).join() ? true : shown.join();
    });
  const reopen = async (): Promise<void> => {
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'panel/start.html');
    await runCommand(page, 'Porthole: Show Preview');
  };
  /** Shows the first page again. */
  const home = async (title: string): Promise<Frame> => {
    const input = await inPanel(title, '#address');
    await input.fill('/panel/start.html');
    await input.press('Enter');
    return framed('Start');
  };

  it('names its frame and its tab by the title of the page', async () => {
    assert.equal(await (await inPanel('Start', '#frame')).getAttribute('title'), 'Start');
    await tabsAre('Start');
  });

  it('finds in the page: next, previous, count, through inline elements, and nothing hidden', async () => {
    const frame = await framed('Start');
    await frame.locator('p').first().click();
    await page.keyboard.press('Control+F');
    const text = await inPanel('Start', '#findText');
    await text.fill('needle');
    const count = await inPanel('Start', '#findCount');
    await eventually('the count', async () =>
      (await count.textContent()) === '1 of 3' ? true : String(await count.textContent()),
    );
    await text.press('Enter');
    await text.press('Enter');
    await eventually('the third', async () => (await count.textContent()) === '3 of 3');
    assert.ok((await frame.evaluate(() => scrollY)) > 1000);
    await text.press('Shift+Enter');
    await eventually('the second', async () => (await count.textContent()) === '2 of 3');
    await text.press('Escape');
    assert.ok(await (await inPanel('Start', '#find')).isHidden());
    await frame.evaluate(() => scrollTo(0, 0));
  });

  it('zooms by Ctrl with +, − and 0', async () => {
    const frame = await framed('Start');
    await frame.locator('p').first().click();
    const before = await frame.evaluate(() => innerWidth);
    await page.keyboard.press('Control+-');
    await eventually('zoomed out', async () => (await frame.evaluate(() => innerWidth)) > before);
    await page.keyboard.press('Control+0');
    await eventually('as before', async () => (await frame.evaluate(() => innerWidth)) === before);
  });

  it('lets chords of VS Code through, and leaves a page its own', async () => {
    const frame = await framed('Start');
    await frame.locator('#field').click();
    await page.keyboard.press('Control+M');
    await framed('Mine');
    await frame.evaluate(() => (document.title = 'Start'));
    for (const key of ['F1', 'Control+P', 'Control+Shift+P']) {
      await (await framed('Start')).locator('#field').click();
      await page.keyboard.press(key);
      await page.locator('.quick-input-widget:visible').waitFor();
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Escape');
  });

  it('reloads by F5', async () => {
    const frame = await framed('Start');
    await frame.evaluate(() => Object.assign(window, { old: true }));
    await frame.locator('p').first().click();
    await page.keyboard.press('F5');
    await eventually('a new document', async () =>
      (await framed('Start')).evaluate(() => !('old' in window)),
    );
  });

  it('goes back and forward as a browser does, after links, fragments, pushState and pictures', async () => {
    const frame = await framed('Start');
    // Before `load`, a fragment replaces the entry (HTML, "navigate to a fragment").
    await frame.waitForLoadState('load');
    await frame.evaluate(() => Object.assign(window, { old: true }));
    await frame.locator('#hash').click();
    await addressIs('Start', '/panel/start.html#part');
    await (await inPanel('Start', '#back')).click();
    await addressIs('Start', '/panel/start.html');
    await frame.locator('#state').click();
    await addressIs('State', '/panel/state.html');
    await (await inPanel('State', '#back')).click();
    await addressIs('State', '/panel/start.html');
    assert.ok(await frame.evaluate(() => 'old' in window), 'Steps within a document load nothing');
    await frame.locator('#next').click();
    await addressIs('Next', '/panel/next.html');
    await (await inPanel('Next', '#back')).click();
    await addressIs('Start', '/panel/start.html');
    const panel = await panelOf('Start');
    await (await framed('Start')).locator('#picture').click();
    await valueIs(panel.locator('#address'), '/panel/dot.svg');
    await panel.locator('#back').click();
    await addressIs('Start', '/panel/start.html');
  });

  it('follows the address of a form that is posted', async () => {
    const panel = await panelOf('Start');
    await (await framed('Start')).locator('#form button').click();
    await valueIs(panel.locator('#address'), '/sent');
    await panel.locator('#back').click();
    await addressIs('Start', '/panel/start.html');
  });

  it('opens target=_blank and window.open of this server in a second preview, by a click', async () => {
    await (await framed('Start')).locator('#aside').click();
    await framed('Aside');
    await tabsAre('Aside', 'Start');
    await reopen();
    await (await framed('Start')).locator('#window').click();
    await addressIs('Aside', '/panel/aside.html?w');
    await reopen();
  });

  it('opens no window without a click: it says which, and offers it', async () => {
    await (await framed('Start')).locator('#flee').click();
    await noticeOf('Start', /foreign\.example\/flee/);
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  });

  it('opens other sites outside, and stays where it is', async () => {
    await (await framed('Start')).locator('#foreign').click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /http:\/\/foreign\.example\/a\?b/);
    await page.keyboard.press('Escape');
    await addressIs('Start', '/panel/start.html');
  });

  it('says once that a page opened a dialog', async () => {
    const frame = await home('Start');
    await frame.locator('#dialog').click();
    await noticeOf('Start', /cannot show dialogs/);
    await (await inPanel('Start', '#noticeClose')).click();
    await frame.locator('#dialog').click();
    await frame.locator('#field').click();
    assert.ok(await (await inPanel('Start', '#notice')).isHidden());
  });

  it('says so, too, when a page greets with a dialog as it loads', async () => {
    const panel = await panelOf('Start');
    await panel.locator('#address').fill('/panel/greeting.html');
    await panel.locator('#address').press('Enter');
    await (await framed('Greeting')).waitForLoadState('load');
    await noticeOf('Greeting', /cannot show dialogs/);
    await home('Greeting');
  });

  it('says that a page refuses to be framed', async () => {
    const panel = await panelOf('Start');
    await panel.locator('#address').fill('/panel/refusing.html');
    await panel.locator('#address').press('Enter');
    await eventually('the notice', async () =>
      /frame it/.test((await panel.locator('#notice').textContent()) ?? ''),
    );
    await panel.locator('#back').click();
    await framed('Start');
  });

  it('says that it shows no PDF', async () => {
    const panel = await panelOf('Start');
    await panel.locator('#address').fill('/panel/paper.pdf');
    await panel.locator('#address').press('Enter');
    await eventually('the notice', async () =>
      /PDF/.test((await panel.locator('#notice').textContent()) ?? ''),
    );
    await panel.locator('#back').click();
    await framed('Start');
  });

  it('opens a PDF outside when its link is clicked', async () => {
    const popup = page.context().waitForEvent('page');
    await (await framed('Start')).locator('#paper').click();
    await (await popup).close();
    await addressIs('Start', '/panel/start.html');
  });

  it('has widths, those of the page among them, and turns', async () => {
    const frame = await framed('Start');
    const menu = await inPanel('Start', '#width');
    await eventually('its own breakpoint', async () => (await menu.textContent())?.includes('640'));
    await menu.selectOption('1440x900');
    await eventually('wide', async () => (await frame.evaluate(() => innerWidth)) === 1440);
    assert.match((await (await inPanel('Start', '#scale')).textContent()) ?? '', /^\d\d %$/);
    await (await inPanel('Start', '#turn')).click();
    await eventually('turned', async () => (await frame.evaluate(() => innerWidth)) === 900);
    await menu.selectOption('fit');
    await eventually('fits', async () => (await frame.evaluate(() => innerWidth)) < 900);
  });

  it('opens one preview per file', async () => {
    await runCommand(page, 'View: Focus First Editor Group');
    await openFile(page, 'panel/next.html');
    await runCommand(page, 'Porthole: Show Preview');
    await framed('Next');
    await tabsAre('Next', 'Start');
    await openFile(page, 'panel/next.html');
    await runCommand(page, 'Porthole: Show Preview');
    await tabsAre('Next', 'Start');
  });

  it('follows the active editor when it is told to', async () => {
    await (await inPanel('Next', '#follow')).click();
    await runCommand(page, 'View: Focus First Editor Group');
    await openFile(page, 'panel/aside.html');
    await framed('Aside');
    await (await inPanel('Aside', '#follow')).click();
    await runCommand(page, 'View: Focus First Editor Group');
    await openFile(page, 'panel/next.html');
    await framed('Aside');
  });

  it('gives its own pages the colours of the theme', async () => {
    const panel = await panelOf('Aside');
    await panel.locator('#address').fill('/panel/');
    await panel.locator('#address').press('Enter');
    await eventually('the colours', async () => {
      const [own, around] = await Promise.all([
        listingBackground(page),
        panel.evaluate(() => getComputedStyle(document.body).backgroundColor),
      ]);
      return own === around ? true : `${own} in ${around}`;
    });
  });
});
