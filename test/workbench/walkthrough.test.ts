import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { eventually, openFile, previewPage, runCommand, statusItem, statusSays, typeOver } from '../host/ui';
import { type Desk, placeOf, setUp } from './desk';

const HEADLINE = 'Bread for people who leave early.';

/** VS Code's command, which also leads back to the steps. */
const show = async (page: Page): Promise<void> => {
  await runCommand(page, 'Welcome: Open Walkthrough');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get Started with Porthole' });
  await row.first().click();
};
const step = (page: Page, title: string): Locator =>
  page.locator('.getting-started-step', { has: page.locator(`h3:has-text("${title}")`) });
const isDone = async (page: Page, title: string): Promise<void> => {
  if (!(await step(page, title).isVisible())) await show(page);
  await eventually(
    `“${title}” is ticked`,
    async () => (await step(page, title).locator('.codicon-getting-started-step-checked').count()) > 0,
    30_000,
  );
};
/** Shows the walkthrough, unfolds a step and clicks its button. */
const click = async (page: Page, title: string, button: string): Promise<void> => {
  if (!(await step(page, title).isVisible())) await show(page);
  await step(page, title).waitFor();
  // VS Code marks steps as disabled for screen readers while they can be clicked.
  const isFolded = !(await step(page, title).getAttribute('class'))?.includes('expanded');
  if (isFolded) await step(page, title).evaluate(element => (element as HTMLElement).click());
  const link = step(page, title).locator('.monaco-button', { hasText: button });
  await link.waitFor();
  // The steps unfold in a movement of their own.
  await eventually('the button rests', async () => {
    const before = await link.boundingBox();
    await page.waitForTimeout(200);
    return before !== null && before.y === (await link.boundingBox())?.y;
  });
  await link.click({ force: true });
};
const goTo = async (page: Page, line: number, column: number): Promise<void> => {
  await page.keyboard.press('Control+G');
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
};

describe('the walkthrough', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never' }, true);
    page = await desk.open();
    await show(page);
  });
  after(() => desk?.close());

  it('shows six steps, each with a picture', async () => {
    await page.locator('.getting-started-step').first().waitFor();
    assert.equal(await page.locator('.getting-started-step').count(), 6);
  });

  it('leads from install to a page that follows an edit, by its own buttons alone', async () => {
    await click(page, 'Open a page', 'Show Preview');
    await statusSays(page, /^\d+$/);
    await (await previewPage(page)).locator('h1').waitFor();
    await isDone(page, 'Open a page');
    await click(page, 'See it follow', 'Edit Page');
    await page.locator('.tab.active[data-resource-name="index.html"]').waitFor();
    const [line, column] = placeOf(desk.site, 'index.html', HEADLINE);
    await goTo(page, line, column);
    await typeOver(page, HEADLINE.length, 'Buns at dawn.');
    await eventually('the page follows', async () => {
      const text = await (await previewPage(page)).locator('h1').textContent();
      return text === 'Buns at dawn.' || `it is "${text}"`;
    });
    assert.match(readFileSync(path.join(desk.site, 'index.html'), 'utf8'), /leave early/);
    await page.keyboard.press('Control+Z');
    await isDone(page, 'See it follow');
  });

  it('ticks a pick, a stop and a start once they were done', async () => {
    await click(page, 'Pick an element', 'Pick Element');
    await (await previewPage(page)).locator('h1').click();
    await isDone(page, 'Pick an element');
    await click(page, 'Stop and start', 'Go Live / Stop');
    await statusSays(page, /^Go Live$/);
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    await isDone(page, 'Stop and start');
  });
});

describe('coming from another live server', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    desk = await setUp({ 'liveServer.settings.port': 5511, 'livePreview.httpHeaders': { 'X-From': 'LP' } });
    writeFileSync(path.join(desk.site, '.fiveserverrc'), '{ "ignore": ["drafts/**"], "cors": true }');
    page = await desk.open();
    await openFile(page, 'index.html');
  });
  after(() => desk?.close());

  it('is offered in the hover, lists what maps to what, and writes what is ticked where the person says', async () => {
    const link = page.locator('.monaco-hover a', {
      hasText: 'Import the settings of your other live server',
    });
    await eventually(
      'the hover offers it',
      async () => {
        await page.mouse.move(400, 300);
        await statusItem(page).hover();
        return link.waitFor({ timeout: 2000 }).then(
          () => true,
          () => 'no link yet',
        );
      },
      30_000,
    );
    await link.click();
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'porthole.port' }).waitFor();
    await rows.filter({ hasText: 'porthole.headers' }).waitFor();
    await rows.filter({ hasText: '.fiveserverrc: cors' }).waitFor();
    await rows.filter({ hasText: 'porthole.ignore' }).click();
    await page.locator('.quick-input-widget .quick-input-action .monaco-button', { hasText: 'OK' }).click();
    await rows.filter({ hasText: 'Workspace Settings' }).click();
    const file = path.join(desk.site, '.vscode', 'settings.json');
    await eventually('the setting is written', async () => {
      const written = readFileSync(file, 'utf8');
      return written.includes('drafts/**') && !written.includes('porthole.port');
    });
    await eventually('the hover is there again', async () => {
      await page.mouse.move(400, 300);
      await statusItem(page).hover();
      await page.locator('.monaco-hover', { hasText: 'Show Log' }).waitFor({ timeout: 2000 });
      return true;
    });
    assert.equal(await link.count(), 0, 'it is offered once');
  });

  it('finds steps of the walkthrough to tick that were done before it was shown', async () => {
    await page.locator('.editor-actions .action-label[aria-label*="Show Preview"]').first().click();
    await (await previewPage(page)).locator('h1').waitFor();
    const follows = async (text: string): Promise<void> => {
      const [line, column] = placeOf(desk.site, 'index.html', HEADLINE);
      await page.locator('.tab[data-resource-name="index.html"]').click();
      await goTo(page, line, column);
      await page.keyboard.type(text);
      await eventually('the page follows', async () =>
        ((await (await previewPage(page)).locator('h1').textContent()) ?? '').startsWith(text),
      );
    };
    await follows('New: ');
    await click(page, 'Open a page', 'Show Preview');
    await isDone(page, 'Open a page');
    await follows('Yet again: ');
    await isDone(page, 'See it follow');
  });
});
