import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { makeTree } from '../server/support/serve';
import { pageOf, Visitor } from './visitor';

const svg = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="9"/>`;
const red = '#text { color: rgb(200, 0, 0) }';
const blue = '#text { color: rgb(0, 0, 200) }';
const BLUE = 'rgb(0, 0, 200)';
const link = '<link rel="stylesheet" href="a.css">';
const text = '<p id="text">text</p>';

describe('the page script', () => {
  const visitor = Visitor.here();
  const open = (head = link): Promise<void> =>
    visitor.opens({ 'index.html': pageOf(head, text), 'a.css': red });

  it('weighs at most 12 kB, packed', async () => {
    await open();
    const folder = await makeTree({});
    await promisify(execFile)(process.execPath, ['esbuild.mjs', '--production', `--outdir=${folder}`]);
    const size = gzipSync(readFileSync(path.join(folder, 'page.js'))).length;
    await rm(folder, { recursive: true });
    assert.ok(size <= 12_000 && size > 1_000, `${size} bytes`);
  });

  it('leaves no trace in the page: no globals, and one element that names it', async () => {
    await open();
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.sees(() => document.querySelectorAll('link').length === 1);
    const names = await visitor.page.evaluate(() => Object.getOwnPropertyNames(window).toSorted());
    const scripts = await visitor.page.evaluate(() =>
      [...document.querySelectorAll('head > *')].map(element => element.localName),
    );
    assert.deepEqual(scripts, ['script', 'link']);
    await visitor.page.goto(`${visitor.served.url}a.css`);
    assert.deepEqual(names, await visitor.page.evaluate(() => Object.getOwnPropertyNames(window).toSorted()));
  });

  it('runs the part for updates once, however many updates ask for it while it comes', async () => {
    const counts = 'e => { if (e.target.localName === "link") document.title += "+" }';
    await open(`<title></title><script>document.addEventListener("load", ${counts}, true)</script>${link}`);
    await visitor.page.route(/update\.js/, async route => {
      await visitor.page.waitForTimeout(1_200);
      await route.continue();
    });
    await visitor.page.reload();
    await visitor.isConnected();
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.sees(() => document.querySelectorAll('link').length === 1);
    // A part that ran twice would not recognise its own loads, which listeners of the page must not see.
    assert.equal(await visitor.page.title(), '+');
  });

  it('works in an XHTML document', async () => {
    const body = `<p id="text">text</p><input id="name"/><details id="more"><summary>m</summary>x</details>
      <div id="box" style="height:80px;overflow:auto"><div style="height:900px">box</div></div><ul id="made"><li></li></ul>
      <script src="a.js"></script><div style="height:3000px"></div>`;
    const script = 'document.querySelector("li").textContent = "made " + Math.random()';
    await visitor.opens(
      {
        'index.xhtml': `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
          <link rel="stylesheet" href="a.css"/></head><body>${body}</body></html>`,
        'a.css': red,
        'a.js': script,
      },
      'index.xhtml',
    );
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.finds();
    await visitor.saves('a.js', `${script} + "again"`);
    await visitor.isNew();
    await visitor.findsTraces();
  });

  it('knows what a page uses that sends no referrer', async () => {
    await visitor.opens({
      'index.html': pageOf(
        `<meta name="referrer" content="no-referrer"><style>@import "a.css"; p { background: url(bg.svg) }</style>`,
        `${text}<img id="pic" src="pic.svg" alt="" style="position:absolute">`,
        '<script src="a.js"></script><script src="late.js"></script><script>fetch("d.json")</script>',
      ),
      'a.css': red,
      'pic.svg': svg(10),
      'bg.svg': svg(10),
      'a.js': '1',
      'd.json': '1',
    });
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.saves('pic.svg', svg(33));
    await visitor.sees(() => (document.getElementById('pic') as HTMLImageElement).naturalWidth === 33);
    await visitor.saves('bg.svg', svg(33));
    await visitor.sees(() =>
      getComputedStyle(document.getElementById('text')!).backgroundImage.includes('?porthole='),
    );
    await visitor.finds();
    for (const name of ['a.js', 'd.json', 'late.js']) {
      await visitor.saves(name, '2');
      await visitor.isNew();
      await visitor.isConnected();
    }
    await visitor.findsTraces();
  });

  it('works under a policy that lets only scripts of the site run', async () => {
    await open(`<meta http-equiv="Content-Security-Policy" content="script-src 'self'">${link}`);
    assert.equal(await visitor.page.locator('#made li').count(), 0, 'the policy holds');
    await visitor.page.evaluate(() => Object.assign(window, { isSame: true }));
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    assert.equal(await visitor.page.evaluate(() => 'isSame' in window), true);
    await visitor.findsTraces();
  });

  it('gives up where the policy forbids every connection, and the page works without', async () => {
    await open(`<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">${link}`);
    const complaints: string[] = [];
    visitor.page.on('console', message => complaints.push(message.text()));
    await visitor.page.waitForTimeout(1500);
    assert.deepEqual(complaints, []);
    await visitor.finds();
  });

  it('leaves a page alone whose body says so, in its own way or in that of others', async () => {
    await open();
    for (const name of ['data-porthole', 'data-server-no-reload']) {
      await visitor.page.evaluate(attribute => document.body.setAttribute(attribute, 'off'), name);
      await visitor.saves('a.css', `${blue} ${name} {}`);
      await visitor.page.waitForTimeout(300);
      assert.equal(await visitor.style('color'), 'rgb(200, 0, 0)', name);
      await visitor.page.evaluate(attribute => document.body.removeAttribute(attribute), name);
    }
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
  });

  it('leaves a page alone whose address says so, and no other', async () => {
    const addresses: Readonly<Record<string, boolean>> = {
      '/?no-reload': true,
      '/?a=b&server-no-reload=1': true,
      '/?data-server-no-reload&a': true,
      '/?no-reloads': false,
      '/?a=no-reload': false,
      '/#?no-reload': false,
    };
    await open();
    for (const [index, [address, isLeft]] of Object.entries(addresses).entries()) {
      await visitor.page.evaluate(to => history.replaceState(null, '', to), address);
      await visitor.saves('a.css', `#text { color: rgb(0, 0, ${index + 1}) }`);
      if (!isLeft) await visitor.seesStyle('color', `rgb(0, 0, ${index + 1})`);
      else {
        await visitor.page.waitForTimeout(300);
        assert.notEqual(await visitor.style('color'), `rgb(0, 0, ${index + 1})`, address);
      }
    }
  });

  it('tells the page before and after an update, and lets it prevent one', async () => {
    await open();
    await visitor.page.evaluate(() => {
      const heard: string[] = [];
      for (const type of ['porthole:before-update', 'porthole:after-update'])
        document.addEventListener(type, event => {
          const { path, type: how } = (event as CustomEvent<{ path: string; type: string }>).detail;
          heard.push(`${type} ${how} ${path}`);
          if (document.title === 'no') event.preventDefault();
        });
      Object.assign(window, { heard });
    });
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.sees(() => (window as unknown as { heard: string[] }).heard.length === 2);
    await visitor.page.evaluate(() => (document.title = 'no'));
    await visitor.saves('a.css', red);
    await visitor.sees(() => (window as unknown as { heard: string[] }).heard.length === 3);
    await visitor.page.waitForTimeout(200);
    assert.deepEqual(await visitor.page.evaluate(() => (window as unknown as { heard: string[] }).heard), [
      'porthole:before-update style /a.css',
      'porthole:after-update style /a.css',
      'porthole:before-update style /a.css',
    ]);
    assert.equal(await visitor.style('color'), BLUE);
    await visitor.finds();
  });
});
