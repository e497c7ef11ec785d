import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { type WindowsServer, onDrive, startOnWindows } from '../host/wine';

const source =
  '<!doctype html><link rel="stylesheet" href="style.css"><h1 id="h">first</h1><input id="name">' +
  '<div style="height:3000px"></div>';

/** The same folder as VS Code and people spell it. */
const spellings: Readonly<Record<string, (root: string) => string>> = {
  'with a capital drive letter': root => onDrive(root),
  'with the small drive letter that VS Code writes': root => onDrive(root, 'z:'),
  'with forward slashes': root => `Z:${root}`,
};

describe('live update on Windows', function () {
  this.timeout(90_000);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  for (const [what, spell] of Object.entries(spellings))
    describe(`of a root ${what}`, () => {
      const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-windows-')));
      let server: WindowsServer;
      let page: Page;

      before(async () => {
        writeFileSync(path.join(root, 'index.html'), source);
        writeFileSync(path.join(root, 'style.css'), 'h1 { color: rgb(1, 1, 1) }');
        server = await startOnWindows(spell(root));
        page = await browser.newPage();
        await page.goto(server.url);
        await page.waitForTimeout(500);
        await page.fill('#name', 'typed');
        await page.evaluate(() => {
          scrollTo(0, 700);
          Object.assign(window, { same: true });
        });
      });
      after(async () => {
        await page?.close();
        await server?.close();
        rmSync(root, { recursive: true, force: true });
      });

      const state = () =>
        page.evaluate(() => [
          (window as { same?: boolean }).same,
          document.querySelector('input')?.value,
          scrollY,
        ]);

      it('patches the document that was saved, and keeps what was done in it', async () => {
        writeFileSync(path.join(root, 'index.html'), source.replace('first', 'second'));
        await page.waitForFunction(() => document.getElementById('h')?.textContent === 'second', undefined, {
          timeout: 10_000,
        });
        assert.deepEqual(await state(), [true, 'typed', 700]);
      });

      it('swaps a stylesheet', async () => {
        writeFileSync(path.join(root, 'style.css'), 'h1 { color: rgb(2, 2, 2) }');
        await page.waitForFunction(
          () => getComputedStyle(document.getElementById('h')!).color === 'rgb(2, 2, 2)',
          undefined,
          { timeout: 10_000 },
        );
        assert.deepEqual(await state(), [true, 'typed', 700]);
      });
    });
});
