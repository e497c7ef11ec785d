import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    // npm's shell ends at a signal without passing it on, so an orphaned process must end by itself.
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), 500).unref();
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
  // A separate profile: otherwise an open VS Code would take over, and there would be nothing to end.
  const profile = await mkdtemp(path.join(tmpdir(), 'porthole-start-'));
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(path.join(profile, 'User', 'settings.json'), JSON.stringify(QUIET_SETTINGS));
  const extensions = path.join(profile, 'extensions');
  await installOpener(checkout, extensions);
  const args = [
    `--user-data-dir=${profile}`,
    `--extensions-dir=${extensions}`,
    `--extensionDevelopmentPath=${checkout}`,
  ];
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
  const starting = startWorkbench({
    whole: true,
    install: extensions => installOpener(checkout, extensions),
  });
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
    const url = workbench.urlOf({ workspace: site, extension: checkout });
    say(`\nVS Code with Porthole and the sample site:\n\n  ${url}\n\nCtrl-C ends it.`);
    openBrowser(url);
    await Promise.race([interrupted, workbench.failed]);
    say('\n· Ending …');
  } finally {
    await workbench.close();
  }
}

/** Installs a second extension that opens the site's start page and its preview, as a person would. */
async function installOpener(checkout: string, extensions: string): Promise<void> {
  const folder = path.join(extensions, 'porthole-sample.opener-0.0.1');
  await mkdir(folder, { recursive: true });
  await copyFile(path.join(checkout, 'out', 'test', 'host', 'opener.js'), path.join(folder, 'opener.js'));
  const manifest = {
    name: 'opener',
    publisher: 'porthole-sample',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './opener.js',
    activationEvents: ['onStartupFinished'],
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
}

/** Opens a browser if there is a display; otherwise the printed address is enough. */
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
