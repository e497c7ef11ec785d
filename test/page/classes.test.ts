import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { engineName } from '../host/engine/engines';
import { heard } from '../host/heard';
import { isShort } from '../host/wholeRun';
import { endAll, type Served, serve } from '../server/support/serve';
import { difference, lookAt, pictures } from '../sites/truth/look';
import { built } from './author';
import { ACTS, BASES, RARITIES } from './classes/acts';
import { CALLS, CHOSEN, ELEMENTS_MOVED } from './classes/answers';
import { ASKED, CALLED, PLACED, REFLECTED } from './classes/asked';
import { OTHERS, ROOTS, SHOWN } from './classes/asks';
import { COMPONENTS, PLUGINS } from './classes/components';
import { ANSWERED, COUNTED, STAMPED } from './classes/counted';
import { AROUND, BEFORE } from './classes/framed';
import { FRAMEWORKS, WORKERS } from './classes/frameworks';
import { GLOBALS } from './classes/globals';
import { BEAUTIFIED, FOREIGN, PARSED, SHADOWS } from './classes/markup';
import { HELD, MISSED } from './classes/held';
import { EXCLUSIVE, KEPT, PUT, WHOLE_PAGE } from './classes/kept';
import { ATTRIBUTES, MEASURED, RELATED } from './classes/known';
import { LABELLED } from './classes/labelled';
import { HASHES, MAPS, SRCDOC } from './classes/maps';
import { REST, SHADOWED } from './classes/names';
import { MAKING, PLACES } from './classes/placed';
import { PRELOADED } from './classes/preloaded';
import { RANGES } from './classes/ranges';
import { RARER, TIMES } from './classes/rarer';
import { ELEMENTS, READ } from './classes/read';
import { FILES, MARKUP } from './classes/shown';
import type { Class, Member } from './classes/site';
import { MANY, RARE_PLACES, STANDING, TARGETS, WRITTEN } from './classes/standing';
import { COUNTS, DECLARED, TEMPLATES } from './classes/startup';
import { PROPERTIES, SHEETS, STYLED } from './classes/styled';
import { FOCUS, NAMELESS, ORDER } from './classes/unnamed';
import { ODD_WORKERS, THROUGH_WORKERS } from './classes/workers';

const CLASSES: Readonly<Record<string, Class>> = {
  'what a script has read': READ,
  'a custom element': ELEMENTS,
  'a file': FILES,
  markup: MARKUP,
  'a framework': FRAMEWORKS,
  'a component': COMPONENTS,
  'a small script': PLUGINS,
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
  'an attribute that a script knows': ATTRIBUTES,
  'what a script has measured': MEASURED,
  'a relation that a script has used': RELATED,
  'what a question takes in': ASKED,
  'a property that reflects': REFLECTED,
  'a part of a table': PLACED,
  'what is told of a change': CALLED,
  'a place that shows a file': PLACES,
  'what an element is made of': MAKING,
  'a name that is a property': GLOBALS,
  'a question about the page': SHOWN,
  'a property that a style sets': PROPERTIES,
  'a root that is asked': ROOTS,
  'an element that answers for others': OTHERS,
  'a call for a change': CALLS,
  'an element of a script': ELEMENTS_MOVED,
  'a choice': CHOSEN,
  'a page around a frame': AROUND,
  'a script between': BEFORE,
  'what an element keeps': KEPT,
  'details of one name': EXCLUSIVE,
  'the size of the page': WHOLE_PAGE,
  'what a script puts somewhere': PUT,
  'a question in a rarer form': RARER,
  'a reading at a rarer time': TIMES,
  'more than is compared': MANY,
  'the element that the address names': TARGETS,
  'where an element stands': STANDING,
  'what is written over, or acts once': WRITTEN,
  'a rarer place of a file': RARE_PLACES,
  'a file without its page': NAMELESS,
  'an order or a view': ORDER,
  'the focus': FOCUS,
  'a range that is kept': RANGES,
  'an odd service worker': ODD_WORKERS,
  'what comes through a service worker': THROUGH_WORKERS,
  'a template': TEMPLATES,
  'a declared root': DECLARED,
  'a count at the start': COUNTS,
  'a module of a map': MAPS,
  'a hash': HASHES,
  'what is loaded ahead': PRELOADED,
  'a frame by srcdoc': SRCDOC,
  'a picture that is held': HELD,
  'what is easily missed': MISSED,
  'what a call makes': ACTS,
  'an address that has moved': BASES,
  'a rare feature': RARITIES,
  'an encoding': LABELLED,
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
    private readonly member: Member,
  ) {}

  /** Opens the page, and waits until the server knows what it uses. */
  static async open(browser: Browser, member: Member): Promise<Tried> {
    const { files, before, act, at = '' } = member;
    const served = await serve(files, { pageScript: built });
    const page = await browser.newPage();
    // The drivers of other engines report no WebSockets; a frame by srcdoc opens none.
    const connected = engineName() === 'chromium' && heard(page);
    await page.goto(served.url + at);
    await connected;
    // A service worker answers from the second load on.
    if (at !== '') await page.reload();
    await page.waitForTimeout(700);
    for (const code of [before, act]) if (code !== undefined) await page.evaluate(code);
    await page.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
    return new Tried(served, browser, page, member);
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

  /** The difference that remains; a page may still be loading. */
  private async lie(): Promise<string | undefined> {
    const { at = '', act, finally: last, drawn = false } = this.member;
    const fresh = await this.browser.newPage();
    await fresh.goto(this.served.url + at);
    await fresh.waitForTimeout(400);
    if (act !== undefined) await fresh.evaluate(act);
    if (last !== undefined)
      for (const page of [this.page, fresh]) {
        await page.waitForLoadState();
        await page.evaluate(last);
      }
    for (const end = Date.now() + 8_000; ;) {
      const here = await lookAt(this.page).catch(() => ({ dom: 'it is being loaded', styles: [] }));
      const found =
        difference(here, await lookAt(fresh)) ?? (drawn ? await pictures(this.page, fresh) : undefined);
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
  // A whole run tries one member of each class.
  const members = Object.entries(CLASSES)
    .flatMap(([name, members]) =>
      Object.entries(members)
        .slice(0, isShort() ? 1 : undefined)
        .map(([title, member]) => ({ name: `${name}: ${title}`, member })),
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
      // Each failure is reported by its own test.
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
