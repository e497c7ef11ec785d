import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../host/axe';
import { launchBrowser } from '../host/browser';
import { endAll, serve } from '../server/support/serve';

const THEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'dark high contrast': { colorScheme: 'dark', forcedColors: 'active' },
  'light high contrast': { colorScheme: 'light', forcedColors: 'active' },
} as const;

const FILES = { 'docs/a.txt': 'a', 'docs/b c.css': 'b', 'docs/deep/x.html': '<p>x', 'form.html': '<p>f' };

/** Porthole's own pages: each by the address that shows it, relative to the root, and by its heading. */
const PAGES: Readonly<Record<string, readonly [address: string, heading: RegExp]>> = {
  'the page of a missing file': ['docs/a.tx', /Not found/],
  'a listing': ['docs/?sort=size', /Folder/],
  'the page of trust': ['__porthole/trust', /./],
};

describe('our own pages have no serious finding of axe-core', function () {
  this.timeout(60_000);
  let browser: Browser;
  let certificates: string;
  let url: string;

  before(async () => {
    browser = await launchBrowser();
    certificates = await mkdtemp(path.join(tmpdir(), 'porthole-certificates-'));
    ({ url } = await serve(FILES, { https: 'always', certificates }));
  });
  after(async () => {
    await browser.close();
    await endAll();
    await rm(certificates, { recursive: true });
  });

  const inTheme = async (theme: keyof typeof THEMES, look: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({ ...THEMES[theme], ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await look(page);
    assert.deepEqual(await seriousFindings(page), []);
    await context.close();
  };

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    for (const [name, [address, heading]] of Object.entries(PAGES))
      it(`${name}, ${theme}`, () =>
        inTheme(theme, async page => {
          await page.goto(new URL(address, url).href);
          assert.match(await page.locator('h1').innerText(), heading);
        }));

    it(`the page that shows a form, ${theme}`, () =>
      inTheme(theme, async page => {
        await page.goto(new URL('form.html', url).href);
        await page.evaluate(() => {
          document.body.innerHTML =
            '<form method="post" action="send?x=1"><input name="a" value="b"><input name="c" value="d"></form>';
          document.querySelector('form')?.submit();
        });
        await page.waitForURL(/\/send/);
        assert.match(await page.locator('h1').innerText(), /Received POST/);
      }));
  }

  it('a listing is walked by keyboard alone', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(new URL('docs/', url).href);
    const reached: string[] = [];
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
    }
    for (const name of ['Name', 'Size', 'Modified', 'a.txt', 'b c.css', 'deep'])
      assert.ok(
        reached.some(text => text.includes(name)),
        `${name} in ${reached.join(' | ')}`,
      );
    await page.locator('a', { hasText: 'deep' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/docs\/deep\/$/);
    await context.close();
  });
});
