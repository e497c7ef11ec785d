// node out/test/host/installCli.js: puts VS Code's server and workbench into the cache, so that no suite pays for it.
import { findBrowser, findShell } from './browser';
import { findDesktop } from './desktop';
import { findFirefox } from './firefox';
import { installWorkbench } from './install';
import { say } from './say';

async function main(): Promise<void> {
  const browser = findBrowser();
  say(
    browser
      ? `  Browser: ${browser}`
      : '  No Chrome, Chromium or Edge: install one or name one in PORTHOLE_BROWSER.',
  );
  say(
    `  Headless shell: ${findShell() ?? 'none, so the browser itself takes its place, which takes longer'}`,
  );
  say(`  Firefox: ${findFirefox() ?? 'none, so nothing is tried in it; PORTHOLE_FIREFOX names one'}`);
  const desktop = await findDesktop();
  const { root } = await installWorkbench();
  say(`  VS Code: ${desktop?.command ?? `server + web workbench in ${root}`}`);
  if (!browser) process.exitCode = 1;
}

void main();
