import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { endAll } from '../../server/support/serve';
import { assertDecided } from './deciding';
import { ASKED, cascadeOf, ROWS } from './manyCascades';
import { CASES, NONE } from './oddCascades';
import { RARE_CASCADES, RARELY_ASKED } from './rareCascades';
import { RuleDesk } from './ruleDesk';
import { SCOPED } from './scopedCascades';
import { Variants } from './variants';

/** A whole run tries some of the rows. */
const isTried = (at: number): boolean => !isShort() || at % 12 === 0;

describe('the rules of an element in pages of other habits', function () {
  this.timeout(30_000);
  let browser: Browser;
  let page: Page;
  let variants: Variants;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    variants = await Variants.open(await browser.newPage());
  });
  after(async () => {
    variants.close();
    await browser.close();
  });
  afterEach(endAll);

  for (const [name, { files, tag = '<p id="p"', why }] of Object.entries(CASES)) {
    it(`name the declaration that wins: ${name}`, async () => {
      const desk = await RuleDesk.open(page, files);
      const { properties } = await desk.rulesOf(tag, String(files['index.html']));
      const listed = new Set(properties.map(each => each.name));
      for (const [property, text] of Object.entries(why)) {
        const found = listed.has(property) ? await desk.textAt(await desk.why(property)) : NONE;
        assert.equal(found, text, property);
      }
    });
  }

  const rows = { ...ROWS, ...SCOPED, ...RARE_CASCADES };
  for (const [name, row] of Object.entries(rows).filter((_, at) => isTried(at))) {
    it(`are changed where a declaration is named: ${name}`, async () => {
      const cascade = cascadeOf(row);
      const targets = [...cascade.files['index.html'].matchAll(/data-t="(\d+)"/g)].map(([, each]) =>
        Number(each),
      );
      assert.ok(
        (await assertDecided(
          [page, variants],
          cascade,
          targets,
          name in RARE_CASCADES ? RARELY_ASKED : ASKED,
        )) > 0,
      );
    });
  }
});
