import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { Fault, FaultReport } from '../../src/protocol/faults';
import { launchBrowser } from '../host/browser';
import { eventually } from '../host/ui';
import { endAll, serve } from '../server/support/serve';
import { built } from './author';
import { page } from './failureCases';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"/></svg>';

/** Markup of one line each, with the file that is not there, and its content once it is. */
const ASKING: readonly (readonly [markup: string, file: string, content: string | Buffer])[] = [
  ['<img src="a1.gif">', 'a1.gif', PIXEL],
  ["<img src='a2.gif?x=1&amp;y=2#z'>", 'a2.gif', PIXEL],
  ['<img alt="a" srcset="a3.gif 1x, a3.gif 2x">', 'a3.gif', PIXEL],
  ['<picture><source srcset="a4.gif"><img alt="a"></picture>', 'a4.gif', PIXEL],
  ['<video poster="a5.gif"></video>', 'a5.gif', PIXEL],
  ['<video><source src="a6.mp4"></video>', 'a6.mp4', 'x'],
  ['<audio src="a7.mp3" preload="auto"></audio>', 'a7.mp3', 'x'],
  ['<object data="a8.svg"></object>', 'a8.svg', SVG],
  ['<embed src="a9.svg">', 'a9.svg', SVG],
  ['<input type="image" alt="a" src="b1.gif">', 'b1.gif', PIXEL],
  ['<svg><image href="b2.gif" width="9" height="9"/></svg>', 'b2.gif', PIXEL],
  ['<svg><use href="b3.svg#a"/></svg>', 'b3.svg', SVG],
  ['<link rel="stylesheet" href="b4.css">', 'b4.css', 'p {}'],
  ['<link rel="preload" as="image" href="b5.gif">', 'b5.gif', PIXEL],
  ['<link rel="modulepreload" href="b6.js">', 'b6.js', '1'],
  ['<script src="b7.js" async></script>', 'b7.js', '1'],
  ['<script type="module" src="./b8.js"></script>', 'b8.js', '1'],
  ['<style>@import url(b9.css);</style>', 'b9.css', 'p {}'],
  ['<style>@import "c1.css";</style>', 'c1.css', 'p {}'],
  [
    '<style>@font-face { font-family: c2; src: url("c2.woff2") } i { font: 9px c2 }</style><i>x</i>',
    'c2.woff2',
    'x',
  ],
  ['<p style="background: url(c3.gif)">x</p>', 'c3.gif', PIXEL],
  ['<style>b { background: url(c4.gif) } </style><b>x</b>', 'c4.gif', PIXEL],
  [
    '<style>u { background: image-set("c7.gif" 1x, "c7.gif" type("image/gif") 2x) } </style><u>x</u>',
    'c7.gif',
    PIXEL,
  ],
  ['<style>s { background: URL(c8.gif) } </style><s>x</s>', 'c8.gif', PIXEL],
  ["<style>@IMPORT 'c9.css' screen;</style>", 'c9.css', 'p {}'],
  ['<iframe src="c5.html"></iframe>', 'c5.html', '<!doctype html><title>a</title>'],
  ['<link rel="icon" href="c6.gif"><img src="c6.gif">', 'c6.gif', PIXEL],
];

describe('a request that failed', () => {
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => endAll());

  it('is told at what asked, whatever that is, and is gone once the file is there', async () => {
    let faults: readonly Fault[] = [];
    const events = {
      faults: ({ source, faults: told }: FaultReport): unknown =>
        source.startsWith('check:') && source.endsWith('index.html') && (faults = told),
    };
    const markup = page(ASKING.map(([line]) => line).join('\n'));
    const served = await serve({ 'index.html': markup }, { pageScript: built }, {}, events);
    served.server.opened([path.join(served.root, 'index.html')]);
    const tab = await browser.newPage();
    await tab.goto(served.url, { waitUntil: 'load' });
    const lines = markup.split('\n');
    const told = (): string[] =>
      faults
        .filter(({ code }) => code === 'failed-request')
        .map(({ line, column, endColumn }) => lines[line - 1]!.slice(column - 1, (endColumn ?? 0) - 1))
        .toSorted();
    const missing = (): string[] =>
      ASKING.flatMap(([, file]) => (told().some(each => each.includes(file)) ? [] : [file]));
    await eventually('all of them', () => Promise.resolve(missing().length === 0 || missing().join()));
    assert.equal(told().length, ASKING.length, told().join('\n'));
    await served.write(Object.fromEntries(ASKING.map(([, file, content]) => [file, content])));
    await tab.reload();
    const left = new Set(['a6.mp4', 'a7.mp3', 'c2.woff2']);
    await eventually('none but those that are not what they should be', () => {
      const others = told().filter(each => ![...left].some(name => each.includes(name)));
      return Promise.resolve(others.length === 0 || others.join('\n'));
    });
    await tab.close();
  });
});
