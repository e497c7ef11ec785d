import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configureGlobal } from 'fast-check';
import { isLeftOut } from './wholeRun';
import { messageOf, say, sayLeftOut } from './say';
import type { Outcome } from './suites';

/** The bundle of all files of a suite, which leaves out files of its own. */
const JOINED = 'suite.test.js';

/** A test that cannot run, by its full title, and why. */
export interface Limit {
  readonly title: RegExp;
  readonly why: string;
}

/**
 * Runs every test file below a folder in this process and writes the outcome down; the order is that of the names.
 * @param limits tests to leave out, which are named
 */
export async function runFolder(
  folder: string,
  timeout: number,
  outcomeFile: string,
  limits: readonly Limit[] = [],
): Promise<Outcome> {
  process.setSourceMapsEnabled(true);
  const seed = process.env['PORTHOLE_SEED'];
  if (seed) configureGlobal({ seed: Number(seed) });
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // Mocha is a module of the new kind, and this file becomes one of the old kind.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout, reporter: 'spec', color: false });
  const again = process.env['PORTHOLE_AGAIN'];
  if (again) mocha.grep(beginningWith(JSON.parse(again) as string[]));
  const files = names.filter(name => name.endsWith('.test.js')).toSorted();
  const leftOut = files.filter(name => isLeftOut(folder, name));
  sayLeftOut(leftOut.length, files.length);
  for (const name of files) if (!leftOut.includes(name)) mocha.addFile(path.join(folder, name));
  const failures: string[] = [];
  const passed = new Map<string, number>();
  const blocks = new Set<string>();
  await mocha.loadFilesAsync();
  for (const { title, why } of limits) {
    const left = leaveOut(mocha.suite, title);
    say(`· Left out: ${title.source} (${left} tests): ${why}`);
    // A whole run may leave out the file of this test.
    if (left === 0 && leftOut.length === 0 && !files.includes(JOINED))
      failures.push(`No test has the title ${title.source}, which is to be left out.`);
  }
  const stale = failures.length;
  const outcome = await new Promise<Outcome>(resolve => {
    const runner = mocha.run(failed =>
      resolve({
        passed: runner.stats?.passes ?? 0,
        failed: failed + stale,
        failures,
        blocks: [...blocks].map(title => ({ title, passed: passed.get(title) ?? 0 })),
      }),
    );
    runner.on('pass', test => passed.set(blockOf(test), (passed.get(blockOf(test)) ?? 0) + 1));
    runner.on('fail', (test, error) => {
      blocks.add(blockOf(test));
      failures.push(`${test.fullTitle()}\n${messageOf(error)}`);
    });
  });
  writeFileSync(outcomeFile, JSON.stringify(outcome));
  return outcome;
}

/** The title of the outermost block that a test or a hook is in. */
function blockOf(test: Mocha.Runnable): string {
  return test.titlePath()[0] ?? '';
}

/** Matches full titles that begin with one of these. */
function beginningWith(titles: readonly string[]): RegExp {
  const escaped = titles.map(title => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^(?:${escaped.join('|')})(?: |$)`);
}

/** Removes the tests with a title from a suite and those below; returns their number. */
function leaveOut(suite: Mocha.Suite, title: RegExp): number {
  const stay = suite.tests.filter(test => !title.test(test.fullTitle()));
  const left = suite.tests.length - stay.length;
  suite.tests = stay;
  return suite.suites.reduce((sum, inner) => sum + leaveOut(inner, title), left);
}
