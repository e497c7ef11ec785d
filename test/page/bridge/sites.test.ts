import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { say } from '../../host/say';
import { endAll, type Tree } from '../../server/support/serve';
import { randomOf } from '../randomPage';
import { atCaret, PickingDesk } from './pickingDesk';

/** `PORTHOLE_SEED=…` picks the same elements again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
const PICKS = 12;

/** Sites of packages, and the pages that are tried. */
const SITES = [
  ['html5-boilerplate/dist', 'index.html'],
  ['startbootstrap-agency/dist', 'index.html'],
  ['startbootstrap-clean-blog/dist', 'index.html'],
  ['startbootstrap-clean-blog/dist', 'post.html'],
  ['reveal.js', 'demo.html'],
] as const;

function filesOf(root: string): Tree {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = names.filter(name => statSync(path.join(root, name)).isFile());
  return Object.fromEntries(
    files.map(name => [name.split(path.sep).join('/'), readFileSync(path.join(root, name))]),
  );
}

/** An element that can be clicked, and the expected contents of its start tag. */
interface Target {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly id: string;
  /** The first word of the text at the point; empty beside text. */
  readonly word: string;
}

/** Runs in the page: the elements in sight with a point of their own. */
function targetsInSight(): Target[] {
  return [...document.body.querySelectorAll('*')].flatMap(element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    if (width === 0 || height === 0 || document.elementFromPoint(x, y) !== element) return [];
    const range = document.createRange();
    const text = [...element.childNodes].find(node => {
      if (!(node instanceof Text) || node.data.trim() === '') return false;
      range.selectNodeContents(node);
      return [...range.getClientRects()].some(
        rect => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom,
      );
    });
    const word = /\w+/.exec(text?.textContent ?? '')?.[0] ?? '';
    return [{ x, y, name: element.localName, id: element.id, word }];
  });
}

describe(`picking on real sites (seed ${seed})`, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
    say(`    PORTHOLE_SEED=${seed}`);
  });
  after(() => browser.close());
  afterEach(endAll);

  for (const [site, name] of SITES) {
    it(`leads to the tag or the text of ${PICKS} random elements of ${site}/${name}, before and after an edit`, async function () {
      this.timeout(60_000);
      const random = randomOf(seed);
      const tree = filesOf(path.join('node_modules', site));
      const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
      await page.route(
        url => url.hostname !== '127.0.0.1',
        route => route.abort(),
      );
      const desk = await PickingDesk.open(page, tree, name);
      await page.waitForLoadState('load');
      let source = String(tree[name]);
      for (const round of ['as loaded', 'after an edit']) {
        await desk.arms();
        await page.keyboard.down('Shift');
        const targets = await page.evaluate(targetsInSight);
        assert.ok(targets.length > 0);
        for (let count = 0; count < PICKS; count++) {
          const target = targets[Math.floor(random() * targets.length)]!;
          await page.waitForTimeout(110);
          const { place, exact } = await desk.picked(() => page.mouse.click(target.x, target.y));
          const found = atCaret(source, place);
          const wanted = target.word === '' ? `<${target.name}` : target.word;
          const isThere = target.word === '' ? found.startsWith(wanted) : found.includes(wanted);
          // An attribute that an element shows, or an element that the site's script made around it.
          const isShown = /^(?:alt|placeholder|value)=/.test(found) || !exact;
          assert.ok(isThere || isShown, `${round}: ${JSON.stringify(target)} led to ${found.slice(0, 100)}`);
          if (target.id !== '' && exact && found.startsWith('<')) assert.ok(found.includes(target.id), found);
        }
        await page.keyboard.up('Shift');
        await page.keyboard.press('Escape');
        source = source.replace(
          /<body[^>]*>/,
          body => `${body}\n<p>new</p>\n<p id="porthole-test">newer</p>\n`,
        );
        await desk.served.write({ [name]: source });
        if (round === 'as loaded') await page.waitForSelector('#porthole-test', { state: 'attached' });
      }
      await page.close();
    });
  }
});
