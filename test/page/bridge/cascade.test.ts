import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { say } from '../../host/say';
import { endAll } from '../../server/support/serve';
import { type Cascade, cascades, PROPERTIES, TARGETS } from './cascades';
import { RuleDesk } from './ruleDesk';

/** `PORTHOLE_SEED=…` generates the same cascades again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
const RUNS = Number(process.env['PORTHOLE_CASCADES'] ?? 12);

/** The declaration in a value that a browser computed: `rgb(0, 0, 17)` is of 17. */
const numberIn = (value: string): string => /(\d+)\D*$/.exec(value)?.[1] ?? value;

describe(`the rule that wins (seed ${seed})`, () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    say(`    PORTHOLE_SEED=${seed}`);
  });
  after(() => browser.close());
  afterEach(endAll);

  /** Every declaration that is named has the computed value, which no other one has. */
  async function check({ html, linked, imported }: Cascade): Promise<void> {
    const tree = { 'index.html': html, 'a.css': linked, 'b.css': imported };
    const desk = await RuleDesk.open(page, tree);
    try {
      for (const tag of TARGETS) {
        const { properties } = await desk.rulesOf(tag, html);
        for (const { name, value } of properties.filter(each => PROPERTIES.includes(each.name as 'color'))) {
          const text = await desk.textAt(await desk.why(name));
          const declared = /^[^;]*/.exec(text)?.[0] ?? '';
          const isRed = value === 'rgb(255, 0, 0)' && declared.includes('#f00');
          assert.ok(
            isRed || new RegExp(`(?<!\\d)${numberIn(value)}(?!\\d)`).test(declared),
            `${tag} ${name}: ${value}, but named was ${text}`,
          );
        }
      }
    } finally {
      await endAll();
    }
  }

  it(`is the one that the browser computes, in ${RUNS} generated cascades`, async function () {
    this.timeout(30_000 + RUNS * 5_000);
    await fc.assert(fc.asyncProperty(cascades, check), {
      seed,
      numRuns: RUNS,
      endOnFailure: true,
    });
  });
});
