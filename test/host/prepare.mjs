// @ts-check
// What `npm start` and `npm test` do before anything is installed: Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
let isEnding = false;

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {number} from what `performance.now()` was */
export function since(from) {
  return (performance.now() - from) / 1000;
}

/** Milliseconds that a program may take to end when its work is done. */
const AFTER = 60_000;

/**
 * Runs a program in the checkout, its output shown as it comes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, limit?: number, held?: boolean, isOver?: () => boolean }} [options] `limit` in
 * milliseconds; with `held` the output is shown at the end, in one piece: others run meanwhile; `isOver` says that the work is
 * done, after which the program has a minute to end
 * @returns {Promise<boolean>} whether it ended well
 */
export function run(
  command,
  args,
  { env = {}, limit = 15 * 60_000, held = false, isOver = () => false } = {},
) {
  // Callers go on to the next program when one was ended: that one would outlive us.
  if (isEnding) return Promise.resolve(false);
  // npm is a .cmd file on Windows, which only a shell can start.
  const shell = windows && command === 'npm';
  const child = spawn(command, [...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: held ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: !windows,
    shell,
  });
  children.add(child);
  /** @type {Buffer[]} */
  const kept = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ chunk) => kept.push(chunk));
  return new Promise(resolve => {
    const from = performance.now();
    let last = from + limit;
    const timer = setInterval(() => {
      if (isOver()) last = Math.min(last, performance.now() + AFTER);
      if (performance.now() < last) return;
      clearInterval(timer);
      say(`✗ ${path.basename(command)} still ran after ${since(from).toFixed(0)} s and was ended:`);
      say(groupOf(child));
      end(child);
    }, 1000);
    const done = (/** @type {boolean} */ well) => {
      clearInterval(timer);
      children.delete(child);
      process.stdout.write(Buffer.concat(kept));
      resolve(well);
    };
    child.once('error', error => {
      say(`✗ ${command}: ${error.message}`);
      done(false);
    });
    child.once(held ? 'close' : 'exit', code => done(code === 0));
  });
}

/** A program that came with npm, by its script: no shell, no search path. */
export function tool(/** @type {string} */ script) {
  return path.join(root, 'node_modules', script);
}

/**
 * Ctrl-C must end what was started, too: programs in groups of their own do not hear it.
 * @param {number} code the exit code then
 * @returns {() => void} gives the signals back
 */
export function endOnSignals(code) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM']);
  const stop = () => {
    isEnding = true;
    for (const child of children) end(child);
    setTimeout(() => process.exit(code), children.size > 0 ? 3500 : 0);
  };
  for (const signal of signals) process.once(signal, stop);
  // npm's shell dies of a signal without handing it on: an orphan works for nobody.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500).unref();
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.removeListener(signal, stop);
  };
}

/** What runs in a program's group, one line each with the share of a processor; nothing where `ps` is not to be had. */
function groupOf(/** @type {import('node:child_process').ChildProcess} */ child) {
  const columns = 'pid,ppid,pcpu,etime,args';
  return spawnSync('ps', ['-o', columns, '-g', String(child.pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  const { pid } = child;
  if (pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), 3000);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/** Installs what package-lock.json asks for and node_modules lacks. */
export async function ensurePackages() {
  if (packagesPresent()) return true;
  say('· Installing the packages of package-lock.json (npm ci) …');
  return run('npm', ['ci', '--no-fund', '--no-audit']);
}

/** npm writes down what it installed; only optional packages (of other systems) may be missing from it. */
function packagesPresent() {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = lockOf(record);
  return Object.entries(lockOf(path.join(root, 'package-lock.json'))).every(
    ([name, entry]) =>
      name === '' || (installed[name] ? installed[name].version === entry.version : entry.optional === true),
  );
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */
function lockOf(/** @type {string} */ file) {
  return /** @type {Lock} */ (JSON.parse(readFileSync(file, 'utf8'))).packages;
}
