import type { Frame, Page } from 'playwright-core';
import { pause } from '../host/processes';
import { eventually, openFile, previewPage, runCommand } from '../host/ui';
import { animation, type Frame as Moment } from './apng';
import { type Desk, placeOf } from './desk';

/** The page in pick mode. */
async function armed(page: Page): Promise<Frame> {
  await runCommand(page, 'Porthole: Pick Element');
  const shown = await previewPage(page);
  await eventually('pick mode', () =>
    shown.evaluate(() => getComputedStyle(document.body).cursor === 'crosshair'),
  );
  return shown;
}

/** Pick mode over the page: the element under the pointer has its outline and its label. */
export async function picking({ site }: Desk, page: Page): Promise<void> {
  await openFile(page, 'index.html', ...placeOf(site, 'index.html', '<section class="hero"'));
  const shown = await armed(page);
  await shown.locator('.lead').hover({ position: { x: 160, y: 40 } });
}

/** A click that lands: pick mode, the outline, and the caret in the element's source. */
export async function landing({ site }: Desk, page: Page): Promise<Buffer> {
  const frames: Moment[] = [];
  const takes = async (stands: number): Promise<void> => {
    frames.push({ png: await page.screenshot({ caret: 'initial' }), stands });
  };
  await openFile(page, 'index.html', ...placeOf(site, 'index.html', '<title'));
  await takes(900);
  const shown = await armed(page);
  const stops = { '.eyebrow': 500, h1: 500, '.lead': 1100 };
  for (const [selector, milliseconds] of Object.entries(stops)) {
    await shown.locator(selector).hover({ position: { x: 60, y: 6 } });
    await pause(400);
    await takes(milliseconds);
  }
  await shown.locator('.lead').click({ position: { x: 60, y: 6 }, force: true });
  const [line] = placeOf(site, 'index.html', '<p class="lead"');
  await eventually('the caret is there', async () => {
    const said = (await page.locator('[id="status.editor.selection"]').textContent()) ?? '';
    return said.includes(`Ln ${line},`) || said.includes(`Ln ${line + 1},`) ? true : said;
  });
  await takes(300);
  await pause(800);
  await takes(1800);
  return animation(frames);
}

/** The rules of the heading, which R lists in pick mode. */
export async function ruleList({ site }: Desk, page: Page): Promise<void> {
  await openFile(page, 'index.html', ...placeOf(site, 'index.html', '<title'));
  const shown = await armed(page);
  await shown.locator('h1').hover({ position: { x: 60, y: 20 } });
  await shown.evaluate(() => focus());
  await page.keyboard.press('r');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'wins' }).first().waitFor();
}

/** The heading is outlined in the page when the caret moves into its tag; the outline fades soon. */
export async function outlined({ site }: Desk, page: Page): Promise<() => Promise<void>> {
  const [line, column] = placeOf(site, 'index.html', '<h1');
  // Moves the caret from below, since the line above is wrapped.
  await openFile(page, 'index.html', line + 1, column + 4);
  // A clicked row of the list would highlight the border between source and page.
  await page.mouse.move(300, 745);
  const shown = await previewPage(page);
  return async () => {
    await page.keyboard.press('ArrowUp');
    await eventually('an outline', () =>
      shown.evaluate(() => document.documentElement.lastElementChild?.matches(':popover-open') ?? false),
    );
    await pause(300);
  };
}
