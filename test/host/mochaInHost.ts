// The extension host calls `run()`: every test file of the suite, through mocha, in this very host; then those of the suites that
// follow it in this window.
import { format } from 'node:util';
import { runFolder } from './mochaRun';
import { MARK } from './say';
import type { HostedSuite } from './suites';
import { takeOver } from './takeOver';

/** Milliseconds a test may take in VS Code. */
const TIMEOUT = 60_000;

export async function run(): Promise<void> {
  markConsole();
  const suites = JSON.parse(need('PORTHOLE_SUITES')) as HostedSuite[];
  let failed = 0;
  for (const [at, suite] of suites.entries()) {
    if (at > 0) await takeOver(suite);
    const outcome = await runFolder(suite.folder, TIMEOUT, suite.outcome);
    failed += outcome.passed === 0 ? Math.max(outcome.failed, 1) : outcome.failed;
  }
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** VS Code writes to the same console: our lines bear a mark, so that the launcher can tell them apart. */
function markConsole(): void {
  const own = console;
  // VS Code ignores assignments to its methods, so the whole object is replaced.
  const marked = Object.create(own) as Console;
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    const value = (...args: unknown[]): void => {
      for (const line of format(...args).split('\n')) own[level](MARK + line);
    };
    Object.defineProperty(marked, level, { value });
  }
  globalThis.console = marked;
}

function need(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is missing: start suites with runInVSCode.js.`);
  return value;
}
