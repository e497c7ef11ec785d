// node all.js [--runs=N] [--rivals] [--quick]: every script whose figures stand in README.md, N times one after the other, then the
// README. Other servers run along in the first run only.
import { spawnSync } from 'node:child_process';
import { say } from '../host/say';
import { script } from './processes';

const RUNS = Number(process.argv.find(arg => arg.startsWith('--runs='))?.slice(7) ?? 1);
const SCRIPTS = [
  'requests',
  'downloads',
  'slow',
  'startup',
  'activation',
  'workspace',
  'memory',
  'updates',
  'crowd',
  'typing',
  'bridge',
  'problems',
  'share',
];
const flags = process.argv.slice(2).filter(arg => !arg.startsWith('--runs='));

function run(file: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  if (status !== 0) say(`✗ ${file} ended with ${status ?? 'a signal'}`);
}

for (let at = 0; at < RUNS; at++) {
  say(`\n▸ Run ${at + 1} of ${RUNS}`);
  for (const name of SCRIPTS) run(script(name), at === 0 ? flags : flags.filter(flag => flag !== '--rivals'));
  run(script('../host/runInVSCode'), ['bench/window', 'bench/blocked', 'bench/problems', 'bench/console']);
}
run(script('readme'), []);
