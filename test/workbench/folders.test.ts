import { strict as assert } from 'node:assert';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUp } from './desk';

describe('two folders in the workbench, no file open', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    // A shared server opens this workspace without its folders once another window has been there.
    desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' }, false, 'site', true);
    const place = path.dirname(desk.site);
    await cp(desk.site, path.join(place, 'shop'), { recursive: true });
    const workspace = path.join(place, 'both.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [{ path: 'site' }, { path: 'shop' }] }));
    page = await desk.open({}, workspace);
  });
  after(() => desk?.close());

  it('asks which one to serve, and says what each is doing', async () => {
    await runCommand(page, 'Porthole: Start Server');
    assert.deepEqual(await offered(page), ['site stopped', 'shop stopped']);
    await choose(page, 'shop');
    await statusSays(page, /^\d+$/);
  });

  it('shows a running one with its port, and starts the other at Go Live', async () => {
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    await statusItem(page).click();
    assert.deepEqual(await offered(page), ['site stopped', `shop running on port ${port}`]);
    await choose(page, 'site');
    await statusSays(page, /^2 servers$/);
  });

  it('does nothing when nothing is chosen', async () => {
    await statusItem(page).click();
    await offered(page, 'Stop which server?');
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await statusSays(page, /^2 servers$/);
  });

  it('stops the one that is chosen, and all of them by the command', async () => {
    await statusItem(page).click();
    const [, , all] = await offered(page, 'Stop which server?');
    assert.equal(all, 'All Servers');
    await choose(page, 'site');
    await statusSays(page, /^\d+$/);
    await runCommand(page, 'Porthole: Stop Server');
    await statusSays(page, /^Go Live$/);
  });
});

/** Name and state of each folder in the list that asks. */
async function offered(page: Page, question = 'Which folder?'): Promise<string[]> {
  await page.locator(`.quick-input-widget:visible input[placeholder="${question}"]`).waitFor();
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.nth(1).waitFor();
  return rows.evaluateAll(all =>
    all.map(row =>
      ['.label-name', '.label-description']
        .map(part => row.querySelector(`.quick-input-list-label ${part}`)?.textContent?.trim() ?? '')
        .join(' ')
        .trim(),
    ),
  );
}

/** The list is gone then: the next one is not to be taken for it. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
