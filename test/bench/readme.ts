// node readme.js: writes the figures that the other scripts have left in out/bench into README.md beside the sources. A script that has
// left none there keeps the section that it has.
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

function measured(name: string): Measured | undefined {
  const file = path.join(RESULTS, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Measured) : undefined;
}

const section = ({ name, command, date, figures }: Measured): string =>
  `### ${name}\n\n\`${command}\`, ${date.slice(0, 10)}\n\n${figuresTable(figures)}`;

const [head = '', below = ''] = readFileSync(README, 'utf8').split(MARK);
const before = new Map(
  below.split(/^(?=### )/m).map(each => [/^### (.*)/.exec(each)?.[1] ?? '', each.trim()]),
);
const sections = SCRIPTS.flatMap(name => {
  const fresh = measured(name);
  return (fresh ? section(fresh) : before.get(name)) ?? [];
});
const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`;
writeFileSync(README, `${head}${MARK}\n\nMeasured on ${machine}.\n\n${sections.join('\n\n')}\n`);
say(`${README}: ${SCRIPTS.filter(measured).length} of ${SCRIPTS.length} scripts have new figures.`);
