import * as fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { say } from '../../host/say';
import { hurry } from '../../server/live/hurry';
import { endAll } from '../../server/support/serve';
import { cascades, TARGETS } from './cascades';
import { assertDecided, type Cascade } from './deciding';
import { PROPERTIES } from './declarations';
import { Variants } from './variants';

/** `PORTHOLE_SEED=…` generates the same cascades again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
const RUNS = Number(process.env['PORTHOLE_CASCADES'] ?? (isShort() ? 2 : 12));

describe(`the rule that wins (seed ${seed})`, () => {
  let browser: Browser;
  let page: Page;
  let variants: Variants;
  let slowDown: () => void;
  before(async () => {
    slowDown = hurry();
    browser = await launchBrowser();
    page = await browser.newPage();
    variants = await Variants.open(await browser.newPage());
    say(`    PORTHOLE_SEED=${seed}`);
  });
  after(async () => {
    slowDown();
    variants.close();
    await browser.close();
  });
  afterEach(endAll);

  async function check(cascade: Cascade): Promise<void> {
    const targets = Array.from({ length: TARGETS }, (_, at) => at);
    await assertDecided([page, variants], cascade, targets, PROPERTIES);
  }

  it(`is the one that the browser computes, in ${RUNS} generated cascades`, async function () {
    this.timeout(30_000 + RUNS * 20_000);
    await fc.assert(fc.asyncProperty(cascades, check), {
      seed,
      numRuns: RUNS,
      endOnFailure: true,
    });
  });
});
