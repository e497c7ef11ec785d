// node readme.js: writes the figures that the other scripts have left in out/bench into README.md beside the sources.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import path from 'node:path';
import { say } from '../host/say';
import { figuresTable, type Measured, RESULTS } from './measure';

const README = path.resolve(__dirname, '..', '..', '..', 'test', 'bench', 'README.md');
const MARK = '<!-- Everything below is written by readme.ts. -->';
/** In the order in which they are told. */
const SCRIPTS = [
  'requests',
  'downloads',
  'slow',
  'startup',
  'activation',
  'workspace',
  'memory',
  'window',
  'blocked',
  'updates',
  'crowd',
  'typing',
  'bridge',
  'problems',
  'share',
];

function measured(name: string): readonly Measured[] {
  const file = path.join(RESULTS, `${name}.json`);
  return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Measured] : [];
}

const section = ({ name, command, date, figures }: Measured): string =>
  `### ${name}\n\n\`${command}\`, ${date.slice(0, 10)}\n\n${figuresTable(figures)}\n`;

const all = SCRIPTS.flatMap(measured);
const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`;
const [head = ''] = readFileSync(README, 'utf8').split(MARK);
writeFileSync(README, `${head}${MARK}\n\nMeasured on ${machine}.\n\n${all.map(section).join('\n')}`);
say(`${README}: ${all.length} of ${SCRIPTS.length} scripts have figures.`);
