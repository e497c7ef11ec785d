import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUp } from './desk';

describe('the menu of Porthole', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    page = await desk.open();
  });
  after(() => desk?.close());

  const rows = async (): Promise<string[]> => {
    await page.locator('.quick-input-widget:visible input[placeholder="Porthole"]').waitFor();
    const labels = page.locator('.quick-input-list .monaco-list-row .label-name');
    await labels.first().waitFor();
    return (await labels.allTextContents()).map(label => label.trim());
  };
  const choose = async (name: string): Promise<void> => {
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };

  it('offers to start while nothing runs', async () => {
    await statusSays(page, /^Go Live$/);
    await runCommand(page, 'Porthole: Show Menu');
    assert.deepEqual(await rows(), [
      'Start site',
      'Serve a Folder…',
      'Show Traffic',
      'Show Console',
      'Why Does My Page Not Update?',
      'Show Log',
    ]);
    await choose('Start site');
    await statusSays(page, /^\d+$/);
  });

  it('offers everything that can be done with a server that runs', async () => {
    await runCommand(page, 'Porthole: Show Menu');
    assert.deepEqual(await rows(), [
      'Show Preview',
      'Open in Browser',
      'Pick Element',
      'Copy URL',
      'Show on Phone',
      'Restart',
      'Stop',
      'Serve a Folder…',
      'Show Traffic',
      'Show Console',
      'Why Does My Page Not Update?',
      'Show Log',
    ]);
    await choose('Stop');
    await statusSays(page, /^Go Live$/);
  });

  it('leaves Go Live in the status bar after a server was stopped', async () => {
    await eventually('the item', () => statusItem(page).isVisible());
  });
});
