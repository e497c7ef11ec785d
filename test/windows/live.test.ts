import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { isShort } from '../host/wholeRun';
import {
  driveOf,
  onDrive,
  removeDrivesOf,
  runOnWindows,
  startOnWindows,
  type WindowsServer,
} from '../host/wine';

const source =
  '<!doctype html><link rel="stylesheet" href="style.css"><link rel="stylesheet" href="sub/deep.css"><h1 id="h">first</h1><input id="name">' +
  '<div style="height:3000px"></div>';

/** The same folder as VS Code, people and programs spell it. A whole run tries the first four: each has a server of its own. */
const spellings: Readonly<Record<string, (root: string) => string | Promise<string>>> = {
  'with a capital drive letter': root => onDrive(root),
  'with the small drive letter that VS Code writes': root => onDrive(root, 'z:'),
  'with forward slashes': root => `Z:${root}`,
  'of a drive of its own, as subst makes one': root => driveOf(root),
  'of the kind that has no limit of length': root => `\\\\?\\${onDrive(root)}`,
  'of that kind with forward slashes': root => `//?/Z:${root}`,
  'of the kind of devices': root => `\\\\.\\${onDrive(root)}`,
  'through a link, in the place of a junction': root => {
    symlinkSync(root, `${root}-link`);
    return onDrive(`${root}-link`);
  },
  'below a link': root => {
    symlinkSync(path.dirname(root), `${root}-link`);
    return onDrive(path.join(`${root}-link`, path.basename(root)));
  },
  'without a drive letter': root => root.replaceAll('/', '\\'),
  'relative to its drive': root => `Z:${path.relative(process.cwd(), root).replaceAll('/', '\\')}`,
  'with more separators than it needs': root => `${onDrive(root).replaceAll('\\', '\\\\')}\\\\`,
};

describe('live update on Windows', function () {
  this.timeout(90_000);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  for (const [what, spell] of Object.entries(spellings).slice(0, isShort() ? 4 : undefined))
    describe(`of a root ${what}`, () => {
      const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-windows-')));
      let server: WindowsServer;
      let page: Page;

      const writeDeep = (text: string): void => {
        mkdirSync(path.join(root, 'sub'), { recursive: true });
        writeFileSync(path.join(root, 'sub', 'deep.css'), text);
      };

      before(async () => {
        writeFileSync(path.join(root, 'index.html'), source);
        writeFileSync(path.join(root, 'style.css'), 'h1 { color: rgb(1, 1, 1) }');
        writeDeep('input { color: rgb(1, 1, 1) }');
        server = await startOnWindows(await spell(root));
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
        await removeDrivesOf(root);
        for (const each of [root, `${root}-link`]) rmSync(each, { recursive: true, force: true });
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

      it('lets a program of Windows rename and remove a folder that the page uses, and follows the next one', async () => {
        const script = `const fs = require('node:fs'), at = ${JSON.stringify(onDrive(root))};
          fs.renameSync(at + '\\\\sub', at + '\\\\moved');
          fs.rmSync(at + '\\\\moved', { recursive: true });
          console.log('done');`;
        assert.match(await runOnWindows(script), /^done/);
        writeDeep('input { color: rgb(2, 2, 2) }');
        await page.waitForFunction(
          () => getComputedStyle(document.querySelector('input')!).color === 'rgb(2, 2, 2)',
          undefined,
          { timeout: 10_000 },
        );
        assert.deepEqual(await state(), [true, 'typed', 700]);
      });
    });
});
