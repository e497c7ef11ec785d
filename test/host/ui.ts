import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { pause } from './processes';
import type { WindowOptions, Workbench } from './workbench';

/** Milliseconds in which a window, its extension host and our extension must have started. */
const WINDOW_PATIENCE = 60_000;
const PATIENCE = 30_000;

export const VIEWPORT = { width: 1280, height: 800 };

export interface Look {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of the screen for each pixel of CSS. */
  readonly scale?: number;
}

/** Opens a window of the workbench and waits until Porthole's status item is there. */
export async function openWindow(
  browser: Browser,
  workbench: Workbench,
  window: WindowOptions,
  look: Look = {},
): Promise<Page> {
  const { viewport = VIEWPORT, scale = 1 } = look;
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale, colorScheme: 'light' });
  const page = await context.newPage();
  await page.goto(workbench.urlOf(window));
  await statusItem(page).waitFor({ timeout: WINDOW_PATIENCE });
  return page;
}

/** Porthole's item in the status bar. */
export function statusItem(page: Page): Locator {
  return page.locator('.statusbar-item[id^="porthole.porthole"]');
}

/** Waits until the status item's label says so; fails with what it says instead. */
export async function statusSays(page: Page, pattern: RegExp, patience = PATIENCE): Promise<void> {
  await eventually(
    `the status item says ${pattern}`,
    async () => {
      const label = (await statusItem(page).getAttribute('aria-label')) ?? '';
      const text = (await statusItem(page).textContent()) ?? '';
      return pattern.test(text.trim()) || pattern.test(label) ? true : `it says "${text.trim()}", "${label}"`;
    },
    patience,
  );
}

/** Runs a command by its title, as a person does. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await fill(page, `>${title}`);
  // Enter before the list is there would choose the most recent entry instead.
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
}

/**
 * Opens a file, caret at a line and column, from 1. The list may change between a look at it and the key: then it is opened again.
 * @param file its path below the workspace
 */
export async function openFile(page: Page, file: string, line = 1, column = 1, tries = 3): Promise<void> {
  await page.keyboard.press('Control+P');
  await fill(page, `${file}:${line}:${column}`);
  await page.locator(rowOf(file)).waitFor({ timeout: PATIENCE });
  // Not by a click: should the list have gone meanwhile, it would hit the page below.
  await page.keyboard.press('Enter');
  const folder = new URL(page.url()).searchParams.get('folder') ?? '';
  const opened = `.monaco-editor.focused[data-uri$="${encodeURI(`${folder}/${file}`)}"]`;
  const isThere = eventually(`the caret is in line ${line} of ${file}`, async () => {
    const [position = ''] = await page.locator('[id="status.editor.selection"]').allTextContents();
    if (position !== `Ln ${line}, Col ${column}`) return position;
    return (await page.locator(opened).count()) > 0 || `not in ${file}`;
  });
  await isThere.catch((error: unknown) => {
    if (tries === 1) throw error;
    return openFile(page, file, line, column, tries - 1);
  });
}

/** The row of a file in the list: it begins with the name, then the folder. */
function rowOf(file: string): string {
  const { dir, base } = path.posix.parse(file);
  const label = dir ? `${base} ${dir}` : base;
  const ends = [`="${label}"`, `^="${label},"`, `^="${label} unsaved changes"`];
  return ends.map(end => `.quick-input-list .monaco-list-row.focused[aria-label${end}]`).join(', ');
}

async function fill(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input[type="text"]');
  await input.waitFor({ timeout: PATIENCE });
  await input.fill(text);
}

/** Puts text in the place of `length` characters after the cursor of the active editor. */
export async function typeOver(page: Page, length: number, text: string): Promise<void> {
  for (let at = 0; at < length; at++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.type(text);
}

export async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+S');
  await eventually('the file is saved', async () => (await page.locator('.tab.active.dirty').count()) === 0);
}

const isForwarded = (frame: Frame | null): boolean => /^http:\/\/p-\d+\.localhost/.test(frame?.url() ?? '');

/** The page inside the preview panel, once it is there: the frame that the forwarder serves, and none inside that page. */
export async function previewPage(page: Page): Promise<Frame> {
  return eventually('the preview shows a page', () => {
    const shown = page.frames().filter(frame => isForwarded(frame) && !isForwarded(frame.parentFrame()));
    return Promise.resolve(shown.at(-1) ?? `${page.frames().length} frames, none of them of a server`);
  });
}

/**
 * Repeats a question until the answer is neither false nor a string; a string describes the present state.
 * The failure's message ends with the last one.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | false | string>,
  patience = PATIENCE,
): Promise<Exclude<T, false | string>> {
  const until = Date.now() + patience;
  let last: unknown;
  do {
    try {
      last = await ask();
    } catch (error) {
      // A page that is just being replaced answers nothing.
      last = String(error);
    }
    if (last !== false && typeof last !== 'string') return last as Exclude<T, false | string>;
    await pause(50);
  } while (Date.now() < until);
  throw new Error(`${what}: not within ${patience} ms; ${String(last)}`);
}
