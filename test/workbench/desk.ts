import { readFileSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { keep, type KeptWindow, makeReady, takeCleared } from '../host/keptWindow';
import { sharedWithUs } from '../host/sharedWith';
import type { Look } from '../host/ui';
import { openWindow } from '../host/ui';
import type { Workbench } from '../host/workbench';
import { startWorkbench } from '../host/workbench';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');

/** A VS Code in a browser, with Porthole and a copy of the sample site. */
export interface Desk {
  readonly site: string;
  readonly browser: Browser;
  /** @param workspace of this desk's own; the copy of the sample site without one */
  open(look?: Look, workspace?: string): Promise<Page>;
  close(): Promise<void>;
}

/** Turns off what VS Code adds to typed text, and a panel that is as large as one before it. */
const PLAIN = {
  'workbench.panel.opensMaximized': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.autoClosingBrackets': 'never',
  'html.autoClosingTags': false,
};

/**
 * @param installed as an installed extension, which leaves the window's title alone; else as one under development. A function
 *   installs another extension beside it
 * @param sample the folder of `test` to copy
 * @param own whether it shares its VS Code with no other desk
 */
export async function setUp(
  settings: Readonly<Record<string, unknown>>,
  installed: boolean | ((extensions: string) => Promise<void>) = false,
  sample = 'site',
  own = false,
): Promise<Desk> {
  const extension = underTest();
  const { place, site } = await newPlace();
  await copySample(sample, site);
  const [browser, workbench] = await Promise.all([
    launchBrowser(),
    startWorkbench({
      own,
      settings: { ...PLAIN, ...settings },
      ...(installed === true ? { install: folder => copyExtension(extension, folder) } : {}),
      ...(typeof installed === 'function' ? { install: installed } : {}),
    }),
  ]);
  return {
    site,
    browser,
    open: (look, workspace = site) =>
      openWindow(
        browser,
        workbench,
        { workspace, extension: installed === true ? undefined : extension },
        look,
      ),
    close: async () => {
      await Promise.all([browser.close(), workbench.close()]);
      await rm(place, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * The same with a window that others have used before and will use after, with the extension that runs in it. For tests that do not
 * load it again and try nothing that VS Code or Porthole remembers.
 */
export async function setUpAgain(
  settings: Readonly<Record<string, unknown>>,
  sample = 'site',
): Promise<Desk> {
  if (!sharedWithUs()) return setUp(settings, false, sample);
  const taken = await takeCleared();
  const { place, site } = taken ?? (await newPlace());
  await copySample(sample, site);
  const all = { ...PLAIN, ...settings };
  const [browser, workbench] = await Promise.all([launchBrowser(), startWorkbench({ settings: all })]);
  let window: KeptWindow | undefined;
  return {
    site,
    browser,
    open: async () => {
      window = await makeReady(taken ?? (await openKept(workbench, place, site)), all);
      return window.page;
    },
    close: async () => {
      await browser.close();
      if (window) keep(window);
    },
  };
}

/** Opens a window that outlives its desk. */
async function openKept(workbench: Workbench, place: string, site: string): Promise<KeptWindow> {
  const browser = await launchBrowser();
  const page = await openWindow(browser, workbench, { workspace: site, extension: underTest() });
  const close = async (): Promise<void> => {
    await browser.close();
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, place, site, close };
}

const underTest = (): string => path.resolve(process.env['PORTHOLE_EXTENSION'] ?? CHECKOUT);

async function newPlace(): Promise<{ place: string; site: string }> {
  const place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-desk-')));
  return { place, site: path.join(place, 'site') };
}

async function copySample(sample: string, site: string): Promise<void> {
  await cp(path.join(CHECKOUT, 'test', sample), site, { recursive: true });
}

/** Line and column, from 1, where a text is in a file of the site. */
export function placeOf(site: string, file: string, text: string): [line: number, column: number] {
  const lines = readFileSync(path.join(site, file), 'utf8').split('\n');
  const line = lines.findIndex(each => each.includes(text));
  return [line + 1, (lines[line]?.indexOf(text) ?? 0) + 1];
}

async function copyExtension(from: string, extensions: string): Promise<void> {
  const to = path.join(extensions, 'porthole.porthole-0.0.0');
  for (const name of ['package.json', 'package.nls.json', 'dist', 'media', 'l10n']) {
    await cp(path.join(from, name), path.join(to, name), { recursive: true });
  }
}
