import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type DevServer } from '../../../src/server';
import { engineName } from '../../host/engine/engines';
import { frontOf } from '../../host/forward';
import { act } from './acts';
import { difference, lookAt, pictures } from './look';
import { type RealSite, writeSite } from './sites';

const BUILT = path.resolve('dist/page.js');

type Front = Awaited<ReturnType<typeof frontOf>>;

/** The outcome of an edit. */
export interface Outcome {
  readonly isPatched: boolean;
  readonly reason: string | undefined;
}

/** A value of the test in the page; a reload removes it. */
interface Marked {
  truth?: { heard: number };
}

/** Runs in the page: counts the updates that it shows. @returns how many there were */
function mark(): number {
  const marked = window as Marked;
  if (!marked.truth) {
    const truth = { heard: 0 };
    marked.truth = truth;
    document.addEventListener('porthole:after-update', () => (truth.heard += 1));
  }
  return marked.truth.heard;
}

const heard = (): number | undefined => (window as Marked).truth?.heard;

/** The line of the log that tells what a page answered, unless it has applied the update. */
const ANSWER = /^live: \S+ (reloaded|does not reload|could not take)\b[^:]*: ([^]*)$/;

interface Answer {
  /** Whether a load follows. */
  readonly reloads: boolean;
  readonly reason: string | undefined;
}

/** A tab at a server of its own, with a visitor before it. */
class Tab {
  private constructor(
    readonly page: Page,
    private readonly front: Front,
    private readonly server: DevServer,
    /** From the log. */
    private readonly told: readonly Answer[],
  ) {}

  static async open(root: string, onSave: 'auto' | 'patch', desk: Desk): Promise<Tab> {
    const told: Answer[] = [];
    let isThere = false;
    const server = createServer(
      { root, pageScript: BUILT, port: 0, onSave },
      {
        log: entry => {
          const found = entry.kind === 'event' ? ANSWER.exec(entry.text) : null;
          if (found) told.push({ reloads: found[1] !== 'does not reload', reason: found[2] });
        },
        pages: count => (isThere ||= count > 0),
      },
      'debug',
    );
    const front = await frontOf((await server.listen()).url);
    const tab = new Tab(await desk.open(), front, server, told);
    await tab.page.goto(front.url);
    while (!isThere) await tab.page.waitForTimeout(10);
    await tab.page.waitForTimeout(400);
    await visit(tab.page);
    return tab;
  }

  /** Types the text and saves it, or writes it like another program. */
  async hear(file: string, text: string, isTyped: boolean): Promise<Outcome> {
    const isSheet = file.endsWith('.css');
    const type = (): void => {
      this.server.overlay({ path: file, text, version: 1 });
    };
    // Drafts of other files wait for their save.
    if (isTyped && (isSheet || file.endsWith('.html'))) await this.answered(type, 1_500);
    else if (isTyped) type();
    const before = this.told.length;
    const save = (): void => {
      writeFileSync(file, text);
      if (isTyped) this.server.overlay({ path: file, text: undefined, version: 2 });
      this.server.changed([{ path: file, how: 'saved' }]);
    };
    // A page that already shows the draft of a sheet does not answer its save.
    await this.answered(save, isTyped && isSheet ? 200 : 1_500);
    await this.page.waitForTimeout(150);
    const answers = this.told.slice(before);
    if (answers.some(({ reloads }) => reloads)) await this.gone();
    await this.page.waitForLoadState('load');
    const isPatched = (await this.heard()) !== undefined;
    // A reload keeps fields and scrolling; the visitor repeats clicks on elements that scripts have made.
    if (!isPatched) await visit(this.page);
    return { isPatched, reason: answers.at(-1)?.reason };
  }

  /** Acts, and waits until the page shows the result, or has reported that it does not. */
  private async answered(act: () => void, patience: number): Promise<void> {
    const [before, told] = [await this.page.evaluate(mark), this.told.length];
    act();
    for (const end = Date.now() + patience; this.told.length === told && Date.now() < end;) {
      await this.page.waitForTimeout(10);
      if ((await this.heard()) !== before) return;
    }
  }

  /** Waits for the end of a document that has reported its reload. */
  private async gone(): Promise<void> {
    for (const end = Date.now() + 5_000; (await this.heard()) !== undefined && Date.now() < end;)
      await this.page.waitForTimeout(10);
  }

  /** The number of updates that the document has shown; undefined for a new document. The page may be loading. */
  private async heard(): Promise<number | undefined> {
    try {
      return await this.page.evaluate(heard);
    } catch {
      await this.page.waitForLoadState('load');
      return undefined;
    }
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await visit(this.page);
  }

  /**
   * The first lasting difference from a fresh load in which the visitor did the same; undefined for none.
   * @param patience milliseconds after which a difference counts: a busy machine shows a swapped style sheet
   * late
   */
  async difference(desk: Desk, patience: number): Promise<string | undefined> {
    const other = await desk.open();
    try {
      await other.goto(this.front.url);
      await visit(other);
      let found: string | undefined;
      let isAgain = false;
      const end = Date.now() + patience;
      do {
        await this.page.waitForTimeout(100);
        found =
          difference(await lookAt(this.page), await lookAt(other)) ?? (await pictures(this.page, other));
        // On a busy machine, the visitor may have acted before the scripts ran. Repeated once: a page may
        // answer with a transition.
        if (found !== undefined && !isAgain && Date.now() > end - patience / 2) {
          isAgain = true;
          await Promise.all([this.page, other].map(page => page.evaluate(act)));
        }
      } while (found !== undefined && Date.now() < end);
      return found;
    } finally {
      await other.close();
    }
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.front.close();
    await this.server.close();
  }
}

/** Acts like a visitor, once the page's elements are defined and rendered. */
async function visit(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => document.querySelector(':not(:defined)') === null);
  await page.waitForTimeout(300);
  await page.evaluate(act);
}

/** The context in which tabs are opened. */
interface Desk {
  readonly open: () => Promise<Page>;
  readonly end: () => Promise<void>;
}

/** The drivers of other engines have one context, and cannot answer for another server. */
async function deskIn(browser: Browser): Promise<Desk> {
  if (engineName() !== 'chromium') return { open: () => browser.newPage(), end: () => Promise.resolve() };
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.route(
    url => url.hostname !== '127.0.0.1',
    route => route.abort('blockedbyclient'),
  );
  return { open: () => context.newPage(), end: () => context.close() };
}

/** A site that an author edits, in two tabs: one reloads if it must, the other only patches. */
export class Edited {
  private constructor(
    readonly root: string,
    private readonly desk: Desk,
    private readonly tab: Tab,
    private readonly patched: Tab,
  ) {}

  /** Whether the other tab kept its document during the last save. */
  private wasPatched = true;

  static async open(site: RealSite, browser: Browser): Promise<Edited> {
    const root = writeSite(site);
    const desk = await deskIn(browser);
    const [tab, patched] = await Promise.all(
      (['auto', 'patch'] as const).map(onSave => Tab.open(root, onSave, desk)),
    );
    return new Edited(root, desk, tab!, patched!);
  }

  get names(): readonly string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' });
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  async write(name: string, text: string, isTyped: boolean): Promise<Outcome> {
    const file = path.join(this.root, name);
    const [outcome, other] = await Promise.all(
      [this.tab, this.patched].map(tab => tab.hear(file, text, isTyped)),
    );
    this.wasPatched = other!.isPatched;
    return outcome!;
  }

  lie(): Promise<string | undefined> {
    return this.tab.difference(this.desk, 10_000);
  }

  /**
   * Whether the tab that only patches shows the same as a fresh load, so that the reload of the other was
   * needless.
   */
  async wasNeedless(): Promise<boolean> {
    if (!this.wasPatched) return false;
    const isSame = (await this.patched.difference(this.desk, 1_000)) === undefined;
    if (!isSame) await this.patched.reload();
    return isSame;
  }

  /** Loads the page again, so that it shows no mistake any more. */
  afresh(): Promise<void> {
    return this.tab.reload();
  }

  async close(): Promise<void> {
    await Promise.all([this.tab.close(), this.patched.close()]);
    await this.desk.end();
    rmSync(this.root, { recursive: true, force: true });
  }
}
