import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { offsetAt } from '../../../src/protocol/offsets';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { hurry } from '../../server/live/hurry';
import { endAll, type Served, serve } from '../../server/support/serve';
import { built } from '../author';
import { arm, pickByKeys, type Picked } from './keyPick';

/**
 * Markup in which a script writes what stands in `W(…)`, and a selector. For each element that it selects in the page, the number of its
 * start tag among those of its name in the source; 0 for an element that a script made.
 */
type Row = readonly [markup: string, elements: string, tags: readonly number[]];

const ROWS: Readonly<Record<string, Row>> = {
  'a row in a table': ["<table>W('<tr>')<td>a</table>", 'tr, td', [0, 1]],
  'a row with an attribute in a table': ["<table>W('<tr class=x>')<td>a</table>", 'tr, td', [0, 1]],
  'a row in a table with other rows': [
    "<table><tbody>W('<tr>')<td>a<tr><td>b</table>",
    'tr, td',
    [0, 1, 1, 2],
  ],
  'a row in a cell': ["<table><tr><td>x W('<tr>')<td>a</table>", 'tr, td', [1, 1, 0, 2]],
  'a row in a cell before another row': [
    "<table><tr><td>x W('<tr>')<td>a<tr><td>b</table>",
    'tr, td',
    [1, 1, 0, 2, 2, 3],
  ],
  'a row in a cell before equal cells': [
    "<table><tr><td>a W('<tr>')<td>a<tr><td>a</table>",
    'tr, td',
    [1, 1, 0, 2, 2, 3],
  ],
  'a cell': ["<table><tr><td>a</td>W('<td>')b<td>b</table>", 'td', [1, 0, 2]],
  'a caption, and a group of rows': [
    "<table>W('<caption>x<tbody>')<tr><td>a<tbody><tr><td>a</table>",
    'caption, tbody, tr, td',
    [0, 0, 1, 1, 1, 2, 2],
  ],
  'a paragraph in a paragraph': ["<p>a W('<p>')b<p>b", 'p', [1, 0, 2]],
  'formatting that stays open': ["<p>a W('<b>')</p><p>x<b>y</b></p><b>z</b>", 'b', [0, 0, 1, 0, 2]],
  'formatting that stays open around equal elements': [
    "W('<u>')<p>x<u>y</u></p><p><u>y</u></p>",
    'u, p',
    [0, 1, 1, 2, 2],
  ],
  'formatting that tables put out': ["<table>W('<b>x')<tr><td><b>x</b></table><b>x</b>", 'b', [0, 1, 0, 2]],
  'an item of a list': ["<ul>W('<li>')a<li>a</ul>", 'li', [0, 1]],
  'an option': ["<select size=4>W('<option>a')<option>a</select>", 'option', [0, 1]],
  'the end of an element': ["<div>W('</div>')<p>a</p></div><p>a</p>", 'div, p', [1, 1, 2]],
  'the end of an element with equal ones in it': [
    "<div><p>a</p>W('</div>')<p>a</p></div><div><p>a</p></div>",
    'div, p',
    [1, 1, 2, 2, 3],
  ],
  'the end of an element, and the start of an equal one': [
    "<div><p>a</p>W('</div><div>')<p>a</p></div><div><p>a</p></div>",
    'div, p',
    [1, 1, 0, 2, 2, 3],
  ],
  'the end of a table': ["<table><tr><td>aW('</table>')<p>a</p></table><p>a</p>", 'td, p', [1, 1, 2]],
  'a table that stays open': ["W('<table>')<p>a</p><i>b</i><p>a</p>", 'table, p, i', [1, 1, 2, 0]],
  'a table around rows without one': ["W('<table>')<tr><td>a</td></tr>W('</table>')<p>a", 'td, p', [0, 1]],
  'a form': ["W('<form>')<form><input></form><input>", 'form, input', [0, 1, 2]],
  'a link': ["W('<a>')<p>x<a>y</a></p><a>y</a>", 'a, p', [0, 1, 0, 1, 2]],
  'a template': ["W('<template>')<p>a</p></template><p>a</p>", 'p', [2]],
  'formatting that stays open before an equal element': ["<p>a W('<b>')</p><p><b>y</b></p>", 'b', [0, 0, 1]],
  'a comment without an end': ["<p>a</p>W('<i>')</i><p>a</p>W('<!--')<p>a</p>", 'p', [1, 2]],
  'a comment without an end, alone': ["<p>a</p>W('<!--')<p>a</p>", 'p', [1]],
  SVG: ["W('<svg>')<g></g>W('</svg>')<g></g>", 'g', [1, 2]],
  'a comment that swallows an equal element': ["W('<!--')<p>a</p>--><p>a</p>", 'p', [2]],
  'a text area': ["W('<textarea>')<p>a</p></textarea><p>a</p>", 'p', [2]],
  'an equal element before two others': ["W('<p>a</p>')<p>a</p><p>a</p>", 'p', [0, 1, 2]],
  'an equal element around an equal element': [
    "W('<div>')<div><p>a</p></div>W('</div>')",
    'div, p',
    [0, 1, 1],
  ],
  'an equal element around two others': ["W('<div>')<div>a</div><div>a</div>", 'div', [0, 1, 2]],
  'a body with attributes': ["W('<body class=x>')<p>a", 'body, p', [0, 1]],
  'nothing, beside a closed shadow root with an equal element': [
    '<div><p>a</p><template shadowrootmode=closed><p>a</p></template></div>',
    'p',
    [1],
  ],
  'nothing, though a script makes elements': [
    '<html><body><p>a<script>document.body.append(document.createElement("i"))</script><p>b',
    'html, body, p, i',
    [1, 1, 1, 0, 2],
  ],
  'a head end': ["W('</head><p>')<p>a", 'p', [0, 1]],
};

/** A whole run tries a third of the rows. */
const isTried = (at: number): boolean => !isShort() || at % 3 === 0;

describe('picking among what a script writes into the source', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let slowDown: () => void;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    slowDown = hurry();
  });
  after(async () => {
    slowDown();
    await browser.close();
  });
  afterEach(endAll);

  /** Undefined for an element that takes no focus: pick mode ends. */
  async function pick(
    served: Served,
    selector: string,
    at: number,
  ): Promise<readonly [name: string, picked: Picked] | undefined> {
    await arm(page, served, true);
    const picked = await pickByKeys(page, served, selector, at);
    if (!picked) await arm(page, served, false);
    return picked;
  }

  const rows = Object.entries(ROWS).filter((_row, at) => isTried(at));
  for (const [name, [markup, elements, tags]] of rows)
    it(`leads to the tag of each element, or says that a script made it: ${name}`, async () => {
      const source = markup.replaceAll(/W\((.*?)\)/g, '<script>document.write($1)</script>');
      const text = `<!doctype html><title>x</title>${source}`;
      const served = await serve({ 'index.html': text }, { pageScript: built });
      await page.goto(served.url);
      await page.waitForLoadState('load');
      const own = text.replaceAll(/<script>.*?<\/script>/g, script => ' '.repeat(script.length));
      const found: (number | string | undefined)[] = [];
      while (found.length < (await page.locator(elements).count())) {
        const [local = '', picked] = (await pick(served, elements, found.length)) ?? [];
        const offset = picked && offsetAt(text, picked.place.start);
        const starts = [...own.matchAll(new RegExp(`<${local}(?![a-z])`, 'g'))].map(({ index }) => index);
        const tag = offset === undefined ? -1 : starts.indexOf(offset);
        if (!picked) found.push(tags[found.length]);
        else if (!picked.exact) found.push(0);
        else found.push(tag < 0 ? text.slice(offset, offset! + 20) : tag + 1);
      }
      assert.deepEqual(found, tags, await page.content());
    });
});
