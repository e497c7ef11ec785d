import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findDesktop } from './desktop';
import { endGroup, endRuns, startGroup } from './processes';
import { say } from './say';
import { QUIET_SETTINGS, startWorkbench } from './workbench';

/** Opens a VS Code with the extension and the sample site of this checkout; resolves when it is closed or interrupted. */
export async function start(checkout: string): Promise<void> {
  const interrupted = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const site = path.join(checkout, 'test', 'site');
  say('· Looking for a desktop VS Code …');
  const desktop = await findDesktop();
  // A display made by xvfb-run is one that nobody sees.
  if (desktop && desktop.prefix.length === 0) await inDesktop(desktop.command, checkout, site, interrupted);
  else await inWorkbench(checkout, site, interrupted);
}

async function inDesktop(
  command: string,
  checkout: string,
  site: string,
  interrupted: Promise<void>,
): Promise<void> {
  say(`· Opening ${command} …`);
  // A profile of its own: otherwise a VS Code that is already open takes over and there is nothing to end.
  const profile = await mkdtemp(path.join(tmpdir(), 'porthole-start-'));
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(QUIET_SETTINGS));
  const args = [`--user-data-dir=${profile}`, `--extensionDevelopmentPath=${checkout}`];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const window = startGroup(command, [...asRoot, ...args, '--disable-workspace-trust', site], {
    stdio: 'ignore',
  });
  try {
    say('  Porthole serves the sample site in its window. Ctrl-C ends it.');
    await Promise.race([once(window, 'exit'), interrupted]);
  } finally {
    await endGroup(window);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function inWorkbench(checkout: string, site: string, interrupted: Promise<void>): Promise<void> {
  say('· No desktop VS Code here: starting its server and web workbench …');
  const starting = startWorkbench();
  const workbench = await Promise.race([starting, interrupted]);
  if (!workbench) {
    endRuns();
    await starting.then(
      late => late.close(),
      () => undefined,
    );
    return;
  }
  try {
    const url = workbench.urlOf({ workspace: site, extensions: [checkout] });
    say(`\nVS Code with Porthole and the sample site:\n\n  ${url}\n\nCtrl-C ends it.`);
    openBrowser(url);
    await Promise.race([interrupted, workbench.failed]);
    say('\n· Ending …');
  } finally {
    await workbench.close();
  }
}

/** Where there is somebody to look at it; without a browser the printed address is enough. */
function openBrowser(url: string): void {
  const seen = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!seen) return;
  const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ['open', [url]],
    win32: ['rundll32', ['url.dll,FileProtocolHandler', url]],
  };
  const [command, args] = openers[process.platform] ?? ['xdg-open', [url]];
  spawn(command, args, { stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}
