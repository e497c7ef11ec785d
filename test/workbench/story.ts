import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import type { Frame, Page } from 'playwright-core';
import { pause } from '../host/processes';
import { eventually, openFile, previewPage, save, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { placeOf } from './desk';

const HEADING = 'Put a loaf aside';
const HALF = 'Keep a bun';
const WHOLE = `${HALF} warm`;

/** A moment of the story, in the words of its caption. */
export type Moment = 'Before' | 'While typing, nothing saved' | 'After the save';

/** The visitor's traces in the page. */
const traces = (shown: Frame): Promise<unknown> =>
  shown.evaluate(() => [
    scrollY,
    ...[...document.forms[0]!.elements].map(element => (element as HTMLInputElement).value),
  ]);

/** The sizes on which the place of the scroll depends. */
const sizes = (shown: Frame): Promise<string> =>
  shown.evaluate(() => {
    const { scrollHeight } = document.documentElement;
    return `page ${scrollHeight}, window ${innerWidth} × ${innerHeight}, at ${scrollY}`;
  });

async function fillIn(shown: Frame): Promise<void> {
  await shown.waitForLoadState('load');
  // A newly loaded page only keeps the keyboard after a person's click.
  await shown.click('[name=name]');
  await shown.fill('[name=name]', 'Ada');
  await shown.selectOption('[name=bread]', 'Fog bun');
  await shown.fill('[name=count]', '3');
  await shown.fill('[name=note]', 'For the first ferry, please.');
  // The preview may still change its size, and its text with it.
  await eventually('the form stands at the top', async () => {
    await shown.evaluate(() => {
      const top = scrollY + document.getElementById('order-title')!.getBoundingClientRect().top - 12;
      scrollTo({ top, behavior: 'instant' });
    });
    await pause(500);
    const at = await shown.evaluate(
      () => document.getElementById('order-title')!.getBoundingClientRect().top,
    );
    return at >= 0 && at < 24 ? true : `its heading is at ${at}`;
  });
}

/** The visitor's traces, once the page has come to rest. */
async function settled(shown: Frame): Promise<unknown> {
  return eventually('the page has come to rest', async () => {
    const before = await traces(shown);
    await pause(500);
    const after = await traces(shown);
    return isDeepStrictEqual(before, after) ? { after } : `it goes on to ${JSON.stringify(after)}`;
  }).then(({ after }) => after);
}

async function heads(shown: Frame, expected: string): Promise<void> {
  await eventually(`the heading is "${expected}"`, async () => {
    const text = await shown.locator('#order-title').textContent();
    return text === expected ? { text } : `it is "${text}"`;
  });
}

/** Types a text letter by letter. */
async function type(page: Page, text: string, typed: () => Promise<void>): Promise<void> {
  for (const letter of text) {
    await page.keyboard.type(letter);
    await typed();
  }
}

/** A visitor fills in a form, while the author changes the heading above it and saves. The form loses nothing. */
export async function tellStory(
  { site }: Desk,
  page: Page,
  see: (moment: Moment) => Promise<void>,
  typed: () => Promise<void> = async () => undefined,
): Promise<void> {
  const at = placeOf(site, 'index.html', `${HEADING}</h2>`);
  await openFile(page, 'index.html', ...at);
  await statusItem(page).click();
  await statusSays(page, /^\d+$/);
  const shown = await previewPage(page);
  await heads(shown, HEADING);
  await fillIn(shown);
  const left = await settled(shown);
  const leftAt = await sizes(shown);
  const moment = async (name: Moment, heading: string): Promise<void> => {
    await heads(shown, heading);
    const now = await traces(shown);
    const told = `${name}: ${JSON.stringify(now)}, ${await sizes(shown)}; was ${JSON.stringify(left)}, ${leftAt}`;
    assert.ok(isDeepStrictEqual(now, left), told);
    await see(name);
  };
  // The author takes the keyboard back from the visitor.
  await page.locator('.tab[data-resource-name="index.html"]').click();
  await openFile(page, 'index.html', ...at);
  await moment('Before', HEADING);
  for (let left = HEADING.length; left > 0; left--) await page.keyboard.press('Shift+ArrowRight');
  await type(page, HALF, typed);
  await moment('While typing, nothing saved', HALF);
  await type(page, WHOLE.slice(HALF.length), typed);
  await save(page);
  await moment('After the save', WHOLE);
}
