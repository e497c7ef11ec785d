import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FromPage } from '../../../src/protocol/page';
import { createServer, type DevServer } from '../../../src/server';
import { launchBrowser } from '../../host/browser';
import { frontOf } from '../../host/forward';
import { edited, generator, type Kind, KINDS, restyled } from './edits';
import { difference, layOutAnew, look, type Look } from './look';
import { type RealSite, SITES, writeSite } from './sites';

const SEED = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));
/** Edits of each kind in each site; the long form takes as many as it is told. */
const ROUNDS = Number(process.env['PORTHOLE_TRUTH'] ?? 1);
const BUILT = path.resolve('dist/page.js');

type Outcome = Extract<FromPage, { type: 'done' }>['outcome'];
type Tally = Record<Kind, { patched: number; all: number }>;

/** A page of a site whose author edits it, beside fresh loads of the same. */
class Edited {
  private readonly outcomes: Outcome[] = [];

  private constructor(
    readonly root: string,
    private readonly front: Awaited<ReturnType<typeof frontOf>>,
    readonly server: DevServer,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => {
        const message = JSON.parse(String(payload)) as FromPage;
        if (message.type === 'done') this.outcomes.push(message.outcome);
      }),
    );
  }

  static async open(site: RealSite, browser: Browser): Promise<Edited> {
    const root = writeSite(site);
    const server = createServer({ root, pageScript: BUILT, port: 0 });
    const front = await frontOf((await server.listen()).url);
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    await context.route(
      url => url.hostname !== '127.0.0.1',
      route => route.abort('blockedbyclient'),
    );
    const edited = new Edited(root, front, server, context, await context.newPage());
    await edited.goTo();
    return edited;
  }

  private async goTo(): Promise<void> {
    const heard = this.page.waitForEvent('websocket').then(socket => socket.waitForEvent('framereceived'));
    await this.page.goto(this.front.url);
    await heard;
    await this.page.waitForTimeout(400);
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  /** Types the text, and saves it; or lets another program write it. */
  async write(name: string, text: string, isTyped: boolean): Promise<boolean> {
    const file = path.join(this.root, name);
    const told = this.outcomes.length;
    await this.page.evaluate(() => Object.assign(window, { truth: 'same' }));
    if (isTyped) {
      this.server.overlay({ path: file, text, version: 1 });
      await this.until(() => this.outcomes.length > told, 1_500);
    }
    writeFileSync(file, text);
    if (isTyped) this.server.overlay({ path: file, text: undefined, version: 2 });
    this.server.changed([{ path: file, how: 'saved' }]);
    await this.until(() => this.outcomes.length > told + (isTyped ? 1 : 0), 1_500);
    await this.page.waitForTimeout(150);
    await this.page.waitForLoadState('load');
    return this.isSame();
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

  /** The first difference from a fresh load that does not pass; undefined for none. */
  async lie(): Promise<string | undefined> {
    const other = await this.context.newPage();
    try {
      await other.goto(this.front.url);
      let found: string | undefined;
      // A machine that does much else shows a swapped stylesheet late.
      const end = Date.now() + 10_000;
      do {
        await this.page.waitForTimeout(100);
        found = difference(await lookAt(this.page), await lookAt(other));
      } while (found !== undefined && Date.now() < end);
      return found;
    } finally {
      await other.close();
    }
  }

  private async until(is: () => boolean, milliseconds: number): Promise<void> {
    for (const end = Date.now() + milliseconds; !is() && Date.now() < end;)
      await this.page.waitForTimeout(10);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.front.close();
    await this.server.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

async function lookAt(page: Page): Promise<Look> {
  await page.evaluate(layOutAnew);
  return page.evaluate(look);
}

describe(`a real site that is edited (PORTHOLE_SEED=${SEED})`, function () {
  this.timeout(600_000);
  let browser: Browser;
  const tally = Object.fromEntries(KINDS.map(kind => [kind, { patched: 0, all: 0 }])) as Tally;
  before(async () => (browser = await launchBrowser()));
  after(() => browser.close());
  after(() => {
    for (const kind of KINDS)
      process.stdout.write(`    ${kind}: ${tally[kind].patched} of ${tally[kind].all} patched\n`);
  });

  for (const [number, site] of SITES.entries()) {
    it(`shows after each save what a fresh load shows: ${site.name}`, async () => {
      const random = generator(SEED + number);
      const desk = await Edited.open(site, browser);
      try {
        assert.equal(await desk.lie(), undefined, 'before any edit');
        for (const kind of KINDS)
          for (let round = 0; round < ROUNDS; round++) await edit(desk, kind, random, tally);
      } finally {
        await desk.close();
      }
    });
  }
});

async function edit(desk: Edited, kind: Kind, random: () => number, tally: Tally): Promise<void> {
  const sheet = readdirSync(desk.root, { recursive: true, encoding: 'utf8' }).find(name =>
    /(?:^|[\\/])(?:page|styles|style|main)\.css$/.test(name),
  );
  const name = kind === 'stylesheet' ? (sheet ?? '') : 'index.html';
  if (name === '') return;
  const old = desk.read(name);
  const text = kind === 'stylesheet' ? restyled(old, random) : edited(old, kind, random);
  if (text === undefined || text === old) return;
  const isTyped = random() < 0.5;
  const isPatched = await desk.write(name, text, isTyped);
  tally[kind].all += 1;
  if (isPatched) tally[kind].patched += 1;
  const lie = isPatched ? await desk.lie() : undefined;
  assert.equal(lie, undefined, `${kind}, ${isTyped ? 'typed' : 'on disk'}: ${changed(old, text)}`);
}

/** The part of a text that an edit changed. */
function changed(old: string, text: string): string {
  let start = 0;
  while (start < old.length && old[start] === text[start]) start++;
  return `…${text.slice(Math.max(0, start - 60), start + 60)}…`;
}
