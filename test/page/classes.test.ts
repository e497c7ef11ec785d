import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { engineName } from '../host/engine/engines';
import { endAll, type Served, serve } from '../server/support/serve';
import { difference, lookAt } from '../sites/truth/look';
import { built } from './author';
import { ANSWERED, COUNTED, STAMPED } from './classes/counted';
import { FRAMEWORKS, WORKERS } from './classes/frameworks';
import { BEAUTIFIED, FOREIGN, PARSED, SHADOWS } from './classes/markup';
import { REST, SHADOWED } from './classes/names';
import { ELEMENTS, READ } from './classes/read';
import { FILES, MARKUP } from './classes/shown';
import type { Class, Member } from './classes/site';
import { SHEETS, STYLED } from './classes/styled';

const CLASSES: Readonly<Record<string, Class>> = {
  'what a script has read': READ,
  'a custom element': ELEMENTS,
  'a file': FILES,
  markup: MARKUP,
  'a framework': FRAMEWORKS,
  'a service worker': WORKERS,
  'what a script stamps out': STAMPED,
  'what a script counts': COUNTED,
  'what a script answers': ANSWERED,
  'what a style makes': STYLED,
  'a sheet, then the document': SHEETS,
  'markup as parsers see it': PARSED,
  'a document in another form': BEAUTIFIED,
  'another namespace': FOREIGN,
  'a shadow root': SHADOWS,
  'names that a page takes': SHADOWED,
  'an attribute': REST,
};
/** Pages that are tried at the same time: each mostly waits. */
const AT_ONCE = 5;

interface Verdict {
  readonly lie: string | undefined;
  readonly isKept: boolean;
}

/** A page of one member, beside fresh loads of the same. */
class Tried {
  private constructor(
    private readonly served: Served,
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly at: string,
  ) {}

  /** Opens the page, and waits until the server knows what it uses. */
  static async open(browser: Browser, { files, before, at = '' }: Member): Promise<Tried> {
    const served = await serve(files, { pageScript: built });
    const page = await browser.newPage();
    // The drivers of other engines tell nothing of WebSockets; a frame by srcdoc opens none.
    const heard =
      engineName() === 'chromium' &&
      page.waitForEvent('websocket').then(socket => socket.waitForEvent('framereceived'));
    await page.goto(served.url + at);
    await heard;
    // A service worker answers from the second load on.
    if (at !== '') await page.reload();
    await page.waitForTimeout(700);
    if (before !== undefined) await page.evaluate(before);
    await page.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
    return new Tried(served, browser, page, at);
  }

  async after(saves: Member['saves']): Promise<Verdict> {
    for (const save of saves) {
      await this.served.write(save);
      await this.page.waitForTimeout(600);
    }
    const lie = await this.lie();
    const isKept = await this.page.evaluate(() => (window as { mark?: string }).mark === 'same');
    await this.page.close();
    return { lie, isKept };
  }

  /** The difference that does not pass; a page may be in the middle of a load. */
  private async lie(): Promise<string | undefined> {
    const fresh = await this.browser.newPage();
    await fresh.goto(this.served.url + this.at);
    await fresh.waitForTimeout(400);
    for (const end = Date.now() + 8_000; ;) {
      const here = await lookAt(this.page).catch(() => ({ dom: 'it is being loaded', styles: [] }));
      const found = difference(here, await lookAt(fresh));
      if (found === undefined || Date.now() > end) {
        await fresh.close();
        return found;
      }
      await this.page.waitForTimeout(100);
    }
  }
}

describe('a save shows what a fresh load shows:', function () {
  this.timeout(60_000);
  const only = new RegExp(process.env['PORTHOLE_ONLY'] ?? '');
  const members = Object.entries(CLASSES)
    .flatMap(([name, members]) =>
      Object.entries(members).map(([title, member]) => ({ name: `${name}: ${title}`, member })),
    )
    .filter(({ name }) => only.test(name));
  const verdicts: (() => Promise<Verdict>)[] = [];
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
    const ends: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    for (const [index, { member }] of members.entries()) {
      const verdict = (ends[index % AT_ONCE] ?? Promise.resolve()).then(async () =>
        (await Tried.open(browser, member)).after(member.saves),
      );
      // A failure is told by the test of its own.
      ends[index % AT_ONCE] = verdict.catch(() => undefined);
      verdicts.push(() => verdict);
    }
  });
  after(async () => {
    await endAll();
    await browser.close();
  });

  for (const [index, { name, member }] of members.entries())
    it(name, async () => {
      const { lie, isKept } = await verdicts[index]!();
      assert.equal(lie, undefined);
      if (member.stays === true) assert.ok(isKept, 'it was loaded again');
    });
});
