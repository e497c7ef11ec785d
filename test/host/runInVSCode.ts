// node out/test/host/runInVSCode.js [suite…]: runs suites of test/editor in a real VS Code, one window each, or one for those that
// follow one another; one with a slash in its name is a path below test.
import { runTests } from '@vscode/test-electron';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findDesktop } from './desktop';
import type { Desktop } from './desktop';
import { messageOf, say, seconds } from './say';
import { share } from './shared';
import { byWindow, findSuites, isOutcome } from './suites';
import type { HostedSuite, Outcome, Suite } from './suites';
import { QUIET_SETTINGS } from './workbench';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');
const BUILT = path.join(CHECKOUT, 'out', 'test');
/** The extension under test: an unpacked package, or the checkout itself. */
const EXTENSION = path.resolve(process.env['PORTHOLE_EXTENSION'] ?? CHECKOUT);
/** Milliseconds that a suite may take. */
const PATIENCE = Number(process.env['PORTHOLE_SUITE_TIMEOUT'] ?? 300_000);

async function main(): Promise<void> {
  const suites = findSuites(CHECKOUT, process.argv.slice(2));
  const desktop = await findDesktop();
  say(`VS Code: ${desktop ? desktop.command : 'server + web workbench'}; extension: ${EXTENSION}`);
  const sharing = desktop ? undefined : await share();
  try {
    await runSuites(suites, desktop, sharing?.env ?? {});
  } finally {
    await sharing?.close();
  }
}

type Environment = Readonly<Record<string, string>>;
type Result = Outcome & { readonly name: string; readonly duration: number };

async function runSuites(suites: readonly Suite[], desktop: Desktop | undefined, env: Environment) {
  const results: Result[] = [];
  for (const together of byWindow(suites)) {
    for (const result of await runTogether(together, desktop, env)) {
      const { name, passed, failed, duration } = result;
      say(`${name}: ${passed} passed, ${failed} failed in ${seconds(duration)}`);
      results.push(result);
    }
    // Written after each window, so that results survive if a later one is cut off.
    const report = process.env['PORTHOLE_REPORT'];
    if (report) writeFileSync(report, JSON.stringify(results));
  }
  process.exitCode = results.length > 0 && results.every(one => one.failed === 0) ? 0 : 1;
}

/** Runs suites in one window. */
async function runTogether(
  suites: readonly Suite[],
  desktop: Desktop | undefined,
  env: Environment,
): Promise<Result[]> {
  const [suite] = suites;
  if (!suite) return [];
  say(`\n── ${suites.map(({ name }) => name).join(', ')}`);
  // A real path, since VS Code's path of the folder must equal the one that tests get from the disk.
  const place = await realpath(await mkdtemp(path.join(tmpdir(), `porthole-${suite.name}-`)));
  const from = Date.now();
  let ended = true;
  try {
    await runTests({
      vscodeExecutablePath: writeLauncher(place),
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: writeEntry(place, suites, env),
      launchArgs: [...copyWorkspace(suite, place), ...profile(suite, place)],
      extensionTestsEnv: {
        // On a shared server a window of several folders may open with none: it gets a server of its own.
        ...(suite.workspace?.endsWith('.code-workspace') ? {} : env),
        PORTHOLE_DESKTOP: desktop ? JSON.stringify(desktop) : '',
        PORTHOLE_TRUSTED: String(suite.trusted),
        PORTHOLE_SUITE_TIMEOUT: String(PATIENCE * suites.length),
      },
    });
  } catch (error) {
    say(messageOf(error));
    ended = false;
  }
  const results = readResults(place, suites, from, ended);
  await rm(place, { recursive: true, force: true, maxRetries: 5 });
  return results;
}

const outcomeOf = (place: string, { name }: Suite): string => path.join(place, `${name}.json`);

/** A suite that did not finish or ran no test counts as one failure. */
function readResults(place: string, suites: readonly Suite[], start: number, ended: boolean): Result[] {
  let from = start;
  const results: Result[] = [];
  for (const suite of suites) {
    const file = outcomeOf(place, suite);
    const read: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    const none = { passed: 0, failed: 0, failures: [], blocks: [] };
    const { passed, failed, failures, blocks } = isOutcome(read) ? read : none;
    const to = isOutcome(read) ? statSync(file).mtimeMs : Date.now();
    const least = passed > 0 ? 0 : 1;
    results.push({
      name: suite.name,
      passed,
      failed: Math.max(failed, least),
      failures,
      blocks,
      duration: to - from,
    });
    from = to;
  }
  const [first] = results;
  // No test failed, but VS Code itself did not end properly.
  if (ended || !first || results.some(({ failed }) => failed > 0)) return results;
  return [{ ...first, failed: 1 }, ...results.slice(1)];
}

/** Suites change their workspace: each gets a copy. A `.code-workspace` file comes with the folders beside it. */
function copyWorkspace({ workspace }: Suite, place: string): string[] {
  if (workspace === undefined) return [];
  const isFile = workspace.endsWith('.code-workspace');
  const from = isFile ? path.dirname(workspace) : workspace;
  const copy = path.join(place, path.basename(from));
  cpSync(from, copy, { recursive: true });
  return [isFile ? path.join(copy, path.basename(workspace)) : copy];
}

function profile(suite: Suite, place: string): string[] {
  const userData = path.join(place, 'user');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...suite.settings };
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings));
  return [`--user-data-dir=${userData}`, `--extensions-dir=${path.join(place, 'extensions')}`];
}

/** A window of a shared server lacks our environment, so the file that it runs contains the needed values. */
function writeEntry(place: string, suites: readonly Suite[], shared: Environment): string {
  const file = path.join(place, 'entry.cjs');
  const hosted = suites.map((suite): HostedSuite => ({
    folder: path.join(BUILT, suite.folder),
    outcome: outcomeOf(place, suite),
    files: suite.workspace,
    settings: suite.settings,
  }));
  const { PORTHOLE_SHORT = '' } = process.env;
  const env = { ...shared, PORTHOLE_SHORT, PORTHOLE_SUITES: JSON.stringify(hosted) };
  const tests = path.join(BUILT, 'host', 'mochaInHost.js');
  const text = `Object.assign(process.env, ${JSON.stringify(env)});\nmodule.exports = require(${JSON.stringify(tests)});\n`;
  writeFileSync(file, text);
  return file;
}

/** `runTests` takes one executable: a script that starts our launcher with this very Node. */
function writeLauncher(place: string): string {
  const launcher = path.join(BUILT, 'host', 'launcher.js');
  const windows = process.platform === 'win32';
  const file = path.join(place, windows ? 'launcher.cmd' : 'launcher.sh');
  const text = windows
    ? `@"${process.execPath}" "${launcher}" %*\r\n`
    : `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`;
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

main().catch((error: unknown) => {
  say(messageOf(error));
  process.exitCode = 1;
});
