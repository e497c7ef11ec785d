// node out/test/host/runInVSCode.js [suite…]: runs suites of test/editor in a real VS Code, one window each; one with a slash in
// its name is a path below test.
import { runTests } from '@vscode/test-electron';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findDesktop } from './desktop';
import type { Desktop } from './desktop';
import { messageOf, say, seconds } from './say';
import { share } from './shared';
import { findSuites, isOutcome } from './suites';
import type { Outcome, Suite } from './suites';
import { QUIET_SETTINGS } from './workbench';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');
const BUILT = path.join(CHECKOUT, 'out', 'test');
/** The extension under test: an unpacked package, or the checkout itself. */
const EXTENSION = path.resolve(process.env['PORTHOLE_EXTENSION'] ?? CHECKOUT);

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

async function runSuites(suites: readonly Suite[], desktop: Desktop | undefined, env: Environment) {
  const results: (Outcome & { name: string; duration: number })[] = [];
  for (const suite of suites) {
    const from = performance.now();
    const outcome = await runSuite(suite, desktop, env);
    const duration = performance.now() - from;
    say(`${suite.name}: ${outcome.passed} passed, ${outcome.failed} failed in ${seconds(duration)}`);
    results.push({ name: suite.name, ...outcome, duration });
    // After each suite: what was found out stays known when a later one is cut off.
    const report = process.env['PORTHOLE_REPORT'];
    if (report) writeFileSync(report, JSON.stringify(results));
  }
  process.exitCode = results.length > 0 && results.every(one => one.failed === 0) ? 0 : 1;
}

/** A suite that did not come to its end, or that ran no test, counts as one failure. */
async function runSuite(suite: Suite, desktop: Desktop | undefined, env: Environment): Promise<Outcome> {
  say(`\n── ${suite.name}`);
  // A real path: VS Code's own idea of the folder must be equal to what a test finds by asking the disk.
  const place = await realpath(await mkdtemp(path.join(tmpdir(), `porthole-${suite.name}-`)));
  const outcomeFile = path.join(place, 'outcome.json');
  try {
    await runTests({
      vscodeExecutablePath: writeLauncher(place),
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: writeEntry(place, suite, outcomeFile),
      launchArgs: [...copyWorkspace(suite, place), ...profile(suite, place)],
      extensionTestsEnv: {
        // On a shared server a window of several folders may open with none: it gets a server of its own.
        ...(suite.workspace?.endsWith('.code-workspace') ? {} : env),
        PORTHOLE_DESKTOP: desktop ? JSON.stringify(desktop) : '',
        PORTHOLE_TRUSTED: String(suite.trusted),
      },
    });
    return readOutcome(outcomeFile, true);
  } catch (error) {
    say(messageOf(error));
    return readOutcome(outcomeFile, false);
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readOutcome(file: string, ended: boolean): Outcome {
  const read: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const { passed, failed, failures } = isOutcome(read) ? read : { passed: 0, failed: 0, failures: [] };
  return { passed, failed: ended && passed > 0 ? failed : Math.max(failed, 1), failures };
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

/** A window of a shared server does not get our environment: the file that it runs says what it needs. */
function writeEntry(place: string, suite: Suite, outcomeFile: string): string {
  const file = path.join(place, 'entry.cjs');
  const env = { PORTHOLE_SUITE_FOLDER: path.join(BUILT, suite.folder), PORTHOLE_SUITE_OUTCOME: outcomeFile };
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
