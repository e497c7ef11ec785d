import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import type { ShareState } from '../../src/protocol/shareState';
import { launchBrowser } from '../host/browser';
import { endAll, makeTree, serve, type Served } from '../server/support/serve';
import { Author } from './author';
import { built } from './visitor';

/** Another address of this machine; macOS has one loopback address of IPv4 only. */
const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';
const html = (text: string): string =>
  `<!doctype html><html><body><p id="text">${text}</p><input id="name"></body></html>`;

const shows = (page: Page, text: string) =>
  page.waitForFunction(wanted => document.getElementById('text')?.textContent === wanted, text);

for (const https of ['off', 'shared'] as const)
  describe(
    https === 'off' ? 'a page on a second device' : 'a page over HTTPS on a second device',
    function () {
      this.timeout(60_000);
      let folder: string;
      let browser: Browser;
      let page: Page;
      let served: Served;
      let state: ShareState;
      const states: (ShareState | undefined)[] = [];
      before(async () => {
        folder = await makeTree({});
        browser = await launchBrowser();
      });
      after(async () => {
        await browser.close();
        await rm(folder, { recursive: true, force: true });
      });
      beforeEach(async () => {
        const options = { pageScript: built, https, certificates: folder };
        served = await serve(
          { 'index.html': html('first') },
          options,
          {},
          { shared: each => states.push(each) },
        );
        const sharing = await served.server.sharing();
        state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
        page = await browser.newPage({ ignoreHTTPSErrors: true });
      });
      afterEach(async () => {
        await page.close();
        await endAll();
      });

      it('is let in by the code, which leaves the address, and follows what is typed', async () => {
        await page.goto(state.joinUrl);
        await shows(page, 'first');
        assert.equal(await page.evaluate(() => location.href), `${state.url}index.html`);
        await page.fill('#name', 'kept');
        await page.waitForTimeout(350);
        new Author(served).type(html('typed'));
        await shows(page, 'typed');
        assert.equal(await page.inputValue('#name'), 'kept');
        if (https === 'shared') assert.equal(await page.evaluate(() => isSecureContext), true);
      });

      it('stays in when it is loaded again or opened by its plain address, and is out when it is removed', async () => {
        await page.goto(state.joinUrl);
        await shows(page, 'first');
        await page.reload();
        await shows(page, 'first');
        await page.goto(state.url);
        await shows(page, 'first');
        const sharing = await served.server.sharing();
        for (const { id } of states.at(-1)?.devices ?? []) sharing.remove(id);
        await page.goto(state.url);
        assert.match(await page.locator('body').innerText(), /Scan the code first/);
      });

      it('is removed while it is open: it says why, and asks for nothing more', async () => {
        await page.goto(state.joinUrl);
        await shows(page, 'first');
        await page.waitForTimeout(350);
        const sharing = await served.server.sharing();
        for (const { id } of states.at(-1)?.devices ?? []) sharing.remove(id);
        await page.waitForFunction(
          () => document.body.innerText.includes('This device was removed in VS Code'),
          undefined,
          { timeout: 8000 },
        );
        const asked = served.log.length;
        await page.waitForTimeout(700);
        assert.equal(served.log.length, asked, JSON.stringify(served.log.slice(asked)));
      });

      it('shows a browser without the code nothing but what to do', async () => {
        await page.goto(state.url);
        assert.match(
          await page.locator('body').innerText(),
          /only for devices that scanned the current code/,
        );
      });

      it('is closed to pages of other origins on the device itself', async () => {
        await page.goto(state.joinUrl);
        await shows(page, 'first');
        const stranger = await serve(
          { 'index.html': '<!doctype html><p>stranger</p>' },
          { pageScript: built },
        );
        await page.goto(stranger.url);
        const outcome = await page.evaluate(async url => {
          const fetched = await fetch(`${url}index.html`, { credentials: 'include' }).then(
            response => response.text(),
            () => 'failed',
          );
          return fetched;
        }, state.url);
        assert.equal(outcome, 'failed');
      });
    },
  );
