import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { NO_BROWSER, findBrowser, findShell, ownBrowser } from './browser';
import { cacheFolder } from './cache';
import { run } from './processes';
import { messageOf, say, step } from './say';

/** A headless Chromium for Linux x64 that is part of an npm package. */
const PACKAGED = '@sparticuz/chromium@147.0.0';
/** Where `ownBrowser` looks. */
const home = (): string => path.join(cacheFolder(), 'browser');

/** A browser for the suites: the one that is there, else one that is installed now. */
export async function needBrowser(): Promise<string> {
  const present = findShell() ?? findBrowser();
  if (present) return present;
  // Every suite calls this: after one failed search, the others fail at once.
  if (await isRecent(inVain())) throw new Error(NO_BROWSER);
  say('· No Chrome, Chromium or Edge is here: getting one for the tests …');
  for (const way of [byPlaywright, byAptGet, byPackage]) {
    try {
      await way();
    } catch (error) {
      say(`  ${messageOf(error).split('\n')[0] ?? ''}`);
    }
    const found = findShell() ?? findBrowser();
    if (found) return found;
  }
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(inVain(), '');
  throw new Error(NO_BROWSER);
}

/** Milliseconds for which a failed search counts: the suites of one run. */
const RECENT = 600_000;
const inVain = (): string => path.join(cacheFolder(), 'no-browser');

async function isRecent(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < RECENT;
}

/** Playwright's own download: works if its host can be reached, and fails at once otherwise. */
async function byPlaywright(): Promise<void> {
  const cli = path.resolve(__dirname, '../../../node_modules/playwright-core/cli.js');
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: home() };
  await step('playwright-core install chromium-headless-shell', () =>
    run(process.execPath, [cli, 'install', 'chromium-headless-shell'], { env, timeout: 300_000 }),
  );
}

async function byAptGet(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('apt-get install chromium', async () => {
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
  });
}

/** The package keeps the program and the libraries that a bare system lacks compressed. */
async function byPackage(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  await mkdir(home(), { recursive: true });
  const draft = await mkdtemp(`${home()}-draft-`);
  try {
    await step(PACKAGED, async () => {
      // npm would wait ten seconds and more between its attempts at a registry that cannot be reached.
      await run('npm', ['pack', '--silent', '--fetch-retries=0', PACKAGED], { cwd: draft });
      const [archive = ''] = (await readdir(draft)).filter(name => name.endsWith('.tgz'));
      await run('tar', ['xzf', archive, 'package/bin'], { cwd: draft });
      const bin = path.join(draft, 'package', 'bin');
      await unpack(bin, 'x64/al2023.tar.br');
      await unpack(bin, 'x64/swiftshader.tar.br');
      await unpack(bin, 'x64/chromium.br');
      await rename(bin, path.join(home(), 'packaged'));
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  if (!ownBrowser()) throw new Error(`${PACKAGED} holds no browser.`);
}

async function unpack(bin: string, name: string): Promise<void> {
  const file = [path.join(bin, name), path.join(bin, path.basename(name))].find(each => existsSync(each));
  if (!file) throw new Error(`${PACKAGED} has no ${name}.`);
  const target = path.join(bin, path.basename(name, '.br'));
  await writeFile(target, await promisify(brotliDecompress)(await readFile(file)));
  if (target.endsWith('.tar')) await run('tar', ['xf', target, '-C', bin], {});
  else await chmod(target, 0o755);
}
