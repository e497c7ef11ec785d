import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { isShort } from '../../host/wholeRun';
import { changed, edited, fileOf, generator, KINDS, type Kind } from './edits';
import { Edited } from './edited';
import { type RealSite, SITES } from './sites';
import { Tally } from './tally';

const SEED = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
/**
 * Number of edits of each site: one of each kind. A whole run makes some on each site, and each kind on
 * several sites; the long form makes the requested number.
 */
const EDITS = Number(process.env['PORTHOLE_TRUTH'] ?? (isShort() ? 3 : KINDS.length));

/** A regular expression that selects sites. */
const CHOSEN = new RegExp(process.env['PORTHOLE_ONLY'] ?? '');

/** Sites that are tried at the same time: each mostly waits. */
const AT_ONCE = 4;

describe(`a real site that is edited (PORTHOLE_SEED=${SEED})`, function () {
  // Allows half a minute for a site's eight edits on a busy machine.
  this.timeout(Math.max(600_000, EDITS * 30_000));
  let browser: Browser;
  const tally = new Tally();
  // The seed of a site depends on its index; a whole run tries every second one.
  const chosen = [...SITES.entries()].filter(
    ([index, { name }]) => CHOSEN.test(name) && (!isShort() || index % 2 === 1),
  );
  const tried: Promise<readonly string[]>[] = [];
  before(async () => {
    browser = await launchBrowser();
    const ends: Promise<unknown>[] = [];
    for (const [place, [number, site]] of chosen.entries()) {
      const lane = place % AT_ONCE;
      const lies = (ends[lane] ?? Promise.resolve()).then(() => tryOut(site, number, browser, tally));
      tried[number] = lies;
      // Each failure is reported by its own test.
      ends[lane] = lies.catch(() => undefined);
    }
  });
  after(() => browser.close());
  after(() => tally.tell());

  for (const [number, { name }] of chosen)
    it(`shows after each save what a fresh load shows: ${name}`, async () =>
      assert.deepEqual(await tried[number], []));
});

/** @returns the wrong results of a site, each with its edit */
async function tryOut(
  site: RealSite,
  number: number,
  browser: Browser,
  tally: Tally,
): Promise<readonly string[]> {
  const random = generator(SEED + number);
  const desk = await Edited.open(site, browser);
  const lies: string[] = [];
  try {
    assert.equal(await desk.lie(), undefined, 'before any edit');
    for (let round = 0; round < EDITS; round++) {
      const lie = await edit(
        desk,
        site.name,
        KINDS[(number * EDITS + round) % KINDS.length] ?? 'text',
        random,
        tally,
      );
      if (lie !== undefined) lies.push(`edit ${round}: ${lie}`);
    }
    return lies;
  } finally {
    await desk.close();
  }
}

async function edit(
  desk: Edited,
  site: string,
  kind: Kind,
  random: () => number,
  tally: Tally,
): Promise<string | undefined> {
  const name = fileOf(kind, desk.names);
  if (name === undefined) return undefined;
  const old = desk.read(name);
  const text = edited(old, kind, random);
  if (text === undefined || text === old) return undefined;
  const isTyped = random() < 0.5;
  const { isPatched, reason } = await desk.write(name, text, isTyped);
  if (!isPatched) {
    tally.add(site, kind, (await desk.wasNeedless()) ? 'needless' : 'needed', reason);
    return undefined;
  }
  const lie = await desk.lie();
  tally.add(site, kind, lie === undefined ? 'patched' : 'lied', lie);
  if (lie === undefined) return undefined;
  await desk.afresh();
  return `${kind}, ${isTyped ? 'typed' : 'on disk'}: ${changed(old, text)}: ${lie}`;
}
