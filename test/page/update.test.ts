import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer } from '../../src/server';
import { launchBrowser } from '../host/browser';
import { describeAlsoLinked } from '../server/support/roots';
import { endAll, type Served, serve } from '../server/support/serve';

const built = path.resolve('dist/page.js');
const tall = '<div style="height:3000px"></div>';
const tree = {
  'index.html': `<!doctype html><html><head><link id="one" rel="stylesheet" href="a.css"><link id="two" rel="stylesheet" href="b.css"></head>
<body><p id="text">first</p><input id="name"><details id="more"><summary>more</summary>x</details><img id="pic" src="pic.svg">
<script>document.body.append(Object.assign(document.createElement('b'), { id: 'made', textContent: Math.random() }))</script>${tall}</body></html>`,
  'a.css': '@import "base.css"; #text { color: rgb(1, 1, 1) }',
  'b.css': '#text { font-weight: 700 }',
  'base.css': 'body { background: rgb(255, 255, 255) }',
  'pic.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>',
  'other.html': '<!doctype html><title>other</title>',
};

const describeLinked = describeAlsoLinked(/^(?:swaps a changed|shows a saved|is reloaded when)/);
describeLinked('a page in a browser', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;
  const save = (name: string, text: string): Promise<void> =>
    fs.writeFile(path.join(served.root, name), text);
  const style = (name: string): Promise<string> =>
    page.evaluate(
      property => getComputedStyle(document.getElementById('text')!).getPropertyValue(property),
      name,
    );
  const made = (): Promise<string | null> => page.locator('#made').textContent();

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    served = await serve(tree, { pageScript: built });
    page = await browser.newPage();
    await page.goto(served.url);
    await page.waitForTimeout(300);
    await page.fill('#name', 'typed');
    await page.evaluate(() => scrollTo(0, 700));
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  async function assertUntouched(before: string | null): Promise<void> {
    assert.equal(await made(), before, 'the page was reloaded');
    assert.equal(await page.inputValue('#name'), 'typed');
    assert.equal(await page.evaluate(() => scrollY), 700);
  }

  it('has nothing in its DOM but the one script', async () => {
    assert.equal(await page.locator('script[src="./__porthole/page.js"]').count(), 1);
    assert.equal(await page.evaluate(() => document.body.children.length), 7);
  });

  it('swaps a changed stylesheet in place: order kept, the other one untouched, state kept', async () => {
    const before = await made();
    const other = await page.evaluate(() => document.getElementById('two')!.getAttribute('href'));
    await save('a.css', '@import "base.css"; #text { color: rgb(2, 2, 2) }');
    await page.waitForFunction(
      () => getComputedStyle(document.getElementById('text')!).color === 'rgb(2, 2, 2)',
    );
    await page.waitForFunction(() => document.querySelectorAll('link').length === 2);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('link')].map(link => link.id)), [
      'one',
      'two',
    ]);
    assert.equal(await page.evaluate(() => document.getElementById('two')!.getAttribute('href')), other);
    assert.equal(await style('font-weight'), '700');
    await assertUntouched(before);
  });

  it('follows a stylesheet that is imported by another', async () => {
    const before = await made();
    await save('base.css', 'body { background: rgb(9, 9, 9) }');
    await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(9, 9, 9)');
    await assertUntouched(before);
  });

  it('swaps an image alone', async () => {
    const before = await made();
    await save('pic.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="33" height="10"></svg>');
    await page.waitForFunction(
      () => (document.getElementById('pic') as HTMLImageElement).naturalWidth === 33,
    );
    await assertUntouched(before);
  });

  it('shows a saved document with scroll, fields, focus and details as they were', async () => {
    await page.evaluate(() => document.getElementById('more')!.setAttribute('open', ''));
    await page.focus('#name', { timeout: 1000 });
    await page.evaluate(() => scrollTo(0, 700));
    await save('index.html', tree['index.html'].replace('first', 'second'));
    await page.waitForFunction(() => document.getElementById('text')?.textContent === 'second');
    await page.waitForLoadState('load');
    await page.waitForFunction(() => scrollY === 700);
    assert.equal(await page.inputValue('#name'), 'typed');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'name');
    assert.equal(
      await page.evaluate(() => (document.getElementById('more') as HTMLDetailsElement).open),
      true,
    );
  });

  it('is left alone by changes of files that it does not use', async () => {
    const before = await made();
    await save('other.html', '<!doctype html><title>changed</title>');
    await page.waitForTimeout(300);
    await assertUntouched(before);
  });

  it('is left alone when its body says so, and can prevent an update', async () => {
    const before = await made();
    await page.evaluate(() =>
      document.addEventListener('porthole:before-update', event => event.preventDefault(), { once: true }),
    );
    await save('index.html', tree['index.html'].replace('first', 'second'));
    await page.waitForTimeout(300);
    await page.evaluate(() => document.body.setAttribute('data-porthole', 'off'));
    await save('index.html', tree['index.html'].replace('first', 'third'));
    await page.waitForTimeout(300);
    await assertUntouched(before);
  });

  it('connects again to a server that was restarted on its port, and shows what changed meanwhile', async () => {
    await served.server.close();
    await save('index.html', tree['index.html'].replace('first', 'while away'));
    const again = createServer({ root: served.root, pageScript: built, port: served.port });
    await again.listen();
    await page.waitForFunction(
      () => document.getElementById('text')?.textContent === 'while away',
      undefined,
      { timeout: 8000 },
    );
    await again.close();
  });

  it('is reloaded when a file comes that it had asked for in vain', async () => {
    await save(
      'index.html',
      '<!doctype html><html><body><p id="text">x</p><script src="late.js"></script></body></html>',
    );
    await page.waitForFunction(() => document.querySelector('script[src="late.js"]') !== null);
    await page.waitForTimeout(300);
    await save('late.js', 'document.title = "came late";');
    await page.waitForFunction(() => document.title === 'came late');
  });
});
