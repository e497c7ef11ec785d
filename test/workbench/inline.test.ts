import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually, openFile, statusItem, statusSays } from '../host/ui';
import { type Desk, setUp } from './desk';

describe('values at the lines that logged them, in the workbench', function () {
  this.timeout(180_000);
  let desk: Desk;
  let window: Page;
  let site: Page;

  before(async () => {
    desk = await setUp({
      'porthole.autoStart': 'never',
      'porthole.open': 'none',
      'porthole.console.inline': true,
    });
    writeFileSync(
      path.join(desk.site, 'logs.html'),
      '<!doctype html>\n<title>Logs</title>\n<script>\nfor (const each of [1, 2, 3])\n  console.log("each", each);\n</script>\n',
    );
    window = await desk.open();
    await statusItem(window).click();
    await statusSays(window, /^\d+$/);
    site = await desk.browser.newPage();
    await site.goto(`http://127.0.0.1:${(await statusItem(window).textContent())?.trim() ?? ''}/logs.html`);
    await openFile(window, 'logs.html', 1, 1);
  });
  after(() => desk?.close());

  /** The texts of decorations behind lines of the editor. */
  const inline = (): Promise<string[]> =>
    window.evaluate(() =>
      [...document.querySelectorAll('.view-line span span')]
        .map(span => getComputedStyle(span, '::after').content)
        .filter(content => content !== 'none' && content !== 'normal' && content !== '""'),
    );

  it('are the last ones, with their count, and go with an edit of the line', async () => {
    await eventually('the value is shown', async () => {
      const texts = await inline();
      return texts.some(text => text.includes('each 3') && text.includes('×3')) || texts.join(' ');
    });
    await openFile(window, 'logs.html', 5, 1);
    await window.keyboard.type(' ');
    await eventually('it is gone', async () => !(await inline()).some(text => text.includes('each')));
    assert.equal(await site.evaluate(() => document.title), 'Logs');
  });
});
