import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { parseSource } from '../../src/server/diff/parse';
import { launchBrowser } from '../host/browser';
import { say } from '../host/say';
import { isVariant } from '../host/wholeRun';
import { endAll } from '../server/support/serve';
import { Desk } from './lively';
import { RandomPage, randomOf } from './randomPage';

const EDITS = isVariant() ? 80 : 200;
/** `PORTHOLE_SEED=… npm test -- page` plays one again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));

/** The whole DOM but the page script, attributes in alphabetical order. */
const domOf = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const plain = (node: Node): unknown => {
      if (node instanceof CharacterData) return [node.nodeName, node.data];
      if (!(node instanceof Element) && node !== document) return node.nodeName;
      const inside = node instanceof HTMLTemplateElement ? node.content : node;
      const kids = [...inside.childNodes].filter(
        kid => (kid as HTMLScriptElement).src === undefined || (kid as Element).localName !== 'script',
      );
      if (!(node instanceof Element)) return kids.map(plain);
      const attributes = [...node.attributes].map(
        ({ name, value, namespaceURI }) => `${name}=${value} ${namespaceURI ?? ''}`,
      );
      return [`${node.namespaceURI ?? ''} ${node.nodeName}`, attributes.toSorted(), kids.map(plain)];
    };
    return plain(document);
  });

/**
 * Equal for sources between which a save need not reload the page: browsers dispute the markup of half-typed
 * tags.
 */
const startOf = (text: string): string | undefined => parseSource(text)?.startup.key;

describe('a page without scripts', () => {
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(endAll);

  it(`is after ${EDITS} random edits what a fresh load would make of its source (seed ${seed})`, async function () {
    this.timeout(60_000);
    say(`    PORTHOLE_SEED=${seed}`);
    const random = randomOf(seed);
    const author = new RandomPage(random);
    const page = await browser.newPage();
    const desk = await Desk.open(page, { 'index.html': author.source(0) });
    await page.evaluate('window.same = true');
    const loaded = startOf(author.source(0));
    let isKept = true;
    for (let mark = 1; mark <= EDITS; mark++) {
      author.edit();
      const text = author.source(mark);
      isKept &&= startOf(text) === loaded;
      await desk.save(text);
      // Several edits at once become one update.
      if (random() < 0.7) await desk.shows('document.body.dataset.mark', String(mark));
    }
    await desk.shows('document.body.dataset.mark', String(EDITS));
    assert.deepEqual(desk.complaints(), []);
    if (isKept) assert.equal(await page.evaluate('window.same'), true, 'the page was loaded again');
    const fresh = await browser.newPage();
    await fresh.goto(desk.served.url);
    assert.deepEqual(await domOf(page), await domOf(fresh));
  });
});
