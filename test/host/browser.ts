import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Nothing but our own pages may be asked for: no component updates, no sync, no QUIC, no first-run visits. */
const CLOSED_NETWORK = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
];

const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
/**
 * The same engine without what makes a browser of it, its windows, menus and profiles: a page opens in a third of the time, and
 * VS Code two seconds sooner. Some of what a browser adds matters to pages, as the pages it keeps for Back: `launchWholeBrowser`.
 */
const SHELLS = ['chrome-headless-shell', 'chromium-headless-shell'];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

const UNRAISED = path.join('test', 'host', 'unraised.sh');

/** Path of an installed Chrome, Chromium or Edge; `PORTHOLE_BROWSER` names another. */
export function findBrowser(): string | undefined {
  return asked() ?? candidates().find(executable);
}

/** Path of an installed headless shell, unless a browser is named. */
export function findShell(): string | undefined {
  return asked() ? undefined : inPath(SHELLS).find(executable);
}

/** A headless shell where there is one, else a whole browser: for what depends on the engine alone. */
export function launchBrowser(flags: Flags = {}): Promise<Browser> {
  return launch(findShell() ?? findBrowser(), flags);
}

/** A browser as people have it: for what it decides beyond its engine. */
export function launchWholeBrowser(flags: Flags = {}): Promise<Browser> {
  return launch(findBrowser(), flags);
}

interface Flags {
  readonly args?: readonly string[];
  /** Those that Playwright would give, and must not. */
  readonly ignoreDefaultArgs?: readonly string[];
}

async function launch(
  browser: string | undefined,
  { args = [], ignoreDefaultArgs = [] }: Flags,
): Promise<Browser> {
  if (!browser) {
    throw new Error(
      'No Chrome, Chromium or Edge was found. Install one, or name one in the environment variable PORTHOLE_BROWSER.',
    );
  }
  return chromium.launch({
    ...launched(browser),
    args: [...CLOSED_NETWORK, ...args],
    ignoreDefaultArgs: [...ignoreDefaultArgs],
  });
}

function asked(): string | undefined {
  return process.env['PORTHOLE_BROWSER'] || undefined;
}

/**
 * As root Chromium raises its own threads above all others, which nobody else may: what it draws would go before what is tried
 * out, as in no window of a person.
 */
function launched(browser: string): { executablePath: string; env?: NodeJS.ProcessEnv } {
  const mayRaise = process.platform === 'linux' && process.getuid?.() === 0;
  const executablePath = mayRaise ? findAbove(__dirname, UNRAISED) : undefined;
  if (!executablePath) return { executablePath: browser };
  return { executablePath, env: { ...process.env, PORTHOLE_UNRAISED: browser } };
}

/** An executable of the checkout: what is built of this module lies at several depths below it. */
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
