// node out/test/host/installCli.js: puts a browser and VS Code's workbench into the cache, so that no suite pays for it.
import { findDesktop } from './desktop';
import { lackOf } from './engine/engines';
import { findFirefox } from './engine/firefox';
import { findWebKit } from './engine/webkit';
import { installWorkbench } from './install';
import { needBrowser } from './installBrowser';
import { messageOf, say } from './say';
import { lackOfWine } from './wine';

async function main(): Promise<void> {
  const browser = await needBrowser().catch((error: unknown) => say(`  ${messageOf(error)}`));
  if (browser) say(`  Browser: ${browser}`);
  say(`  Firefox: ${lackOf('firefox') ?? findFirefox() ?? ''}`);
  say(`  WebKit: ${lackOf('webkit') ?? findWebKit() ?? ''}`);
  say(`  Windows: ${lackOfWine() ?? 'by Wine'}`);
  const desktop = await findDesktop();
  const { root } = await installWorkbench();
  say(`  VS Code: ${desktop?.command ?? `server + web workbench in ${root}`}`);
  if (!browser) process.exitCode = 1;
}

void main();
