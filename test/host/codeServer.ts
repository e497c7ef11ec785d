// node out/test/host/codeServer.js [package]: Porthole's package in a real code-server, by hand: it is no part of the gate.
// Show Preview, typing, a save and a walk through a folder, all behind code-server's own /proxy/PORT/.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launchWholeBrowser } from './browser';
import { installWorkbench } from './install';
import { endGroup, pause, run, startGroup } from './processes';
import { messageOf, say } from './say';
import { eventually, openFile, runCommand, save, statusItem, typeOver } from './ui';
import { QUIET_SETTINGS } from './workbench';

const SITE = {
  'index.html': `<!doctype html>
<link rel="stylesheet" href="style.css">
<h1 id="text">first</h1>
<a id="way" href="docs">docs</a>
`,
  'style.css': '#text { color: rgb(1, 1, 1) }\n',
  'docs/index.html':
    '<!doctype html>\n<link rel="stylesheet" href="../style.css">\n<h1 id="text">docs</h1>\n',
};
const PATIENCE = 60_000;

interface Running {
  readonly origin: string;
  readonly site: string;
  close(): Promise<void>;
}

async function main(): Promise<void> {
  const vsix = path.resolve(process.argv[2] ?? 'porthole.vsix');
  const running = await start(vsix);
  const browser = await launchWholeBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${running.origin}/?folder=${encodeURIComponent(running.site)}`);
    await tryOut(page, running);
    say('✓ code-server: Show Preview, typing, a save and a folder, all behind /proxy/');
  } finally {
    await browser.close();
    await running.close();
  }
}

async function tryOut(page: Page, { origin }: Running): Promise<void> {
  await statusItem(page).waitFor({ timeout: PATIENCE });
  await openFile(page, 'index.html', 3, 15);
  await runCommand(page, 'Porthole: Show Preview');
  const shown = await eventually(
    'the preview is behind /proxy/',
    () => Promise.resolve(frameOf(page, origin)),
    PATIENCE,
  );
  const base = /^.*?\/proxy\/\d+\//.exec(shown.url())?.[0] ?? '';
  say(`· The page is at ${shown.url()}`);
  await sees(shown, 'first');
  await shown.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
  await page.locator('.tab[data-resource-name="index.html"]').click();
  await openFile(page, 'index.html', 3, 15);
  await typeOver(page, 'first'.length, 'typed');
  await sees(shown, 'typed');
  say('· It follows what is typed.');
  await save(page);
  await pause(1000);
  assert.equal(await shown.evaluate('window.mark'), 'same', 'it was loaded again');
  await openFile(page, 'style.css', 1, 16);
  await typeOver(page, 'rgb(1, 1, 1)'.length, 'rgb(2, 2, 2)');
  await eventually('the style is followed', () =>
    shown.evaluate(() => getComputedStyle(document.getElementById('text')!).color === 'rgb(2, 2, 2)'),
  );
  say('· It follows the style that is typed.');
  await shown.evaluate(() => document.getElementById('way')!.click());
  const docs = await eventually('the folder is shown', () => {
    const frame = frameOf(page, origin);
    const isThere = typeof frame === 'string' || frame.url() === `${base}docs/`;
    return Promise.resolve(isThere ? frame : `it is at ${frame.url()}`);
  });
  await sees(docs, 'docs');
  say(`· The folder is at ${docs.url()}`);
}

const sees = (frame: Frame, text: string): Promise<true> =>
  eventually(`the page shows ${text}`, async () => {
    const found = await frame.locator('#text').textContent();
    return found === text ? true : `it shows ${found ?? 'nothing'}`;
  });

function frameOf(page: Page, origin: string): Frame | string {
  const frames = page.frames().map(frame => frame.url());
  return page.frames().find(frame => frame.url().startsWith(`${origin}/proxy/`)) ?? frames.join(' ');
}

/** Installs the package into a code-server of its own, with a home of its own, and starts it. */
async function start(vsix: string): Promise<Running> {
  const { root, node } = await installWorkbench();
  const entry = path.join(root, '..', '..', 'out', 'node', 'entry.js');
  const place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-code-server-')));
  const site = path.join(place, 'site');
  await writeAll(site, SITE);
  await writeAll(path.join(place, 'data'), { 'User/settings.json': JSON.stringify(settings) });
  const env = { ...process.env, HOME: place, XDG_CONFIG_HOME: place, XDG_DATA_HOME: place };
  const folders = [
    '--user-data-dir',
    path.join(place, 'data'),
    '--extensions-dir',
    path.join(place, 'extensions'),
  ];
  await run(node, [entry, ...folders, '--install-extension', vsix], { cwd: place, env });
  const server = startGroup(
    node,
    [entry, ...folders, '--auth', 'none', '--bind-addr', '127.0.0.1:0', ...QUIET],
    { cwd: place, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', chunk => (said += String(chunk)));
  const close = async (): Promise<void> => {
    await endGroup(server);
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  };
  const listening = (): Promise<string> =>
    eventually('code-server listens', () => {
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      return Promise.resolve(found ? { found } : said.slice(-500));
    }).then(({ found }) => found);
  try {
    return { origin: await listening(), site, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const QUIET = [
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
];
const settings = {
  ...QUIET_SETTINGS,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.autoClosingBrackets': 'never',
};

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

main().catch((error: unknown) => {
  say(`✗ code-server: ${messageOf(error)}`);
  process.exitCode = 1;
});
