import type { Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import { until } from '../../server/live/tab';
import type { Served } from '../../server/support/serve';

export type Picked = Extract<FromBridge, { type: 'picked' }>;

const isPicked = (message: FromBridge): message is Picked => message.type === 'picked';

/** Begins or ends pick mode, and waits until the page shows it. */
export async function arm(page: Page, { server }: Served, armed: boolean): Promise<void> {
  server.bridge({ type: 'arm', armed });
  await page.waitForFunction(
    wanted => (getComputedStyle(document.documentElement).cursor === 'crosshair') === wanted,
    armed,
  );
}

/** Picks an element by the keyboard, in pick mode: its name, and the pick; undefined for one that takes no focus. */
export async function pickByKeys(
  page: Page,
  { bridged }: Served,
  selector: string,
  at: number,
): Promise<readonly [name: string, picked: Picked] | undefined> {
  const before = bridged.length;
  const name = await page.evaluate(
    ([wanted, index]) => {
      const element = document.querySelectorAll<HTMLElement>(wanted)[index]!;
      element.setAttribute('tabindex', '-1');
      element.focus();
      return document.activeElement === element ? element.localName : undefined;
    },
    [selector, at] as const,
  );
  if (name === undefined) return undefined;
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  return [name, await until(() => bridged.slice(before).find(isPicked), `a pick of ${name} ${at}`)];
}
