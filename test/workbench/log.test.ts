import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUpAgain } from './desk';

describe('the log in the workbench', function () {
  this.timeout(180_000);
  let desk: Desk;
  let page: Page;
  let url: string;

  before(async () => {
    desk = await setUpAgain({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    page = await desk.open();
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    url = `http://127.0.0.1:${(await statusItem(page).textContent())?.trim() ?? ''}/`;
    await runCommand(page, 'Porthole: Show Log');
    await runCommand(page, 'View: Toggle Maximized Panel');
  });
  after(() => desk?.close());

  const ask = (name: string) =>
    fetch(`${url}styles/tokens.css?${name}`, {
      headers: { 'X-Kind': name, Cookie: 'a=secret', Connection: 'close' },
    });

  it('has a line for a request and no more, at the level that VS Code begins with', async () => {
    await ask('first');
    await says(page, /\[info\] GET \/styles\/tokens\.css\?first 200 [\d.]+ k?B [\d.]+ ms/);
    assert.doesNotMatch(await shown(page), /answered by|X-Kind|Connection from/);
  });

  it('has the headers, who answered and how long that took at Debug, and nothing secret', async () => {
    await setLevel(page, 'Debug');
    await asking('second', /\[debug\]\s+> X-Kind: second/);
    await says(
      page,
      /\[debug\]\s+answered by file \S*styles\/tokens\.css, HTTP\/1\.1, [\d.]+ ms to decide, [\d.]+ ms to send/,
    );
    await says(page, /> Cookie: •••/);
    assert.doesNotMatch(await shown(page), /secret|Connection from/);
  });

  it('has the connections at Trace', async () => {
    await setLevel(page, 'Trace');
    await asking('third', /\[trace\] Connection from 127\.0\.0\.1:\d+ opened/);
    await says(page, /\[trace\] Connection from 127\.0\.0\.1:\d+ closed/);
  });

  it('has one line again at Info, and none at Error', async () => {
    await setLevel(page, 'Info');
    await runCommand(page, 'Clear Output');
    await asking('fourth', /\?fourth 200/);
    await setLevel(page, 'Error');
    await runCommand(page, 'Clear Output');
    await ask('fifth');
    await setLevel(page, 'Info');
    await asking('sixth', /\?sixth 200/);
    assert.doesNotMatch(await shown(page), /fifth/);
  });

  /** Repeats until the log has the line: the server learns of a new level a moment after VS Code. */
  async function asking(name: string, expected: RegExp): Promise<void> {
    await eventually(`the log has ${expected}`, async () => {
      await ask(name);
      const text = await shown(page);
      return expected.test(text) ? true : text.slice(-500);
    });
  }
});

/** The last visible lines of the output channel; a long one is several lines in the editor, in any order. */
async function shown(page: Page): Promise<string> {
  const lines = await page
    .locator('.part.panel .output-view .view-line')
    .evaluateAll(all =>
      all
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map(line => line.textContent ?? ''),
    );
  return lines.join('').replaceAll('\u00a0', ' ');
}

async function says(page: Page, expected: RegExp): Promise<void> {
  await eventually(`the log has ${expected}`, async () => {
    const text = await shown(page);
    return expected.test(text) ? true : text.slice(-500);
  });
}

/** Sets the channel's level as a person does. */
async function setLevel(page: Page, level: string): Promise<void> {
  await runCommand(page, 'Developer: Set Log Level...');
  const row = (text: string | RegExp) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row(/^Porthole/).click();
  await row(new RegExp(`^${level}`)).click();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
