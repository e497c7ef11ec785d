import type { Page } from 'playwright-core';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import { until } from '../../server/live/tab';
import type { Served } from '../../server/support/serve';
import { type Step, stepsThrough } from './steps';

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

/** Picks all elements with a `data-n` by the arrow keys alone, also those that take no focus or have no box. */
export async function* pickAll(page: Page, served: Served): AsyncGenerator<readonly [Step, Picked]> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const all = await page.evaluate(stepsThrough, '[data-made]');
  await arm(page, served, true);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  for (const step of all) {
    for (const key of step.keys) await page.keyboard.press(key);
    if (step.n === '') continue;
    const before = served.bridged.length;
    await page.keyboard.press('Shift+Enter');
    const isThere = (): Picked | undefined => served.bridged.slice(before).find(isPicked);
    yield [step, await until(isThere, `a pick of <${step.name} ${step.n}>`)];
  }
}

/** The start tag of an element of the source. */
export const tagOf = ({ name, n }: Step): RegExp =>
  new RegExp(`^<(?:${name}|image)\\b[^>]*\\bdata-n="?${n}\\b`, 'i');
