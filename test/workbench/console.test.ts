import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import { consoleFrame } from './consolePane';
import { type Desk, setUpAgain } from './desk';

describe('the console view in the workbench', function () {
  this.timeout(180_000);
  let desk: Desk;
  let window: Page;
  let site: Page;
  let view: Frame;

  before(async () => {
    desk = await setUpAgain({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    const file = path.join(desk.site, 'index.html');
    const said = '<script>\n  console.log("from the head", { a: 1, list: [1, 2] });\n</script>\n</head>';
    writeFileSync(file, readFileSync(file, 'utf8').replace('</head>', said));
    window = await desk.open();
    await statusItem(window).click();
    await statusSays(window, /^\d+$/);
    site = await desk.browser.newPage();
    await site.goto(`http://127.0.0.1:${(await statusItem(window).textContent())?.trim() ?? ''}/`);
  });
  after(() => desk?.close());

  const frameOf = (): Promise<Frame> => consoleFrame(window);
  const isWrapped = (): Promise<boolean> =>
    site.evaluate(() => !/function log/.test(Function.prototype.toString.call(console.log)));
  const sees = (text: string): Promise<unknown> => view.locator('.line', { hasText: text }).first().waitFor();

  it('leaves pages alone until it is opened', async () => {
    await site.waitForTimeout(500);
    assert.equal(await isWrapped(), false);
    await runCommand(window, 'Porthole: Show Console');
    view = await frameOf();
    await eventually('the page is listened to', isWrapped);
  });

  it('shows what the page logs, from the first line of a reload on, and opens its place', async () => {
    await site.evaluate(() => console.warn('a warning', document.body));
    await sees('a warning <body');
    await site.reload();
    await sees('from the head');
    assert.equal(await view.locator('.line', { hasText: 'a warning' }).count(), 0);
    const line = view.locator('.line', { hasText: 'from the head' });
    await line.locator('.message').click();
    await view.locator('.line', { hasText: 'list: (2) [1, 2]' }).waitFor();
    await line.locator('.place').click();
    await window.locator('.tab.active[data-resource-name="index.html"]').waitFor();
    const row = readFileSync(path.join(desk.site, 'index.html'), 'utf8')
      .split('\n')
      .findIndex(each => each.includes('from the head'));
    await window.locator('.statusbar-item', { hasText: `Ln ${row + 1}, ` }).waitFor();
  });

  it('shows a node in its source and in the page', async () => {
    await site.evaluate(() => console.log('node', document.querySelector('h1')));
    await view.locator('.node', { hasText: '<h1' }).click();
    const row = readFileSync(path.join(desk.site, 'index.html'), 'utf8')
      .split('\n')
      .findIndex(each => each.includes('<h1'));
    await window.locator('.statusbar-item', { hasText: `Ln ${row + 1}, ` }).waitFor();
  });

  it('keeps the lines over a reload where it is asked to, and clears them', async () => {
    await view.getByText('Preserve log').click();
    await site.reload();
    await sees('was loaded.');
    const heads = view.locator('.line', { hasText: 'from the head' });
    await eventually('both loads have their line', async () => (await heads.count()) === 2);
    await runCommand(window, 'Porthole: Clear Console');
    await eventually('it is empty', async () => (await view.locator('.line').count()) === 0);
    await view.getByText('Preserve log').click();
  });

  it('ends with the panel: nothing is wrapped any more, and what was shown is there again later', async () => {
    await site.evaluate(() => console.log('before it was closed'));
    await sees('before it was closed');
    await runCommand(window, 'View: Hide Panel');
    await eventually('the page is left alone', async () => !(await isWrapped()));
    await site.evaluate(() => console.log('while it was closed'));
    await runCommand(window, 'Porthole: Show Console');
    view = await frameOf();
    await eventually('the page is listened to', isWrapped);
    await sees('before it was closed');
    assert.equal(await view.locator('.line', { hasText: 'while it was closed' }).count(), 0);
  });
});
