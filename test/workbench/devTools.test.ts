import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually, openFile, statusItem, statusSays, typeOver } from '../host/ui';
import { DevToolsWindow } from '../page/devToolsWindow';
import { type Desk, placeOf, setUp } from './desk';

const TARGET = '.well-known/appspecific/com.chrome.devtools.json';
const SHEET = path.join('styles', 'tokens.css');
const [SAVED, TYPED, OTHER, NEW] = ['#f2a541', '#00aa55', '--paper', '--paper-of-devtools'];

describe('the DevTools of Chromium beside an editor with unsaved text', function () {
  this.timeout(180_000);
  let desk: Desk;
  let page: Page;
  let devTools: DevToolsWindow | undefined;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never' });
    page = await desk.open();
    await openFile(page, 'index.html');
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
  });
  after(async () => {
    await devTools?.close();
    await desk?.close();
  });

  const onDisk = (): Promise<string> => readFile(path.join(desk.site, SHEET), 'utf8');
  /** The text of the style sheet that a page shows. */
  const shown = async (): Promise<string> =>
    String(
      await devTools?.page.run(
        `[...document.styleSheets].flatMap(function all(sheet) { return [...sheet.cssRules].flatMap(rule => rule.styleSheet ? all(rule.styleSheet) : rule.cssText) }).join(' ')`,
      ),
    );
  const isDirty = async (): Promise<boolean> =>
    (await page.locator('.tab.active.dirty[data-resource-name="tokens.css"]').count()) === 1;

  it('save into the file, while the editor and every page keep the unsaved text', async () => {
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    const url = `http://127.0.0.1:${port}/`;
    const offered = (await (await fetch(url + TARGET)).json()) as {
      workspace: { root: string; uuid: string };
    };
    const { root, uuid } = offered.workspace;
    assert.equal(root, desk.site);
    devTools = await DevToolsWindow.open(url, { [root]: uuid });
    await eventually('the page', async () => (await shown()).includes(SAVED));

    await openFile(page, 'styles/tokens.css', ...placeOf(desk.site, SHEET, SAVED));
    await typeOver(page, SAVED.length, TYPED);
    await eventually('the page shows what is typed', async () => (await shown()).includes(TYPED));
    assert.ok((await onDisk()).includes(SAVED));

    await devTools.edit('tokens.css', OTHER, NEW);
    await eventually('the file is saved', async () => (await onDisk()).includes(NEW));
    const disk = await onDisk();
    assert.ok(disk.includes(SAVED) && !disk.includes(TYPED));
    // The editor hears of the file, and keeps its own text.
    assert.ok(await isDirty());
    const text = await shown();
    assert.ok(text.includes(TYPED) && !text.includes(NEW), text.slice(0, 500));
  });

  it('lose nothing when the editor is saved: VS Code asks which text is to stay', async () => {
    await page.keyboard.press('Control+S');
    // With the driver of its own tests, VS Code shows no notification until it is asked for them.
    await page.locator('[id="status.notifications"]').click();
    const question = page.locator('.notifications-center .notification-list-item', {
      hasText: /tokens\.css.*newer/,
    });
    await question.waitFor();
    const disk = await onDisk();
    assert.ok(disk.includes(NEW) && !disk.includes(TYPED));
    assert.ok(await isDirty());

    await question.getByRole('button', { name: 'Overwrite' }).click();
    await eventually('the text of the editor is saved', async () => (await onDisk()).includes(TYPED));
    assert.ok(!(await onDisk()).includes(NEW));
  });
});
