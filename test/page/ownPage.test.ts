import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { heard } from '../host/heard';
import { endAll, type Served, serve } from '../server/support/serve';
import { Author, built } from './author';
import { clobbered, OLD_LIBRARY, poison } from './poison';

const hidden = '#style { display: none }';
const picture = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="9"/>`;

/** Pages that have replaced things on which a page script could rely, by their method. */
const PAGES: Readonly<Record<string, { readonly head: string; readonly body: string }>> = {
  'has taken the names of DOM properties': { head: '', body: clobbered() },
  'has an old library': { head: `<script>${OLD_LIBRARY}</script>`, body: '' },
  'has replaced every method and global': { head: '', body: `<script>(${poison.toString()})()</script>` },
};

describe('a page that', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;
  let author: Author;
  const sockets: string[] = [];

  before(async () => (browser = await launchBrowser()));
  after(() => browser.close());
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  for (const [what, { head, body }] of Object.entries(PAGES)) {
    const source = (text: string): string =>
      `<!doctype html><html><head><link rel="stylesheet" href="a.css">${head}</head><body><p id="text">${text}</p>` +
      `<p id="style">style</p><img id="pic" src="pic.svg" alt=""><input id="free">` +
      `<div id="box" style="height:50px;overflow:auto"><div style="height:900px"></div></div>${body}` +
      '<script src="app.js"></script></body></html>';

    const open = async (): Promise<void> => {
      served = await serve(
        { 'index.html': source('one'), 'a.css': '', 'app.js': '1', 'pic.svg': picture(11) },
        { pageScript: built },
      );
      author = new Author(served);
      page = await browser.newPage();
      sockets.length = 0;
      page.on('websocket', socket => sockets.push(socket.url()));
      const connected = heard(page);
      await page.goto(served.url);
      await connected;
      await page.waitForTimeout(300);
    };
    // From here on, all questions go through Playwright's own world, whose methods no page can reach.
    const shows = (selector: string): Promise<unknown> =>
      page.waitForSelector(selector, { state: 'attached', timeout: 5000 });

    describe(what, () => {
      it('follows what is typed and what is swapped, over one connection', async () => {
        await open();
        await page.fill('#free', 'typed');
        author.type(source('two'));
        await shows('#text:text-is("two")');
        await author.save(hidden, 'a.css');
        await page.waitForSelector('#style', { state: 'hidden', timeout: 5000 });
        await author.save(picture(33), 'pic.svg');
        await shows('#pic[src*="porthole="]');
        assert.equal(await page.inputValue('#free'), 'typed');
        assert.equal(sockets.length, 1);
      });

      it('is loaded again once for a script, with its state', async () => {
        await open();
        await page.fill('#free', 'typed');
        let loads = 0;
        page.on('load', () => loads++);
        const loaded = page.waitForEvent('load');
        await author.save('2', 'app.js');
        await loaded;
        await page.waitForTimeout(600);
        assert.equal(loads, 1);
        assert.equal(await page.inputValue('#free'), 'typed');
      });
    });
  }
});
