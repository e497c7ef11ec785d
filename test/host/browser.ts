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
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

const UNRAISED = path.join('test', 'host', 'unraised.sh');

/** Path of an installed Chrome, Chromium or Edge; `PORTHOLE_BROWSER` names another. */
export function findBrowser(): string | undefined {
  const asked = process.env['PORTHOLE_BROWSER'];
  return asked ? asked : candidates().find(executable);
}

export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error(
      'No Chrome, Chromium or Edge was found. Install one, or name one in the environment variable PORTHOLE_BROWSER.',
    );
  }
  return chromium.launch({ ...launched(executablePath), args: [...CLOSED_NETWORK, ...args] });
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
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/bin', '/snap/bin');
  return NAMES.flatMap(name => folders.map(folder => path.join(folder, name)));
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
