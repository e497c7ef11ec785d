import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import type { Place } from '../../../src/protocol/place';
import { heard } from '../../host/heard';
import { until } from '../../server/live/tab';
import { type Served, serve, type Tree } from '../../server/support/serve';
import { built } from '../author';

/** A page in a browser that is connected, and the server that hears what is picked in it. */
export class PickingDesk {
  private constructor(
    readonly page: Page,
    readonly served: Served,
  ) {}

  static async open(page: Page, tree: Tree, address = ''): Promise<PickingDesk> {
    const served = await serve(tree, { pageScript: built });
    const desk = new PickingDesk(page, served);
    await desk.goes(address);
    return desk;
  }

  async goes(address: string): Promise<void> {
    const connected = heard(this.page, '"pick"');
    await this.page.goto(this.served.url + address);
    await connected;
  }

  /** Turns pick mode on; resolves when the page shows its crosshair. */
  async arms(): Promise<void> {
    this.served.server.bridge({ type: 'arm', armed: true });
    await this.page.waitForFunction(() => getComputedStyle(document.body).cursor === 'crosshair');
  }

  async isArmed(): Promise<boolean> {
    return this.page.evaluate(() => getComputedStyle(document.body).cursor === 'crosshair');
  }

  /** Acts, and returns the next pick that reaches the editor. */
  async picked(act: () => Promise<unknown>): Promise<Extract<FromBridge, { type: 'picked' }>> {
    const before = this.picks.length;
    await act();
    return until(() => this.picks[before], 'a pick');
  }

  /** Acts, and asserts that no pick reaches the editor. */
  async picksNothing(act: () => Promise<unknown>): Promise<void> {
    const before = this.served.bridged.filter(({ type }) => type !== 'armed').length;
    await act();
    await this.page.waitForTimeout(250);
    assert.equal(this.served.bridged.filter(({ type }) => type !== 'armed').length, before);
  }

  private get picks(): Extract<FromBridge, { type: 'picked' }>[] {
    return this.served.bridged.filter(message => message.type === 'picked');
  }
}

/** The text from the caret to the end of its line. */
export const atCaret = (text: string, { start: { line, column } }: Place): string =>
  text.split(/\r\n|\r|\n/)[line]?.slice(column) ?? '';
