import assert from 'node:assert/strict';
import { Firefox, findFirefox, type FirefoxPage } from '../host/firefox';
import { pause } from '../host/processes';
import { say } from '../host/say';
import { createServer } from '../../src/server';
import { endAll, type Served, serve, type Tree } from '../server/support/serve';
import { Author, built } from './author';
import { fillIn, lively, lookAround, type State, state } from './livelyPage';
import { record } from './video';

const file = findFirefox();

// These run in the page.
const headlineIs = (text: string): boolean => document.querySelector('h1')?.textContent === text;
const colourIs = (colour: string): boolean =>
  getComputedStyle(document.getElementById('text')!).color === colour;
const isRestored = (): boolean =>
  scrollY === 555 && document.getElementById('scroller')?.scrollTop === 333 && !('mark' in window);

const colour = (value: number): string => `#text { color: rgb(0, 0, ${value}) }`;
const small: Tree = {
  'index.html':
    '<!doctype html><link id="link" rel="stylesheet" href="a.css"><p id="text">text</p><img id="pic" src="pic.svg" alt=""><input id="name"><div id="host"></div>' +
    `<script>window.same = Math.random(); host.attachShadow({ mode: 'open' }).innerHTML = '<link rel="stylesheet" href="/b.css"><i>i</i>';</script>`,
  'a.css': `@import "base.css"; ${colour(1)}`,
  'base.css': 'body { margin: 1px }',
  'b.css': 'i { color: rgb(0, 0, 1) }',
  'pic.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
  'other.html': '<!doctype html><title>other</title>',
  'around.html': '<!doctype html><input id="outside"><iframe id="inside" src="framed.html"></iframe>',
  'framed.html': '<!doctype html><input id="name"><script src="a.js"></script>',
  'a.js': 'window.version = 1;',
};

/** Waits until every page has said what it uses. */
async function reported({ log }: Served): Promise<void> {
  await pause(400);
  assert.ok(log.length > 0);
}

// Where none is, this says so; CI names one, and fails without it.
if (file === undefined)
  say('  ! No Firefox was found, so nothing is tried in it. PORTHOLE_FIREFOX names one.');
else
  describe(`in Firefox (${file}), a page`, function () {
    this.timeout(60_000);
    let browser: Firefox;
    let page: FirefoxPage;
    let served: Served;

    before(async () => {
      browser = await Firefox.launch(file);
    });
    after(() => browser?.close());
    beforeEach(async () => {
      page = await browser.newPage();
    });
    afterEach(async () => {
      await page.close();
      await endAll();
    });

    async function open(tree: Tree, target = ''): Promise<void> {
      served = await serve(tree, { pageScript: built });
      await page.goto(served.url + target);
      await reported(served);
    }

    /** A page in use, with a film that Firefox recorded itself. */
    async function openLively(): Promise<State> {
      await open({ 'index.html': '<!doctype html>' });
      const film = Buffer.from(await page.evaluate(record, 16));
      await open({
        'index.html': lively,
        'inner.html': '<!doctype html><p id="text">inner</p>',
        'film.webm': film,
      });
      await page.evaluate(fillIn);
      await page.evaluate(lookAround);
      return page.evaluate(state);
    }

    it('is patched as its document is typed, and keeps all that was done in it', async () => {
      const visited = await openLively();
      assert.deepEqual([visited['playing'], visited['focus'], visited['dialog']], [true, 'field', true]);
      new Author(served).type(
        lively.replace('Headline', 'Typed').replace('<form>', '<form><b id="new">new</b>'),
      );
      await page.sees(headlineIs, 'Typed');
      assert.equal(await page.evaluate(() => document.getElementById('new')?.textContent), 'new');
      assert.deepEqual(await page.evaluate(state), visited);
    });

    it('moves elements with everything in them, and keeps the focus', async () => {
      const visited = await openLively();
      const [, form = ''] = /(<form>.*?<\/form>)/s.exec(lively) ?? [];
      new Author(served).type(lively.replace(form, '').replace('<p id="last">', `${form}<p id="last">`));
      await page.sees(() => document.getElementById('last')?.previousElementSibling?.localName === 'form');
      const { values, ticked, focus, rendered } = await page.evaluate(state);
      assert.deepEqual(
        { values, ticked, focus, rendered },
        {
          values: visited['values'],
          ticked: true,
          focus: 'field',
          rendered: 'ab',
        },
      );
    });

    it('is loaded again when a script of it is saved, with what was done in it', async () => {
      const visited = await openLively();
      await new Author(served).save(
        lively.replace('window.started =', 'window.saved = true; window.started ='),
      );
      await page.sees(isRestored);
      const { values, ticked, focus, selection, details } = await page.evaluate(state);
      assert.deepEqual(
        { values, ticked, focus, selection, details },
        { values: visited['values'], ticked: true, focus: 'field', selection: [2, 7], details: true },
      );
    });

    it('has its stylesheets swapped: imported, linked, and in a shadow root', async () => {
      await open(small);
      const same = await page.evaluate(() => (window as { same?: number }).same);
      await served.write({ 'a.css': `@import "base.css"; ${colour(2)}` });
      await page.sees(colourIs, 'rgb(0, 0, 2)');
      await served.write({ 'base.css': 'body { margin: 7px }' });
      await page.sees(() => getComputedStyle(document.body).marginTop === '7px');
      await served.write({ 'b.css': 'i { color: rgb(0, 0, 9) }' });
      await page.sees(
        () =>
          getComputedStyle(document.getElementById('host')!.shadowRoot!.querySelector('i')!).color ===
          'rgb(0, 0, 9)',
      );
      await page.sees(() => document.querySelectorAll('link').length === 1);
      assert.equal(await page.evaluate(() => (window as { same?: number }).same), same);
    });

    it('has a picture swapped alone', async () => {
      await open(small);
      const same = await page.evaluate(() => (window as { same?: number }).same);
      await served.write({ 'pic.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="33" height="10"/>' });
      await page.sees(() => document.querySelector<HTMLImageElement>('#pic')?.naturalWidth === 33);
      assert.equal(await page.evaluate(() => (window as { same?: number }).same), same);
    });

    it('keeps the last good rule of a style while it is broken', async () => {
      await open(small);
      const author = new Author(served);
      author.type('#text { color: rgb(0, 0, 4); margin: 3px }', 'a.css');
      await page.sees(colourIs, 'rgb(0, 0, 4)');
      author.type('#text { color: rgb(0, 0, ; margin: 3px }', 'a.css');
      author.type('#text { color: rgb(0, 0, 5); margin: 3px', 'a.css');
      author.type('#text { color: rgb(0, 0, 6); margin: 3px }', 'a.css');
      await page.sees(colourIs, 'rgb(0, 0, 6)');
    });

    it('shows what it missed when the server is back, and when one comes back to it', async () => {
      await open(small);
      await page.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
      // Younger files might have changed unheard.
      await pause(1200);
      await served.server.close();
      await served.write({ 'a.css': colour(2) });
      const again = createServer({ root: served.root, pageScript: built, port: served.port });
      await again.listen();
      await page.sees(colourIs, 'rgb(0, 0, 2)');
      assert.equal(await page.evaluate(() => (window as { mark?: string }).mark), 'same');
      await page.goto(`${served.url}other.html`);
      await served.write({ 'a.css': colour(3) });
      await page.back();
      await page.sees(colourIs, 'rgb(0, 0, 3)');
      await again.close();
    });

    it('leaves the keyboard where it is when it is loaded again in a frame', async () => {
      await open(small, 'around.html');
      await page.evaluate(() => {
        const inside = document.querySelector<HTMLIFrameElement>('#inside')!.contentDocument!;
        inside.getElementById('name')!.focus();
        document.getElementById('outside')!.focus();
      });
      await page.type('a');
      await served.write({ 'a.js': 'window.version = 2;' });
      await page.sees(
        () =>
          (document.querySelector<HTMLIFrameElement>('#inside')!.contentWindow as { version?: number })
            .version === 2,
      );
      await page.evaluate(() => new Promise<void>(resolve => setTimeout(resolve, 300)));
      await page.type('b');
      assert.equal(
        await page.evaluate(() => document.querySelector<HTMLInputElement>('#outside')?.value),
        'ab',
      );
    });
  });
