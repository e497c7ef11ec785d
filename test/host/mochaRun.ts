import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from './say';
import type { Outcome } from './suites';

/** Runs every test file below a folder in this process and writes the outcome down; the order is that of the names. */
export async function runFolder(folder: string, timeout: number, outcomeFile: string): Promise<Outcome> {
  process.setSourceMapsEnabled(true);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // Mocha is a module of the new kind, and this file becomes one of the old kind.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout, reporter: 'spec', color: false });
  for (const name of names.filter(each => each.endsWith('.test.js')).toSorted()) {
    mocha.addFile(path.join(folder, name));
  }
  const failures: string[] = [];
  const outcome = await new Promise<Outcome>(resolve => {
    const runner = mocha.run(failed => resolve({ passed: runner.stats?.passes ?? 0, failed, failures }));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}\n${messageOf(error)}`));
  });
  writeFileSync(outcomeFile, JSON.stringify(outcome));
  return outcome;
}
