import type { Browser, Page } from 'playwright-core';
import type { ShareState } from '../../src/protocol/shareState';
import { serve, type Served } from '../server/support/serve';
import type { Tree } from '../server/support/tree';
import { built } from './visitor';

/** Another address of this machine; macOS has one loopback address of IPv4 only. */
const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';

/** A page on this machine, and the same one on a device that was let in. */
export interface Devices {
  readonly served: Served;
  readonly state: ShareState;
  readonly states: readonly (ShareState | undefined)[];
  readonly desk: Page;
  readonly phone: Page;
  /** Resolves when so many pages are connected. */
  readonly connected: (pages: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openDevices(browser: Browser, tree: Tree, shareSync: boolean): Promise<Devices> {
  const states: (ShareState | undefined)[] = [];
  let count = 0;
  const events = {
    shared: (each: ShareState | undefined) => void states.push(each),
    pages: (pages: number) => void (count = pages),
  };
  const served = await serve(tree, { pageScript: built, shareSync }, {}, events);
  const sharing = await served.server.sharing();
  const state = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
  const [desk, phone] = [await browser.newPage(), await browser.newPage()];
  const connected = async (pages: number): Promise<void> => {
    while (count !== pages) await new Promise(resolve => setTimeout(resolve, 20));
    // The part for devices in step is on its way.
    await desk.waitForTimeout(400);
  };
  await desk.goto(`${served.url}index.html`);
  await phone.goto(state.joinUrl);
  await connected(2);
  const close = async (): Promise<void> => {
    await desk.close();
    await phone.close();
  };
  return { served, state, states, desk, phone, connected, close };
}

export const value = (page: Page, id: string) =>
  page.evaluate(each => (document.getElementById(each) as HTMLInputElement).value, id);

/** Waits until a field has a value. */
export const has = (page: Page, id: string, text: string) =>
  page.waitForFunction(
    ([each, wanted]) => (document.getElementById(each!) as HTMLInputElement).value === wanted,
    [id, text],
    { timeout: 8000 },
  );

/** Waits until a page with this title is open. */
export const isAt = (page: Page, title: string) =>
  page.waitForFunction(wanted => document.title === wanted, title, { timeout: 8000 });

/** A person types into a field, with keys. */
export const type = async (page: Page, id: string, text: string): Promise<void> => {
  await page.click(`#${id}`);
  await page.keyboard.type(text);
};
