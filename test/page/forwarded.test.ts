import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { type Forwarder, startForwarder } from '../host/forward';
import { endAll, type Served, serve } from '../server/support/serve';
import { built } from './visitor';

const link = '<link rel="stylesheet" href="style.css">';
const tree = {
  'index.html': `<!doctype html>${link}<h1 id="text">first</h1><input id="name"><img id="pic" src="pic.svg" alt=""><a id="way" href="docs">docs</a>`,
  'style.css': '#text { color: rgb(1, 1, 1) }',
  'pic.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
  'docs/index.html': `<!doctype html><link rel="stylesheet" href="../style.css"><h1 id="text">docs</h1>`,
  'docs/deep/page.html': `<!doctype html><base href="../../"><link rel="stylesheet" href="style.css"><h1 id="text">deep</h1>`,
  'list/one.txt': 'one',
  'list/a & b #1/two.txt': 'two',
  'app.html': `<!doctype html><h1 id="text">app</h1>`,
};

/**
 * A forwarder strips a path: nothing that Porthole writes may lead out of the path, although Porthole does
 * not know it.
 */
describe('behind a path of a forwarder', function () {
  this.timeout(30_000);
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let forwarder: Forwarder;
  let served: Served;
  let page: Page;
  let base: string;

  before(async () => {
    browser = await launchBrowser();
    forwarder = await startForwarder();
  });
  after(async () => {
    await browser.close();
    await forwarder.close();
  });
  beforeEach(async () => {
    served = await serve(tree, { pageScript: built });
    base = forwarder.below(served.port);
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  const sees = (text: string) =>
    page.waitForFunction(wanted => document.getElementById('text')?.textContent === wanted, text, {
      timeout: 8000,
    });

  /** Opens a page below the path, and waits until it has reported the files that it uses. */
  async function open(target: string): Promise<void> {
    await page.goto(base + target);
    await page.waitForTimeout(500);
    await page.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
  }
  const isSame = async () => assert.equal(await page.evaluate('window.mark'), 'same', 'it was loaded again');

  for (const [target, file] of [
    ['', 'index.html'],
    ['index.html?a=1', 'index.html'],
    ['docs/', 'docs/index.html'],
    ['docs/deep/page.html', 'docs/deep/page.html'],
  ] as const)
    it(`the page /${target} is patched, and its stylesheet swapped`, async () => {
      await open(target);
      const source = tree[file];
      await served.write({ [file]: source.replace(/(id="text">)\w+/, '$1patched') });
      await sees('patched');
      await isSame();
      await served.write({ 'style.css': '#text { color: rgb(2, 2, 2) }' });
      await page.waitForFunction(
        () => getComputedStyle(document.getElementById('text')!).color === 'rgb(2, 2, 2)',
        undefined,
        { timeout: 8000 },
      );
      await isSame();
    });

  it('a picture is swapped alone', async () => {
    await open('');
    await served.write({ 'pic.svg': tree['pic.svg'].replace('width="10"', 'width="33"') });
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('#pic')?.naturalWidth === 33,
      undefined,
      { timeout: 8000 },
    );
    await isSame();
  });

  it('the file for unknown routes is followed at any depth', async () => {
    served = await serve(tree, { pageScript: built, fallback: 'app.html' });
    base = forwarder.below(served.port);
    await open('any/depth/of/route');
    await served.write({ 'app.html': tree['app.html'].replace('>app', '>changed') });
    await sees('changed');
  });

  for (const [what, target, options, file] of [
    ['404.html', 'no/such/page', {}, '404.html'],
    ['404.html in a folder that is not there', 'no/such/folder/', {}, '404.html'],
    ['a clean URL', 'docs/deep/page', { cleanUrls: true }, 'docs/deep/page.html'],
    ['a clean URL with a query', 'docs/deep/page?a=/b/c', { cleanUrls: true }, 'docs/deep/page.html'],
    ['a page whose base lies elsewhere', 'based.html', {}, 'based.html'],
  ] as const)
    it(`${what} is followed at any depth`, async () => {
      const missing = '<!doctype html><h1 id="text">missing</h1>';
      const based = '<!doctype html><base href="http://127.0.0.1:1/x/"><h1 id="text">based</h1>';
      served = await serve(
        { ...tree, '404.html': missing, 'based.html': based },
        { pageScript: built, ...options },
      );
      base = forwarder.below(served.port);
      await open(target);
      const source = { ...tree, '404.html': missing, 'based.html': based }[file];
      await served.write({ [file]: source.replace(/(id="text">)\w+/, '$1changed') });
      await sees('changed');
    });

  it('a session with a server behind a proxied route lasts, and ends where it is to', async () => {
    const backend = createServer(({ url, method, headers }, response) => {
      if (url === '/app/login' && method === 'POST') {
        response.writeHead(303, { location: '/app/home', 'set-cookie': 'SESSION=1; Path=/app; HttpOnly' });
        return response.end();
      }
      const isIn = headers.cookie?.includes('SESSION=1') ?? false;
      if (!isIn && url !== '/app/') return response.writeHead(302, { location: '/app/' }).end();
      response.setHeader('content-type', 'text/html');
      return response.end(
        isIn
          ? `<h1 id="text">in</h1>${url ?? ''}`
          : '<h1 id="text">out</h1><form method="post" action="login"><button id="go">in</button></form>',
      );
    });
    await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
    const { port } = backend.address() as AddressInfo;
    const routes = { routes: [{ path: '/app/*rest', proxy: `http://127.0.0.1:${port}` }] };
    served = await serve({ ...tree, 'porthole.routes.json': JSON.stringify(routes) }, { pageScript: built });
    base = forwarder.below(served.port);
    await page.goto(`${base}app/deep/down`);
    await sees('out');
    assert.equal(page.url(), `${base}app/`);
    await page.click('#go');
    await sees('in');
    assert.equal(page.url(), `${base}app/home`);
    backend.close();
  });

  it('redirects, listings and pages of errors lead nowhere else', async () => {
    await open('');
    await page.evaluate(() => document.getElementById('way')!.click());
    await sees('docs');
    assert.equal(await page.evaluate('location.href'), `${base}docs/`);
    await page.goto(`${base}list/`);
    for (const address of await page.evaluate<string[]>('[...document.links].map(a => a.href)'))
      assert.ok(address.startsWith(base), address);
    assert.equal((await fetch(`${base}list/a%20%26%20b%20%231/`)).status, 200);
    await page.goto(`${base}list/ona.txt`);
    const links = await page.evaluate<string[]>('[...document.links].map(a => a.href)');
    assert.ok(links.includes(`${base}list/one.txt`), String(links));
    for (const address of links) assert.ok(address.startsWith(base), address);
  });

  it('a missing page comes once its file is there', async () => {
    await page.goto(`${base}list/three.html`);
    await page.waitForTimeout(400);
    await served.write({ 'list/three.html': '<!doctype html><h1 id="text">three</h1>' });
    await sees('three');
  });

  describe('that puts another name into Host, and tells nothing', () => {
    const routes = [{ path: '/old/way', status: 302, headers: { location: '/docs' } }];
    const files = { ...tree, 'porthole.routes.json': JSON.stringify({ routes }) };

    it('the first request is led to a page below the path, which is patched where the origin is known', async () => {
      const authorities = [new URL(forwarder.below(1)).host];
      served = await serve(files, { pageScript: built, authorities });
      base = forwarder.below(served.port, 'rewriting');
      await open('old/way');
      assert.equal(await page.evaluate('location.href'), `${base}docs/`);
      await served.write({ 'docs/index.html': tree['docs/index.html'].replace('>docs', '>changed') });
      await sees('changed');
      await isSame();
    });

    it('a page of an origin that is not known is shown, and the log says why it is not live', async () => {
      served = await serve(files, { pageScript: built });
      base = forwarder.below(served.port, 'rewriting');
      await open('old/way');
      assert.equal(await page.evaluate('location.href'), `${base}docs/`);
      const told = served.log.flatMap(entry => (entry.kind === 'event' ? entry.text : []));
      // One line for each origin: module requests, such as for the part that updates, have an Origin like a
      // WebSocket.
      const lines = told.filter(text => text.startsWith('Refused /__porthole/'));
      assert.match(lines.join('\n'), /^Refused \S+ from http:\S+: .* own pages/);
    });
  });

  it('an error in a script names the file without the path in front', async () => {
    await served.write({
      'bad.html': '<!doctype html><h1 id="text">bad</h1><script src="bad.js"></script>',
      'bad.js': 'nowhere();',
    });
    await open('bad.html');
    const told = served.log.flatMap(entry => (entry.kind === 'event' ? entry.text : []));
    assert.ok(
      told.some(text => text.includes(`${served.root}/bad.js:1`) || text.includes('/bad.js:1')),
      told.join('\n'),
    );
    assert.ok(!told.some(text => text.includes('/proxy/')), told.join('\n'));
  });
});
