import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FromPage } from '../../../src/protocol/page';
import { createServer, type DevServer } from '../../../src/server';
import { frontOf } from '../../host/forward';
import { act } from './acts';
import { difference, lookAt } from './look';
import { type RealSite, writeSite } from './sites';

const BUILT = path.resolve('dist/page.js');

type Done = Extract<FromPage, { type: 'done' }>;
type Front = Awaited<ReturnType<typeof frontOf>>;

/** What an edit came to. */
export interface Outcome {
  readonly isPatched: boolean;
  readonly reason: string | undefined;
}

/** A tab at a server of its own, with a visitor before it. */
class Tab {
  private readonly told: Done[] = [];

  private constructor(
    readonly page: Page,
    private readonly front: Front,
    private readonly server: DevServer,
  ) {
    page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => {
        const message = JSON.parse(String(payload)) as FromPage;
        if (message.type === 'done') this.told.push(message);
      }),
    );
  }

  static async open(root: string, onSave: 'auto' | 'patch', context: BrowserContext): Promise<Tab> {
    const server = createServer({ root, pageScript: BUILT, port: 0, onSave });
    const front = await frontOf((await server.listen()).url);
    const tab = new Tab(await context.newPage(), front, server);
    const heard = tab.page.waitForEvent('websocket').then(socket => socket.waitForEvent('framereceived'));
    await tab.page.goto(front.url);
    await heard;
    await tab.page.waitForTimeout(400);
    await visit(tab.page);
    return tab;
  }

  /** Types the text, and saves it; or lets another program write it. */
  async hear(file: string, text: string, isTyped: boolean): Promise<Outcome> {
    const before = this.told.length;
    await this.page.evaluate(() => Object.assign(window, { truth: 'same' }) && undefined);
    if (isTyped) {
      this.server.overlay({ path: file, text, version: 1 });
      await this.until(() => this.told.length > before);
    }
    writeFileSync(file, text);
    if (isTyped) this.server.overlay({ path: file, text: undefined, version: 2 });
    this.server.changed([{ path: file, how: 'saved' }]);
    await this.until(() => this.told.length > before + (isTyped ? 1 : 0));
    await this.page.waitForTimeout(150);
    await this.page.waitForLoadState('load');
    const isPatched = await this.isSame();
    // Fields and scrolling are kept by a reload; the visitor clicks again what scripts have made.
    if (!isPatched) await visit(this.page);
    return { isPatched, reason: this.told.at(-1)?.reason };
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await visit(this.page);
  }

  /** Whether it is still the same document; a reload may come in the middle of the question. */
  private async isSame(): Promise<boolean> {
    try {
      return await this.page.evaluate(() => (window as { truth?: string }).truth === 'same');
    } catch {
      await this.page.waitForLoadState('load');
      return false;
    }
  }

  private async until(is: () => boolean): Promise<void> {
    for (const end = Date.now() + 1_500; !is() && Date.now() < end;) await this.page.waitForTimeout(10);
  }

  /**
   * The first difference from a fresh load, in which the same visitor did the same, that does not pass; undefined for none.
   * @param patience milliseconds in which a difference may pass: a busy machine shows a swapped style sheet late
   */
  async difference(context: BrowserContext, patience: number): Promise<string | undefined> {
    const other = await context.newPage();
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
        // On a busy machine a visitor may have come before the scripts did. Once: a page may answer with a transition.
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
    await this.front.close();
    await this.server.close();
  }
}

/** Does what a visitor does, once the page's elements are defined and have drawn themselves. */
async function visit(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => document.querySelector(':not(:defined)') === null);
  await page.waitForTimeout(300);
  await page.evaluate(act);
}

/** Whether two tabs differ in a picture of what they show, with animations at their end. */
async function pictures(one: Page, two: Page): Promise<string | undefined> {
  const [here, there] = await Promise.all(
    [one, two].map(page => page.screenshot({ animations: 'disabled', caret: 'initial' })),
  );
  if (here!.equals(there!)) return undefined;
  const places = await Promise.all([one, two].map(page => page.evaluate(() => `${scrollX},${scrollY}`)));
  return `the pictures differ, at ${places.join(' and ')}`;
}

/** A site whose author edits it, in a tab that reloads where it must, and in one that only patches. */
export class Edited {
  private constructor(
    readonly root: string,
    private readonly context: BrowserContext,
    private readonly tab: Tab,
    private readonly patched: Tab,
  ) {}

  /** Whether the other tab stayed in the last save. */
  private wasPatched = true;

  static async open(site: RealSite, browser: Browser): Promise<Edited> {
    const root = writeSite(site);
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    await context.route(
      url => url.hostname !== '127.0.0.1',
      route => route.abort('blockedbyclient'),
    );
    const [tab, patched] = await Promise.all(
      (['auto', 'patch'] as const).map(onSave => Tab.open(root, onSave, context)),
    );
    return new Edited(root, context, tab!, patched!);
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
    return this.tab.difference(this.context, 10_000);
  }

  /** Whether the tab that only patches shows what a fresh load shows: the reload of the other one was not needed. */
  async wasNeedless(): Promise<boolean> {
    if (!this.wasPatched) return false;
    const isSame = (await this.patched.difference(this.context, 1_000)) === undefined;
    if (!isSame) await this.patched.reload();
    return isSame;
  }

  async close(): Promise<void> {
    await this.context.close();
    await Promise.all([this.tab.close(), this.patched.close()]);
    rmSync(this.root, { recursive: true, force: true });
  }
}
