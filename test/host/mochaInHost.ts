// The extension host calls `run()`: every test file of the suite, through mocha, in this very host.
import { format } from 'node:util';
import { runFolder } from './mochaRun';
import { MARK } from './say';

/** Milliseconds a test may take in VS Code. */
const TIMEOUT = 60_000;

export async function run(): Promise<void> {
  markConsole();
  const outcome = await runFolder(need('PORTHOLE_SUITE_FOLDER'), TIMEOUT, need('PORTHOLE_SUITE_OUTCOME'));
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
