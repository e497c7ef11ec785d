import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserServer } from 'playwright-core';
import { engineName, launchEngine } from './engine/engines';
import { cacheFolder } from './cache';
import { isLending, lentEngine } from './lent';
import { sharedWithUs } from './sharedWith';

/** Nothing but our own pages may be asked for: no component updates, no sync, no QUIC, no first-run visits. */
const CLOSED_NETWORK = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
];

export const NO_BROWSER =
  'No browser was found, and none could be installed. Install Chrome, Chromium or Edge, or name one in PORTHOLE_BROWSER.';

const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
/**
 * The same engine without a browser's windows, menus and profiles: a page opens in a third of the time, and
 * VS Code two seconds sooner. Features such as the pages kept for Back need `launchWholeBrowser`.
 */
const SHELLS = ['chrome-headless-shell', 'chromium-headless-shell'];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

const UNRAISED = path.join('test', 'host', 'unraised.sh');

/** Path of an installed Chrome, Chromium or Edge; `PORTHOLE_BROWSER` names another. */
export function findBrowser(): string | undefined {
  return asked() ?? (onlyOwn() ? undefined : candidates().find(executable));
}

/** Path of an installed headless shell, unless a browser is named. */
export function findShell(): string | undefined {
  if (asked()) return undefined;
  return (onlyOwn() ? undefined : inPath(SHELLS).find(executable)) ?? ownBrowser();
}

/** Whether installed browsers do not count: `PORTHOLE_BROWSER=own` tries what happens on a machine without one. */
const onlyOwn = (): boolean => process.env['PORTHOLE_BROWSER'] === 'own';

/** The browser that `needBrowser` has put into the cache: a headless shell, by Playwright or from an npm package. */
export function ownBrowser(): string | undefined {
  const home = path.join(cacheFolder(), 'browser');
  const packaged = path.join(home, 'packaged', 'chromium');
  if (executable(packaged)) return packaged;
  if (!existsSync(home)) return undefined;
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const shell = /(^|[\\/])(chrome-headless-shell|headless_shell)(\.exe)?$/;
  return files
    .filter(name => shell.test(name))
    .map(name => path.join(home, name))
    .find(executable);
}

/** A headless shell if there is one, else a whole browser: for tests that depend on the engine alone. */
export async function launchBrowser(flags: Flags = {}): Promise<Browser> {
  const engine = engineName();
  const isPlain = !flags.args && !flags.ignoreDefaultArgs;
  if (engine !== 'chromium') {
    const launch = () => launchEngine(engine);
    return asBrowser(isLending() && isPlain ? lentEngine(engine, launch) : launch());
  }
  const shared = sharedWithUs();
  if (shared && isPlain) return chromium.connect(shared.browser);
  const launch = () => chromium.launch(options(findShell() ?? findBrowser(), flags));
  return isLending() && isPlain ? asBrowser(lentEngine(engine, launch)) : launch();
}

/** A whole browser as people have it, for tests of more than its engine. */
export async function launchWholeBrowser(flags: Flags = {}): Promise<Browser> {
  const engine = engineName();
  if (engine !== 'chromium') return asBrowser(launchEngine(engine));
  return chromium.launch(options(findBrowser() ?? ownBrowser(), flags));
}

/** It has the members of `Browser` that most tests use; the table of the suite `page` names tests that need more. */
const asBrowser = async (browser: Promise<unknown>) => (await browser) as Browser;

/** A browser that several processes share; `launchBrowser` connects to it if `PORTHOLE_SHARED` names it. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer(options(findShell() ?? findBrowser(), {}));
}

interface Flags {
  readonly args?: readonly string[];
  /** Switches that Playwright would give, and must not. */
  readonly ignoreDefaultArgs?: readonly string[];
}

function options(browser: string | undefined, { args = [], ignoreDefaultArgs = [] }: Flags) {
  if (!browser) {
    throw new Error(NO_BROWSER);
  }
  return {
    ...launched(browser),
    args: [...CLOSED_NETWORK, ...args],
    ignoreDefaultArgs: [...ignoreDefaultArgs],
  };
}

function asked(): string | undefined {
  return onlyOwn() ? undefined : process.env['PORTHOLE_BROWSER'] || undefined;
}

/**
 * As root, Chromium gives its own threads a higher priority than all others. No user's browser can do that,
 * so it would distort the tests.
 */
function launched(browser: string): { executablePath: string; env?: NodeJS.ProcessEnv } {
  // The npm package brings libraries that a bare system lacks; they lie beside the program.
  const libraries = path.join(path.dirname(browser), 'lib');
  const base = existsSync(libraries) ? { ...process.env, LD_LIBRARY_PATH: libraries } : process.env;
  const mayRaise = process.platform === 'linux' && process.getuid?.() === 0;
  const executablePath = mayRaise ? findAbove(__dirname, UNRAISED) : undefined;
  if (!executablePath) return { executablePath: browser, env: base };
  return { executablePath, env: { ...base, PORTHOLE_UNRAISED: browser } };
}

/** An executable of the checkout, searched upwards, since bundles of this module lie at several depths. */
function findAbove(from: string, file: string): string | undefined {
  const found = path.join(from, file);
  if (executable(found)) return found;
  const above = path.dirname(from);
  return above === from ? undefined : findAbove(above, file);
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    return MAC.map(name => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(name => process.env[name]);
    return roots.flatMap(root => (root ? WINDOWS.map(name => path.join(root, name)) : []));
  }
  return inPath(NAMES);
}

function inPath(names: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/bin', '/snap/bin');
  return names.flatMap(name => folders.map(folder => path.join(folder, name)));
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
