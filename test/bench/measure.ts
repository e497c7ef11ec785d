import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf, say, seconds } from '../host/say';
import { readable, table } from './figures';

/** One figure that has a goal. */
export interface Figure {
  readonly what: string;
  /** The judged value: a ratio to a reference measured in the same run, or an amount. */
  readonly value: number;
  readonly unit: '×' | 'ms' | 'MiB' | 'ratio' | 'watches' | 's' | 'count';
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  /** The measured values of ours and of the reference, as text. */
  readonly ours: string;
  readonly reference: string;
  /** The values of the last runs, the latest last; only in figures that were kept. */
  readonly runs?: readonly number[];
  /** The same figure of other servers, by name. */
  readonly rivals?: Readonly<Record<string, number>>;
}

/** The results of one script. */
export interface Measured {
  readonly name: string;
  readonly command: string;
  readonly date: string;
  readonly figures: readonly Figure[];
}

/** The command line of a script. */
export interface Asked {
  /** Fewer and shorter rounds: to see that it works and roughly where things are. */
  readonly quick: boolean;
  /** Whether other servers, installed from npm when they are missing, run along. */
  readonly rivals: boolean;
  /** The only part of the script to run; undefined for all parts. */
  readonly only: string | undefined;
  /** A folder that is removed at the end. */
  readonly scratch: string;
}

export const RESULTS = path.resolve(__dirname, '..', '..', 'bench');

export function holds({ value, goal }: Figure): boolean {
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

export function goalText({ goal, unit }: Figure): string {
  const [sign, bound] = 'atLeast' in goal ? ['≥', goal.atLeast] : ['≤', goal.atMost];
  return `${sign} ${bound} ${unit}`;
}

const ONLY = '--only=';
const only = (): string | undefined => process.argv.find(arg => arg.startsWith(ONLY))?.slice(ONLY.length);

const has = (flag: string): boolean => process.argv.includes(flag);

/** Runs a script: prints its figures and keeps them for the README. */
export function measure(name: string, work: (asked: Asked) => Promise<readonly Figure[]>): void {
  const scratch = mkdtempSync(path.join(tmpdir(), 'porthole-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  void report(name, () => work({ quick: has('--quick'), rivals: has('--rivals'), only: only(), scratch }));
}

async function report(name: string, work: () => Promise<readonly Figure[]>): Promise<void> {
  const began = performance.now();
  try {
    const figures = await work();
    say(`\n${figuresTable(figures)}\n\n${name}: ${seconds(performance.now() - began)}`);
    keep({ name, command: commandOf(name), date: new Date().toISOString(), figures });
    process.exit(0);
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
    process.exit(1);
  }
}

function commandOf(name: string): string {
  const args = process.argv.slice(2).filter(arg => !arg.startsWith(ONLY));
  return ['node', `out/test/bench/${name}.js`, ...args].join(' ');
}

/** Runs that are kept of each figure. */
const RUNS = 3;

/** Adds a run to the earlier ones; figures of rivals stay if they do not run this time. */
export function keep(measured: Measured, folder = RESULTS): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${measured.name}.json`);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Measured).figures : [];
  const figures = measured.figures.map(figure => {
    const known = before.find(({ what }) => what === figure.what);
    const rivals = Object.keys(figure.rivals ?? {}).length > 0 ? figure.rivals : known?.rivals;
    const runs = [...(known?.runs ?? []), figure.value].slice(-RUNS);
    return { ...figure, runs, ...(rivals ? { rivals } : {}) };
  });
  const others = before.filter(({ what }) => figures.every(figure => figure.what !== what));
  writeFileSync(file, JSON.stringify({ ...measured, figures: [...figures, ...others] }, null, 2));
}

/** The figures as a Markdown table, with a column for each rival that was measured. */
export function figuresTable(figures: readonly Figure[]): string {
  const rivals = [...new Set(figures.flatMap(figure => Object.keys(figure.rivals ?? {})))];
  const rows = figures.map(figure => [
    figure.what,
    figure.ours,
    figure.reference,
    `${(figure.runs ?? [figure.value]).map(readable).join(' · ')} ${figure.unit}`,
    goalText(figure),
    (figure.runs ?? [figure.value]).every(value => holds({ ...figure, value })) ? '✓' : '✗',
    ...rivals.map(name => readable(figure.rivals?.[name] ?? Number.NaN)),
  ]);
  return table(['What', 'Porthole', 'Reference', 'Figure', 'Goal', '', ...rivals], rows);
}
