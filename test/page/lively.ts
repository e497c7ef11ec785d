import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { engineName } from '../host/engine/engines';
import { type Served, serve, type Tree } from '../server/support/serve';
import { Author, built } from './author';
import { livelyFiles, type State, stateOf, visit } from './livelyPage';

/** A page in a browser, its server, an author and a visitor. */
export class Desk extends Author {
  private constructor(
    readonly page: Page,
    served: Served,
  ) {
    super(served);
  }

  static async open(page: Page, more: Tree = {}, address = ''): Promise<Desk> {
    const served = await serve(
      { ...(await livelyFiles(page)), ...more },
      { pageScript: built, cleanUrls: true, fallback: 'index.html' },
    );
    await opens(page, served.url + address);
    return new Desk(page, served);
  }

  /** The visitor scrolls, types, ticks, opens and plays. */
  visit(): Promise<State> {
    return visit(this.page);
  }

  state(): Promise<State> {
    return stateOf(this.page);
  }

  /** Waits until a condition holds in the page. */
  async shows(what: string, expected: unknown): Promise<void> {
    const look = (): Promise<unknown> => this.page.evaluate<unknown>(what).catch(String);
    for (let i = 0; i < 400; i++) {
      if (JSON.stringify(await look()) === JSON.stringify(expected)) return;
      await this.page.waitForTimeout(10);
    }
    assert.deepEqual(await look(), expected, what);
  }

  /** The log lines of updates that did not fit. */
  complaints(): string[] {
    return this.served.log.flatMap(entry =>
      entry.kind === 'event' && entry.text.includes('could not take') ? [entry.text] : [],
    );
  }

  /** Waits until all earlier messages have reached the page: messages keep their order. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(200);
  }
}

/** Opens an address and waits until its page has a message from the server. */
export const opens = (page: Page, url: string): Promise<void> =>
  engineName() === 'chromium' ? connected(page, url) : connectedSoon(page, url);

async function connected(page: Page, url: string): Promise<void> {
  let sockets = 0;
  page.on('websocket', socket => socket.once('framereceived', () => sockets++));
  await page.goto(url);
  while (sockets < page.frames().length) await page.waitForTimeout(5);
}

/** The drivers of other engines report no WebSockets. */
async function connectedSoon(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForTimeout(700);
}
