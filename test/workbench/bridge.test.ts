import { strict as assert } from 'node:assert';
import type { Frame, Page } from 'playwright-core';
import { eventually, openFile, previewPage, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { placeOf, setUpAgain } from './desk';

const HEADLINE = 'Bread for people who leave early.';

/** Paths of files that tests name by their tab. */
const FOLDERS: Readonly<Record<string, string>> = { 'main.css': 'styles/main.css' };

const isArmed = (shown: Frame | Page): Promise<boolean> =>
  shown.evaluate(() => getComputedStyle(document.body).cursor === 'crosshair');

const isMarked = (shown: Frame | Page): Promise<boolean> =>
  shown.evaluate(() => document.documentElement.lastElementChild?.matches(':popover-open') ?? false);

describe('the bridge in the workbench', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;
  let shown: Frame;
  let tab: Page;

  before(async () => {
    desk = await setUpAgain({ 'porthole.autoStart': 'never' });
    page = await desk.open();
    await openFile(page, 'index.html');
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    shown = await previewPage(page);
    await shown.locator('h1').waitFor();
    tab = await desk.browser.newPage();
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    await tab.goto(`http://127.0.0.1:${port}/`);
    await statusSays(page, /2 pages/);
  });
  after(() => desk?.close());

  /** Waits until the caret of the active editor is at a text of a file. */
  async function caretIsAt(file: string, text: string): Promise<void> {
    const [line, column] = placeOf(desk.site, FOLDERS[file] ?? file, text);
    const wanted = `Ln ${line}, Col ${column}`;
    await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${file}"]`).waitFor();
    await eventually(`the caret is at ${wanted}`, async () => {
      const said = (await page.locator('[id="status.editor.selection"]').textContent()) ?? '';
      return said.trim() === wanted ? { said } : said;
    });
  }

  const arms = async (): Promise<void> => {
    await runCommand(page, 'Porthole: Pick Element');
    for (const each of [shown, tab]) await eventually('pick mode', () => isArmed(each));
  };

  it('opens the source of what is clicked in the panel, and not over the page', async () => {
    await arms();
    await shown.locator('h1').click();
    await caretIsAt('index.html', HEADLINE);
    for (const each of [shown, tab]) assert.equal(await isArmed(each), false);
    assert.ok(await shown.locator('h1').isVisible());
    assert.equal(await page.locator('.editor-group-container').count(), 2);
  });

  it('opens it from a browser outside, where the file was closed, with the key held', async () => {
    await page.keyboard.press('Control+W');
    await tab.keyboard.down('Alt');
    await tab.locator('h1').click({ position: { x: 1, y: 1 } });
    await tab.keyboard.up('Alt');
    await page.locator('.tab.active[data-resource-name="index.html"]').waitFor();
    assert.equal(await page.locator('.editor-group-container').count(), 2);
  });

  it('leads to the text that is typed and not saved', async () => {
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', '<body'));
    await page.keyboard.type('<!-- one -->\n<!-- two -->\n');
    await arms();
    await shown.locator('h1').click();
    const [line] = placeOf(desk.site, 'index.html', HEADLINE);
    await eventually('the caret is two lines further down', async () => {
      const said = (await page.locator('[id="status.editor.selection"]').textContent()) ?? '';
      return said.includes(`Ln ${line + 2},`) ? { said } : said;
    });
    await runCommand(page, 'File: Revert File');
  });

  /** Chooses a row of the quick pick whose text has this in it. */
  async function chooses(text: string): Promise<void> {
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  /** Opens the menu again if it has closed: after a click in the panel, its frame may take the focus late. */
  async function choosesInMenu(text: string, tries = 6): Promise<void> {
    await runCommand(page, 'Porthole: Show Menu');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.click({ timeout: 8000 }).catch((error: unknown) => {
      if (tries === 1) throw error;
      return choosesInMenu(text, tries - 1);
    });
  }

  it('lists the rules of an element at R, and opens the one that is chosen', async () => {
    await arms();
    await tab.bringToFront();
    await tab.hover('h1');
    await tab.keyboard.press('r');
    await page.bringToFront();
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'h1, h2, h3' }).waitFor();
    const rules = await rows.filter({ hasText: 'main.css' }).allTextContents();
    assert.match(rules[0] ?? '', /h1\s*main\.css:27 · wins/);
    await chooses('h1, h2, h3');
    await caretIsAt('main.css', 'h1,');
  });

  it('opens the declaration that gave a property its value, from the caret in the document', async () => {
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', '<h1'));
    await runCommand(page, 'Porthole: Show CSS Rules');
    await chooses('Why this value?');
    await page.locator('.quick-input-widget:visible input[placeholder^="Show the declaration"]').waitFor();
    await page.keyboard.type('letter-spacing');
    await chooses('letter-spacing');
    await caretIsAt('main.css', 'letter-spacing');
  });

  it('ends with Esc in the page, in every page', async () => {
    await arms();
    await tab.bringToFront();
    await tab.keyboard.press('Escape');
    for (const each of [shown, tab]) await eventually('no pick mode', async () => !(await isArmed(each)));
    await page.bringToFront();
  });

  it('outlines the element that the caret moves into, in every page', async () => {
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', '<header'));
    for (const each of [shown, tab]) await eventually('an outline', () => isMarked(each));
    for (const each of [shown, tab])
      await eventually('the outline fades', async () => !(await isMarked(each)));
  });

  it('outlines what a rule of a style sheet matches', async () => {
    await openFile(page, 'styles/main.css', ...placeOf(desk.site, 'styles/main.css', 'h1'));
    await eventually('an outline', () => isMarked(tab));
    await eventually('the outline fades', async () => !(await isMarked(tab)));
  });

  it('scrolls to it with Reveal in Page', async () => {
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', '</footer>'));
    await tab.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    await runCommand(page, 'Porthole: Reveal in Page');
    await eventually('the footer is in sight', () => tab.evaluate(() => scrollY > 100));
  });

  // Done last: a click in the panel makes its group the one in which files open.
  it('begins with the button of the panel, and with the menu', async () => {
    const panel = shown.parentFrame();
    await panel?.click('#pick');
    for (const each of [shown, tab]) await eventually('pick mode', () => isArmed(each));
    await panel?.click('#pick');
    for (const each of [shown, tab]) await eventually('no pick mode', async () => !(await isArmed(each)));
    await choosesInMenu('Pick Element');
    for (const each of [shown, tab]) await eventually('pick mode', () => isArmed(each));
    // The menu takes a moment to go, and the keys with it.
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await runCommand(page, 'Porthole: Pick Element');
    for (const each of [shown, tab]) await eventually('no pick mode', async () => !(await isArmed(each)));
  });
});
