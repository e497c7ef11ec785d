// The extension host calls `run()`: every test file of the suite, through mocha, in this very host.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { MARK } from './say';

/** Milliseconds a test may take in VS Code. */
const TIMEOUT = 60_000;

export async function run(): Promise<void> {
  const folder = need('PORTHOLE_SUITE_FOLDER');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.test.js'),
  );
  markConsole();
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: TIMEOUT, reporter: 'spec', color: false });
  // A test that brings a server or a window into a state should not leave the next one guessing: files run in order of name.
  for (const file of files.toSorted()) mocha.addFile(path.join(folder, file));
  const outcome = await new Promise<{ passed: number; failed: number }>(resolve => {
    const runner = mocha.run(failed => resolve({ passed: runner.stats?.passes ?? 0, failed }));
  });
  writeFileSync(need('PORTHOLE_SUITE_OUTCOME'), JSON.stringify(outcome));
  if (outcome.failed > 0) throw new Error(`${outcome.failed} failed`);
  if (outcome.passed === 0) throw new Error('The suite ran no test.');
}

/** VS Code writes to the same console: our lines bear a mark, so that the launcher can tell them apart. */
function markConsole(): void {
  const own = console;
  // VS Code's methods cannot be assigned to: its setters swallow the value. So the object itself is another.
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
