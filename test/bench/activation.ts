// node activation.js: how long `activate` holds up a window of VS Code that starts, by VS Code's own startup figures.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { median, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { script } from './processes';

/** Other code that starts in the window competes with `activate` for the processors, so one window says little. */
const WINDOWS = 5;

async function activation({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const file = path.join(scratch, 'activation');
  const env = { ...process.env, PORTHOLE_ACTIVATION: file };
  const suites = Array.from({ length: quick ? 3 : WINDOWS }, () => 'bench/activation');
  const { status } = spawnSync(process.execPath, [script('../host/runInVSCode'), ...suites], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`A window ended with ${status ?? 'a signal'}.`);
  const windows = readFileSync(file, 'utf8').trim().split('\n');
  const column = (at: number): number[] => windows.map(line => Number(line.split(' ')[at]));
  const [loads, calls] = [column(0), column(1)];
  return [
    {
      what: '`activate()` by VS Code’s own startup figures',
      value: median(calls),
      unit: 'ms',
      goal: { atMost: 10 },
      ours: `${calls.join(', ')} ms`,
      reference: `its code loads in ${readable(median(loads))} ms`,
    },
  ];
}

measure('activation', activation);
