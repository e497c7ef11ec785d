import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DefaultTreeAdapterTypes as Adapter, parse } from 'parse5';
import type { Browser, Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import { positionAt } from '../../../src/protocol/offsets';
import { createServer, type DevServer } from '../../../src/server';
import { launchBrowser } from '../../host/browser';
import { say } from '../../host/say';
import { isShort } from '../../host/wholeRun';
import { hurry } from '../../server/live/hurry';
import { elementsOf, Tab, until } from '../../server/live/tab';
import { stepsThrough } from '../../page/bridge/steps';
import { edited, generator, KINDS } from './edits';
import { type RealSite, SITES, writeSite } from './sites';

/** `PORTHOLE_SEED=…` makes the same edits again. */
const SEED = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
/** How often the sites are edited 200 times; the gate does so once. */
const ROUNDS = Number(process.env['PORTHOLE_TRUTH'] ?? 1);
const EDITS = 200;
const BUILT = path.resolve('dist/page.js');

/** A page of a package as it is: a presentation with nested slides, code and links. */
const PAGES: readonly RealSite[] = [
  { name: 'reveal.js/demo.html', files: { 'index.html': 'reveal.js/demo.html', dist: 'reveal.js/dist' } },
];

/** Sites, and the elements that their scripts make. */
const MADE: Readonly<Record<string, string>> = {
  'startbootstrap-agency': '',
  'startbootstrap-clean-blog': '',
  'html5-boilerplate': '',
  'reveal.js': '.backgrounds, .backgrounds *, .progress, .progress *, .controls, .controls *',
  alpinejs: 'li.item, li.item b',
  'reveal.js/demo.html': '.backgrounds, .backgrounds *, .progress, .progress *, .controls, .controls *',
};

/** Start tags of a source by a parser of their own, in document order. */
function tagsOf(source: string): { readonly name: string; readonly offset: number | undefined }[] {
  const found: { name: string; offset: number | undefined }[] = [];
  const visit = (node: Adapter.Node): void => {
    if ('tagName' in node)
      found.push({ name: node.tagName, offset: node.sourceCodeLocation?.startTag?.startOffset });
    if ('content' in node) node.content.childNodes.forEach(visit);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(source, { sourceCodeLocationInfo: true }));
  return found;
}

/** A source with a `data-n` in each start tag: an element without one was made by a script. */
function stamped(source: string): string {
  const ends = tagsOf(source).flatMap(({ name, offset }) =>
    offset === undefined ? [] : [offset + 1 + name.length],
  );
  return [...new Set(ends)]
    .toSorted((a, b) => b - a)
    .reduce((text, end) => `${text.slice(0, end)} data-n="${end}"${text.slice(end)}`, source);
}

/** Sites with scripts that make elements, and those of their elements that are copies of ones in the source. */
const COPIES: Readonly<Record<string, string>> = {
  'html5-boilerplate': '',
  'reveal.js': '',
  alpinejs: ', ul > li.item, ul > li.item b',
};

describe(`every element of real sites (seed ${SEED})`, function () {
  this.timeout(60_000 * ROUNDS);
  let browser: Browser;
  let page: Page;
  let server: DevServer;
  let root: string;
  const bridged: FromBridge[] = [];
  const ends: (() => unknown)[] = [];

  before(async () => {
    browser = await launchBrowser();
    say(`    PORTHOLE_SEED=${SEED}`);
  });
  after(() => browser.close());
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  async function open(name: string, change = (source: string): string => source): Promise<string> {
    const site = [...SITES, ...PAGES].find(each => each.name === name);
    assert.ok(site);
    root = writeSite(site);
    const file = path.join(root, 'index.html');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    bridged.length = 0;
    server = createServer({ root, pageScript: BUILT, port: 0 }, { bridge: message => bridged.push(message) });
    page = await browser.newPage();
    await page.route(
      url => url.hostname !== '127.0.0.1',
      route => route.abort(),
    );
    ends.push(
      hurry(),
      () => rmSync(root, { recursive: true, force: true }),
      () => server.close(),
      () => page.close(),
    );
    await page.goto((await server.listen()).url);
    await page.waitForLoadState('load');
    return readFileSync(file, 'utf8');
  }

  /** Picks every element by its number in the source that a page shows; the caret must be at its tag. */
  async function pickAll(source: string): Promise<number> {
    const { url, port } = await server.listen();
    const tab = await Tab.open({ server, root, port, url, log: [], bridged, write: async () => undefined });
    ends.push(() => tab.close());
    const elements = elementsOf(await tab.tree());
    const tags = tagsOf(source);
    assert.deepEqual(
      elements.map(({ name }) => name),
      tags.map(({ name }) => name),
    );
    let picked = 0;
    for (const [index, { number }] of elements.entries()) {
      const { name = '', offset } = tags[index] ?? {};
      // No tag of the source made these: `<tbody>` where only `<tr>` is written.
      if (offset === undefined) continue;
      const message = await tab.picks(number);
      assert.ok(message.type === 'picked' && message.exact);
      assert.deepEqual(message.place.start, positionAt(source, offset), `<${name}> ${number}`);
      picked += 1;
    }
    return picked;
  }

  type Picked = Extract<FromBridge, { type: 'picked' }>;

  /** Where the keyboard's pick of an element leads, in the page itself; undefined for one that takes no focus. */
  async function picks(selector: string, nth: number): Promise<Picked | undefined> {
    server.bridge({ type: 'arm', armed: true });
    await page.waitForFunction(() => getComputedStyle(document.body).cursor === 'crosshair');
    const before = bridged.length;
    const isFocused = await page.evaluate(
      ([wanted, at]) => {
        const element = document.querySelectorAll<HTMLElement>(wanted)[at]!;
        element.tabIndex = -1;
        element.focus();
        return document.activeElement === element;
      },
      [selector, nth] as const,
    );
    if (!isFocused) return undefined;
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    return until(
      () => bridged.slice(before).find(message => message.type === 'picked'),
      `a pick of ${selector} ${nth}`,
    );
  }

  // A whole run tries one of them.
  for (const [name, copies] of Object.entries(COPIES).slice(isShort() ? -1 : 0)) {
    it(`of ${name} that a script makes is called made, and no other`, async () => {
      const source = await open(name, stamped);
      const steps = await page.evaluate(
        stepsThrough,
        `:not([data-n], html, head, body, [src*="__porthole"])${copies}`,
      );
      server.bridge({ type: 'arm', armed: true });
      await page.waitForFunction(() => getComputedStyle(document.body).cursor === 'crosshair');
      for (const key of ['ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
      for (const { keys, name: element, n, made } of steps) {
        for (const key of keys) await page.keyboard.press(key);
        if (n === '' && !made) continue;
        const before = bridged.length;
        await page.keyboard.press('Shift+Enter');
        const picked = await until(
          () => bridged.slice(before).find((message): message is Picked => message.type === 'picked'),
          `a pick of <${element} ${n}>`,
        );
        assert.equal(picked.exact, !made, `<${element} ${n}> is exact`);
        if (made) continue;
        const { line, column } = picked.place.start;
        const found = source.split('\n')[line]?.slice(column) ?? '';
        assert.ok(found.startsWith(`<${element} data-n="${n}"`), `<${element} ${n}> led to ${found}`);
      }
    });
  }

  for (const [name, made] of Object.entries(MADE)) {
    it(`of ${name} is at its tag, before and after ${EDITS} edits, and what a script made is called so`, async () => {
      let source = await open(name);
      const random = generator(SEED);
      let picked = await pickAll(source);
      for (let round = 0; round < ROUNDS; round++) {
        for (let edit = 1; edit <= EDITS; edit++) {
          const kind = KINDS[Math.floor(random() * 5)] ?? 'text';
          source = (kind === 'stylesheet' ? undefined : edited(source, kind, random)) ?? source;
          server.overlay({
            path: path.join(root, 'index.html'),
            text: source,
            version: round * EDITS + edit,
          });
          if (edit % 20 === 0) await page.waitForTimeout(5);
        }
        picked += await pickAll(source);
      }
      assert.ok(picked > 20, String(picked));
      if (made === '') return;
      const count = await page.locator(made).count();
      assert.ok(count > 1, `${name} has made ${count}`);
      let told = 0;
      for (let at = 0; at < Math.min(count, 20); at++) {
        const message = await picks(made, at);
        assert.notEqual(message?.exact, true, `${made} ${at}`);
        if (message) told += 1;
      }
      assert.ok(told > 0, `none of ${count} could be picked`);
      const still = await picks('body', 0);
      assert.ok(still?.exact);
      const { line, column } = still.place.start;
      assert.match(source.split('\n')[line]?.slice(column) ?? '', /^<body/);
    });
  }
});
