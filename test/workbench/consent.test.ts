import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { freePort } from '../bench/processes';
import { statusItem, statusSays } from '../host/ui';
import { setUp, type Desk } from './desk';

// An unusual address of this machine: Porthole asks about it as about any other, and it leads nowhere else.
const HOST = '::ffff:127.0.0.1';

describe('an address beyond this machine’s own names', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;
  let free: number;

  before(async () => {
    free = await freePort();
    desk = await setUp({
      'porthole.autoStart': 'never',
      'porthole.open': 'none',
      'porthole.port': free,
      'porthole.host': HOST,
      // The browser's own dialog would not be visible in here.
      'window.dialogStyle': 'custom',
    });
    page = await desk.open();
  });
  after(() => desk?.close());

  const dialog = (): Locator => page.locator('.monaco-dialog-box');
  const warned = (): Promise<boolean> =>
    statusItem(page).evaluate(item => item.classList.contains('warning-kind'));

  it('is asked for at Go Live, in words that say what it means', async () => {
    await statusItem(page).click();
    await dialog().getByText('Make this folder visible on your network?').waitFor();
    assert.match(
      (await dialog().textContent()) ?? '',
      /porthole\.host set to ::ffff:127\.0\.0\.1, everyone on your network/,
    );
  });

  it('is not listened on when the person says no', async () => {
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await statusSays(page, /visible on your network\. Start the server yourself to agree/);
    await assert.rejects(fetch(`http://127.0.0.1:${free}/`));
  });

  it('is listened on when the person says yes, and cannot be overlooked', async () => {
    await statusItem(page).click();
    await dialog().getByRole('button', { name: 'Make It Visible' }).click();
    await statusSays(page, /serving on port \d+.*visible on your network/);
    assert.equal(await warned(), true);
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);
  });

  it('ends with its server, and is not asked for again', async () => {
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    await statusItem(page).click();
    await statusSays(page, /^Go Live$/);
    assert.equal(await warned(), false);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
    await statusItem(page).click();
    await statusSays(page, /visible on your network/);
    assert.equal(await dialog().count(), 0);
  });
});
