// @ts-check
// `npm test`: installs what is missing, builds, checks, packages, runs every suite; the last line is `N passed, N failed`.
// `npm test -- server page loose` builds and runs only these suites; `vscode` stands for several, `fast` for the short tests of four. PORTHOLE_EVERYTHING=1
// counts a suite that cannot run here as one failure.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { endOnSignals, ensurePackages, root, run, say, since, tool } from './host/prepare.mjs';
import { doAll } from './host/lanes.mjs';
import { blocksAgain, suitesAgain, withSecondRun, withSecondTry } from './host/secondTry.mjs';
import { built, hosted, outcomes, runInEditor, runInNode } from './host/suiteRuns.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} seconds
 * @property {readonly string[]} [told] what failed in it, and why
 * @property {readonly string[] | undefined} [retried] what passed at its second try, and why it did not at its first
 */

/** @typedef {import('./host/suiteRuns.mjs').Length} Length */

/** More than these a whole run does not fill: it was tried with two. */
const PROCESSORS = Math.min(2, availableParallelism());
/**
 * The parts of a whole run, the longest first so that they end together, with the processors that each keeps busy: those that are
 * told to take half of one wait for the rest of their time. VS Code's own suites stand for themselves.
 * @type {Record<string, number>}
 */
const LOADS = {
  'server 3/3': 0.5,
  page: 1,
  'server 2/3': 0.5,
  editor: 1,
  'server 1/3': 0.5,
  workbench: 1,
  panel: 0.5,
  sites: 1,
  'page-webkit': 1,
  'page-firefox': 1,
  'server-node22': 0.5,
  'server-node24': 0.5,
  house: 1,
  windows: 1,
  thread: 0.5,
  cli: 1,
};
/** Suites that need neither a browser nor the package, which may still be on their way. */
const EARLY = /^(?:server|cli|thread)/;
/** Suites again behind a forwarder's path, by name only: `page/forwarded.test.ts` tries such a path in every run. */
const ON_REQUEST = ['page-forwarded', 'sites-forwarded'];
const NODE_SUITES = [
  ...Object.keys(LOADS)
    .filter(suite => suite !== 'editor')
    .map(suiteOf),
  ...ON_REQUEST,
];
const unpacked = path.join(root, 'out', 'vsix');
const node = process.execPath;
/** Suites that need neither VS Code nor a browser, and those in VS Code. @type {Record<string, readonly string[]>} */
const GROUPS = { vscode: ['workbench', 'editor'] };
/** The parts of the fast run. */
const FAST = ['server 1/3', 'server 2/3', 'server 3/3', 'house', 'thread', 'cli'];
const isFast = process.argv[2] === 'fast';
const asked = process.argv.slice(2).flatMap(name => GROUPS[name] ?? name);

/** @type {Part[]} */
const parts = [];
const failures = () => parts.filter(part => part.failed > 0);

/**
 * A part that either works or counts as one failure.
 * @param {string} name
 * @param {() => Promise<boolean>} work
 */
async function check(name, work) {
  say(`\n▸ ${name}`);
  const from = performance.now();
  const well = await work();
  const seconds = since(from);
  say(`${well ? '✓' : '✗'} ${name}: ${seconds.toFixed(1)} s`);
  parts.push({ name, passed: 0, failed: well ? 0 : 1, seconds });
  return well;
}

/** The suite of a job, which may be a shard of it. */
function suiteOf(/** @type {string} */ job) {
  return job.split(' ')[0] ?? job;
}

/** One suite that runs in Node, or a shard of it; `extension` is what those that open a window of VS Code try out. */
async function nodeSuite(
  /** @type {string} */ name,
  /** @type {string} */ extension,
  /** @type {Length} */ length = '',
) {
  say(`\n▸ Suite ${name}`);
  const from = performance.now();
  const first = await runInNode(name, { extension, length, again: [] });
  const again = length === '' ? undefined : blocksAgain(first);
  const outcome = again ? withSecondTry(first, await runInNode(name, { extension, length, again })) : first;
  const { passed, failed, failures: told, retried } = outcome;
  parts.push({ name, passed, failed, seconds: since(from), told, retried });
}

/** The suites that run inside VS Code; all of them when none is named. */
async function editorSuites(
  /** @type {readonly string[]} */ names,
  /** @type {string} */ extension,
  /** @type {Length} */ length = '',
) {
  say('\n▸ Suites in a real VS Code');
  const first = await runInEditor(names, { extension, length });
  const again = length === '' ? [] : suitesAgain(first);
  const second = again.length > 0 ? await runInEditor(again, { extension, length }) : [];
  for (const { name, passed, failed, failures: told, retried, duration } of withSecondRun(first, second))
    parts.push({ name: `editor/${name}`, passed, failed, seconds: duration / 1000, told, retried });
}

/** Names of suites in a folder of test/. */
function suitesIn(/** @type {string} */ folder, /** @type {(name: string) => boolean} */ isSuite) {
  return existsSync(folder) ? readdirSync(folder).filter(isSuite) : [];
}

async function build() {
  rmSync(built, { recursive: true, force: true });
  const args = asked.length > 0 && !isFast ? ['--suites'] : ['--production', '--suites'];
  return run(node, ['esbuild.mjs', ...args]);
}

/** @typedef {import('./host/lanes.mjs').Job} Job */

/** Types, lint and format. @returns {Job[]} */
function checks() {
  const held = { held: true };
  const checked = (
    /** @type {string} */ name,
    /** @type {string} */ command,
    /** @type {readonly string[]} */ args,
  ) => ({ name, load: 1, work: async () => void (await check(name, () => run(command, args, held))) });
  return [
    checked('Types (tsc -b)', node, [tool('typescript/bin/tsc'), '-b']),
    checked('Lint (oxlint, type-aware)', 'npm', ['run', '--silent', 'lint']),
    checked('Format (oxfmt)', 'npm', ['run', '--silent', 'format:check']),
  ];
}

/** Waits for what the gate installs by the system meanwhile, and shows what that said. */
async function installed() {
  const file = process.env['PORTHOLE_INSTALLING'];
  if (!file) return;
  for (const end = Date.now() + 10 * 60_000; !existsSync(file) && Date.now() < end;)
    await new Promise(resolve => setTimeout(resolve, 200));
  say(existsSync(file) ? readFileSync(file, 'utf8') : '✗ The system has not installed what is missing.');
}

/** Of what `build` has made: `npm run package` would build it again. */
async function pack() {
  const args = ['package', '--no-dependencies', '--out', 'porthole.vsix'];
  if (!(await run(node, [tool('@vscode/vsce/vsce'), ...args], { held: true }))) return false;
  return run(node, [hosted('unpack.js'), path.join(root, 'porthole.vsix'), unpacked], { held: true });
}

async function everything() {
  if (!(await check('Build', build))) return doAll(checks(), PROCESSORS);
  let isReady = false;
  let isPacked = false;
  const extension = () => (isPacked ? path.join(unpacked, 'extension') : root);
  const prepared = [
    {
      name: 'Ready',
      // On a new machine it unpacks browsers and compiles modules of VS Code's server.
      load: 1,
      work: async () => {
        await installed();
        isReady = await check('VS Code and a browser', () => run(node, [hosted('installCli.js')]));
      },
    },
    {
      name: 'Packed',
      load: 1,
      work: async () => void (isPacked = await check('Package (porthole.vsix)', pack)),
    },
  ];
  const suites = Object.entries(LOADS).map(([name, load]) => ({
    name,
    load,
    needs: EARLY.test(name) ? [] : prepared.map(each => each.name),
    work: async () => {
      if (name !== 'editor') await nodeSuite(name, extension(), 'main');
      else if (isReady) await editorSuites([], extension(), 'main');
    },
  }));
  return doAll([...prepared, ...checks(), ...suites], PROCESSORS);
}

async function fastSuites() {
  if (!(await check('Build', build))) return;
  const jobs = FAST.map(name => ({
    name,
    load: LOADS[name] ?? 1,
    work: () => nodeSuite(name, root, 'fast'),
  }));
  await doAll(jobs, PROCESSORS);
}

async function someSuites() {
  if (!(await check('Build', build))) return;
  const inEditor = suitesIn(path.join(root, 'test', 'editor'), () => true);
  for (const name of asked.filter(suite => NODE_SUITES.includes(suite))) await nodeSuite(name, root);
  const named = asked.filter(suite => inEditor.includes(suite));
  if (named.length > 0 || asked.includes('editor')) await editorSuites(named, root);
  for (const name of asked.filter(suite => ![...NODE_SUITES, ...inEditor, 'editor'].includes(suite))) {
    say(`✗ There is no suite ${name}.`);
    parts.push({ name, passed: 0, failed: 1, seconds: 0 });
  }
}

function summary() {
  const width = Math.max(...parts.map(part => part.name.length));
  say(`\n${'part'.padEnd(width)}  passed  failed  seconds`);
  for (const { name, passed, failed, seconds } of parts) {
    const numbers = [passed, failed].map(count => String(count).padStart(6));
    say(`${name.padEnd(width)}  ${numbers.join('  ')}  ${seconds.toFixed(1).padStart(7)}`);
  }
  // Once more at the end: what is above may be thousands of lines.
  for (const { name, told = [] } of failures()) tell(`✗ ${name}`, told);
  for (const { name, retried = [] } of parts)
    if (retried.length > 0) tell(`↻ ${name}, a second try`, retried);
  const sum = (/** @type {'passed' | 'failed'} */ key) => parts.reduce((total, part) => total + part[key], 0);
  say(`${sum('passed')} passed, ${sum('failed')} failed`);
}

function tell(/** @type {string} */ heading, /** @type {readonly string[]} */ lines) {
  say([heading, ...lines].join('\n').replaceAll('\n', '\n    '));
}

endOnSignals(130);
rmSync(outcomes, { recursive: true, force: true });
mkdirSync(outcomes, { recursive: true });
const chosen = asked.length > 0 ? someSuites : everything;
if (await check('Packages', ensurePackages)) await (isFast ? fastSuites : chosen)();
summary();
process.exitCode = failures().length > 0 ? 1 : 0;
