import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { say } from '../../host/say';
import { changed, edited, fileOf, generator, type Kind, KINDS } from './edits';
import { Edited } from './edited';
import { type RealSite, SITES } from './sites';

const SEED = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
/** Edits of each site; the long form takes as many as it is told. */
const EDITS = Number(process.env['PORTHOLE_TRUTH'] ?? KINDS.length);

/** Which sites are edited, by a regular expression. */
const CHOSEN = new RegExp(process.env['PORTHOLE_ONLY'] ?? '');

/** Sites that are tried at the same time: each mostly waits. */
const AT_ONCE = 4;

interface Count {
  all: number;
  patched: number;
  /** Reloads after which a page that was only patched showed the same. */
  needless: number;
}

/** Outcomes by kind of edit, and why pages were loaded again. */
class Tally {
  private readonly counts = new Map<Kind, Count>();
  private readonly reasons = new Map<string, number>();

  add(kind: Kind, outcome: 'patched' | 'needless' | 'needed', reason = 'the source says so'): void {
    const count = this.counts.get(kind) ?? { all: 0, patched: 0, needless: 0 };
    this.counts.set(kind, count);
    count.all += 1;
    if (outcome !== 'needed') count[outcome] += 1;
    if (outcome === 'patched') return;
    const line = `${kind}, ${outcome}: ${reason}`;
    this.reasons.set(line, (this.reasons.get(line) ?? 0) + 1);
  }

  tell(): void {
    for (const [kind, { all, patched, needless }] of this.counts)
      say(
        `    ${kind}: ${patched} of ${all} patched, ${all - patched - needless} loaded again because they had to be, ${needless} needlessly`,
      );
    for (const [line, times] of this.reasons) say(`      ${times} × ${line}`);
  }
}

describe(`a real site that is edited (PORTHOLE_SEED=${SEED})`, function () {
  // A busy machine takes half a minute for a site's eight edits.
  this.timeout(Math.max(600_000, EDITS * 30_000));
  let browser: Browser;
  const tally = new Tally();
  // A site has its seed by its place among all.
  const chosen = [...SITES.entries()].filter(([, { name }]) => CHOSEN.test(name));
  const tried: Promise<unknown>[] = [];
  before(async () => {
    browser = await launchBrowser();
    const ends: Promise<unknown>[] = [];
    for (const [place, [number, site]] of chosen.entries()) {
      const lane = place % AT_ONCE;
      tried[number] = (ends[lane] ?? Promise.resolve()).then(() =>
        tryOut(site, SEED + number, browser, tally),
      );
      // A failure is told by the test of its own.
      ends[lane] = tried[number]?.catch(() => undefined) ?? Promise.resolve();
    }
  });
  after(() => browser.close());
  after(() => tally.tell());

  for (const [number, { name }] of chosen)
    it(`shows after each save what a fresh load shows: ${name}`, () => tried[number]);
});

async function tryOut(site: RealSite, seed: number, browser: Browser, tally: Tally): Promise<void> {
  const random = generator(seed);
  const desk = await Edited.open(site, browser);
  try {
    assert.equal(await desk.lie(), undefined, 'before any edit');
    for (let round = 0; round < EDITS; round++)
      await edit(desk, KINDS[round % KINDS.length] ?? 'text', random, tally);
  } finally {
    await desk.close();
  }
}

async function edit(desk: Edited, kind: Kind, random: () => number, tally: Tally): Promise<void> {
  const name = fileOf(kind, desk.names);
  if (name === undefined) return;
  const old = desk.read(name);
  const text = edited(old, kind, random);
  if (text === undefined || text === old) return;
  const isTyped = random() < 0.5;
  const { isPatched, reason } = await desk.write(name, text, isTyped);
  const lie = isPatched ? await desk.lie() : undefined;
  assert.equal(lie, undefined, `${kind}, ${isTyped ? 'typed' : 'on disk'}: ${changed(old, text)}`);
  if (isPatched) tally.add(kind, 'patched');
  else tally.add(kind, (await desk.wasNeedless()) ? 'needless' : 'needed', reason);
}
