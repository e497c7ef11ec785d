import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { decide } from '../../src/editor/doctor/decide';
import type { ServerFacts } from '../../src/protocol/doctor';
import type { GivenOptions } from '../../src/server';
import { launchBrowser } from '../host/browser';
import { isForwarded } from '../host/forward';
import { until } from '../server/live/tab';
import { endAll, serve, type Served, type Tree } from '../server/support/serve';
import { built } from './author';

const CSS = 'h1 { color: red }\n';
const hashOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;
const page = (head: string): string => `<!doctype html><title>a</title>${head}<h1>a</h1>`;
const csp = (text: string): Partial<GivenOptions> => ({
  headers: { '*.html': { 'Content-Security-Policy': text } },
});
const link = (more = ''): string => `<link rel="stylesheet" href="a.css" ${more}>`;

interface Row {
  readonly title: string;
  readonly head: string;
  readonly tree?: Tree;
  readonly options?: Partial<GivenOptions>;
  /** The examined file. */
  readonly file?: string;
  /** The expected causes, with their relevant values. */
  readonly told: string;
  readonly act?: (page: Page, served: Served) => Promise<unknown>;
}

/** The first bytes of a picture of one pixel. */
const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');

const ROWS: readonly Row[] = [
  { title: 'a link', head: link(), told: '' },
  { title: 'a link for the media of the page', head: link('media="screen and (min-width: 10px)"'), told: '' },
  { title: 'a link for print', head: link('media="print"'), told: 'unapplied a.css / print' },
  {
    title: 'a link for a narrow window',
    head: link('media="(max-width: 10px)"'),
    told: 'unapplied a.css / (max-width: 10px)',
  },
  { title: 'a link for print and another', head: link('media="print"') + link(), told: '' },
  { title: 'a disabled link', head: link('disabled'), told: 'unapplied a.css /' },
  {
    title: 'an alternate link',
    head: '<link rel="alternate stylesheet" title="b" href="a.css">',
    told: 'unapplied a.css /',
  },
  {
    title: 'a link that a script disables',
    head: link(),
    act: tab => tab.evaluate('document.styleSheets[0].disabled = true'),
    told: 'unapplied a.css /',
  },
  { title: 'an import', head: '<style>@import "a.css";</style>', told: '' },
  {
    title: 'an import for print',
    head: '<style>@import "a.css" print;</style>',
    told: 'unapplied a.css / print',
  },
  {
    title: 'an import of a sheet for print',
    head: '<link rel="stylesheet" media="print" href="b/all.css">',
    tree: { 'b/all.css': '@import "../a.css";' },
    told: 'unapplied a.css / print',
  },
  { title: 'a preload alone', head: '<link rel="preload" as="style" href="a.css">', told: '' },
  {
    title: 'a header that forbids styles',
    head: link(),
    options: csp("style-src 'none'"),
    told: "blocked a.css / header style-src 'self'",
  },
  {
    title: 'a header that allows nothing else',
    head: link(),
    options: csp("default-src 'none'; script-src 'self'; connect-src 'self'"),
    told: "blocked a.css / header default-src 'self'",
  },
  { title: 'a header that allows them', head: link(), options: csp("style-src 'self' 'nonce-a'"), told: '' },
  {
    title: 'a policy in the document',
    head: `<meta http-equiv="Content-Security-Policy" content="style-src https:">${link()}`,
    told: "blocked a.css / meta style-src 'self'",
  },
  { title: 'a hash that fits', head: link(`integrity="${hashOf(CSS)}"`), told: '' },
  {
    title: 'a hash of an older text',
    head: link(`integrity="${hashOf('h1 {}')}"`),
    told: 'blocked a.css / integrity',
  },
  {
    title: 'a hash that no longer fits',
    head: link(`integrity="${hashOf(CSS)}"`),
    act: (_tab, served) => served.write({ 'a.css': 'h1 { color: blue }\n' }),
    told: 'blocked a.css / integrity',
  },
  {
    title: 'a script whose hash fits another text',
    head: `<script src="a.js" integrity='${hashOf('0')}'></script>`,
    file: 'a.js',
    told: 'blocked a.js / integrity',
  },
  {
    title: 'a module whose hash fits another text',
    head: `<script type="module" integrity=${hashOf('0')} src="./a.js?1"></script>`,
    file: 'a.js',
    told: 'blocked a.js / integrity',
  },
  // A policy that names the page script's path allows none behind a forwarder's path, which it cannot know.
  ...(isForwarded()
    ? []
    : [
        {
          title: 'a script of a policy with a nonce',
          head: '<script src="a.js"></script>',
          options: csp("script-src 'nonce-x' http://127.0.0.1:*/__porthole/"),
          file: 'a.js',
          told: "blocked a.js / header script-src 'self'",
        },
      ]),
  {
    title: 'a picture that a policy forbids',
    head: '<body><img src="a.gif">',
    options: csp('img-src data:'),
    file: 'a.gif',
    told: "blocked a.gif / header img-src 'self'",
  },
  {
    title: 'a picture that is none',
    head: '<body><img src="b.gif">',
    tree: { 'b.gif': 'no picture' },
    file: 'b.gif',
    told: 'blocked b.gif / browser',
  },
  { title: 'a picture', head: '<body><img src="a.gif">', file: 'a.gif', told: '' },
  {
    title: 'a style sheet of another type',
    head: link(),
    options: { headers: { '*.css': { 'Content-Type': 'text/plain' } } },
    told: 'blocked a.css / type text/plain',
  },
  {
    title: 'a copy that may be shown while a new one is asked for',
    head: link(),
    options: { headers: { '*.css': { 'Cache-Control': 'max-age=0, stale-while-revalidate=60' } } },
    act: async (tab, served) => {
      await tab.goto('about:blank');
      // File times come from the kernel's coarse clock.
      await tab.waitForTimeout(60);
      await served.write({ 'a.css': 'h1 { color: blue }\n' });
      // A change that is noticed while a page loads is caught up on later.
      await tab.waitForTimeout(600);
      await tab.goto(served.url);
      assert.equal(
        await tab.evaluate('getComputedStyle(document.querySelector("h1")).color'),
        'rgb(255, 0, 0)',
      );
    },
    told: 'cached a.css max-age=0, stale-while-revalidate=60',
  },
  {
    title: 'another folder by <base>',
    head: `<base href="b/">${link()}`,
    tree: { 'b/a.css': CSS },
    told: 'copy a.css',
  },
  {
    title: 'another server by <base>',
    head: `<base href="http://127.0.0.1:9/">${link()}`,
    told: 'unused a.css /',
  },
  {
    title: 'a name in other letters',
    head: '<link rel="stylesheet" href="A.CSS">',
    told: 'misspelt a.css /A.CSS /',
  },
  {
    title: 'a folder in other letters',
    head: '<link rel="stylesheet" href="B/c.css">',
    tree: { 'b/c.css': CSS },
    file: 'b/c.css',
    told: 'misspelt c.css /B/c.css /',
  },
  {
    title: 'the result of a build',
    head: '<link rel="stylesheet" href="dist/a.css">',
    tree: { 'dist/a.css': CSS, 'src/a.css': CSS },
    file: 'src/a.css',
    told: 'copy a.css',
  },
  {
    title: 'the source of a build',
    head: link(),
    tree: { 'a.scss': CSS },
    file: 'a.scss',
    told: 'unused a.scss /',
  },
  {
    title: 'a document that is fetched',
    head: '<script>fetch("part.html")</script>',
    tree: { 'part.html': '<p>part' },
    file: 'part.html',
    told: '',
  },
  {
    title: 'a page that a script takes out of updates',
    head: link(),
    act: async (tab, served) => {
      await tab.evaluate('document.body.dataset.porthole = "off"');
      await served.write({ 'a.css': 'h1 { color: blue }\n' });
    },
    told: 'opted-out / data-porthole="off"',
  },
];

async function factsOf(served: Served, file: string): Promise<ServerFacts> {
  const { port, root, server } = served;
  return (await server.examine({ id: 1, file: path.join(root, file), port })) ?? assert.fail('no facts');
}

const told = async (served: Served, file: string): Promise<string> =>
  causesOf(await factsOf(served, file), path.basename(file), served.root);

function causesOf(found: ServerFacts, name: string, root: string): string {
  const file = { name, isDirty: false, isTyped: true, isTooLong: false };
  const all = decide({ file, isTrusted: true, served: { kind: 'running', update: 'typing', found } });
  const words = all.map(({ cause, values }) =>
    [cause, ...values.filter(Boolean)].join(' ').replaceAll(root, '~'),
  );
  return words.join('; ');
}

/** A path of this machine may follow. */
const isSo = (text: string, expected: string): boolean =>
  text === expected || (expected !== '' && text.startsWith(`${expected} ~`));

describe('the causes that a page and its server give', () => {
  let browser: Browser;
  let tab: Page;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    tab = await browser.newPage();
  });
  afterEach(async () => {
    await tab.close();
    await endAll();
  });

  for (const { title, head, tree = {}, options = {}, file = 'a.css', told: expected, act } of ROWS)
    it(`${title}: ${expected || 'none'}`, async () => {
      const served = await serve(
        { 'index.html': page(head), 'a.css': CSS, 'a.js': '1', 'a.gif': GIF, ...tree },
        { pageScript: built, ...options },
      );
      await tab.goto(served.url, { waitUntil: 'load' });
      await until(async () => ((await factsOf(served, file)).pages.length > 0 ? true : undefined), 'a page');
      // Pages report used files together, a moment later.
      await tab.waitForTimeout(250);
      await act?.(tab, served);
      let last = '';
      await until(async () => {
        last = await told(served, file);
        return isSo(last, expected) || undefined;
      }, title).catch(() => assert.equal(last, expected));
    });
});
