import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './cache';
import { run } from './processes';
import { messageOf, say, step } from './say';

/** VS Code 1.139.1: the version of its server and web workbench that this npm package carries. */
const CODE_SERVER = '4.139.1';
/** The workbench's server needs Node 22.15 or later; ours may be older. */
const NODE = '24';

/** VS Code's server + web workbench on this disk. */
export interface InstalledWorkbench {
  /** Folder of VS Code's server. */
  readonly root: string;
  /** The Node that runs it. */
  readonly node: string;
}

/** Finds the workbench in the cache or installs it there (about a minute and a half). */
export async function installWorkbench(): Promise<InstalledWorkbench> {
  const name = `workbench-${CODE_SERVER}-node-${NODE}-${process.platform}-${process.arch}`;
  const home = path.join(cacheFolder(), name);
  if (!existsSync(home))
    await step(`Installing VS Code's server and web workbench into ${home}`, () => install(home));
  return layout(home);
}

function layout(home: string): InstalledWorkbench {
  const node = path.join(home, 'node', 'node_modules', nodePackage(), 'bin', nodeBinary());
  return { root: path.join(home, 'code-server', 'node_modules', 'code-server', 'lib', 'vscode'), node };
}

/** Installs beside `home` and renames at the end, so that the final name always means a complete install. */
async function install(home: string): Promise<void> {
  await mkdir(path.dirname(home), { recursive: true });
  await removeOldDrafts(path.dirname(home));
  const draft = await mkdtemp(`${home}-draft-`);
  try {
    // Two folders, since a later install in the same one prunes the other's optional parts.
    await Promise.all([
      npmInstall(path.join(draft, 'node'), `${nodePackage()}@${NODE}`),
      npmInstall(path.join(draft, 'code-server'), `code-server@${CODE_SERVER}`),
    ]);
    const { root, node } = layout(draft);
    await step('Its own packages', () => npm(['install', '--omit=dev', '--ignore-scripts'], root));
    await step("Its extensions' packages", () =>
      npm(['install', '--omit=dev', '--ignore-scripts'], path.join(root, 'extensions')),
    );
    await step('Its native modules', () => buildNative(root, node));
    await moveIntoPlace(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** An interrupted install leaves its draft; a recent one may belong to another run. */
async function removeOldDrafts(cache: string): Promise<void> {
  for (const name of (await readdir(cache)).filter(each => each.includes('-draft-'))) {
    const draft = path.join(cache, name);
    const age = Date.now() - (await stat(draft)).mtimeMs;
    if (age > 3_600_000) await rm(draft, { recursive: true, force: true });
  }
}

/** Another run may have finished first; its copy is equally good. */
async function moveIntoPlace(draft: string, home: string): Promise<void> {
  try {
    await rename(draft, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  }
}

async function npmInstall(folder: string, spec: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await step(spec, () => npm(['install', '--ignore-scripts', spec], folder));
}

/** Without a compiler the workbench still runs, but it writes no log files: say so and go on. */
async function buildNative(root: string, node: string): Promise<void> {
  const home = path.dirname(path.dirname(node));
  const search = `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`;
  try {
    await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], root, {
      PATH: search,
      npm_config_nodedir: home,
      JOBS: 'max',
      // The logging library takes most of the compiler's time.
      CXXFLAGS: '-O0',
    });
  } catch (error) {
    say(`  could not be built; the workbench works without its log files. ${messageOf(error).slice(-400)}`);
  }
}

async function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await run('npm', [...args, '--no-fund', '--no-audit'], { cwd, env: { ...npmEnvironment(), ...env } });
}

/** Under `npm test`, npm's own variables (`npm_config_…`, `npm_package_…`) refer to another folder. */
function npmEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(local_)?prefix|package|lifecycle)/i.test(name),
    ),
  );
}

function nodePackage(): string {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${system === 'darwin' && process.arch === 'arm64' ? 'bin-darwin' : system}-${process.arch}`;
}

function nodeBinary(): string {
  return process.platform === 'win32' ? 'node.exe' : 'node';
}
