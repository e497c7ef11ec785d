// node typing.js: milliseconds from a key in a real VS Code to the changed DOM of a page in Chromium: typed, and saved.
import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pause } from '../host/processes';
import { setUp, type Desk } from '../workbench/desk';
import { percentile, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { Bystander } from './noteEvents';
import { LARGE, letterOf, LONG, open, type Pair, type Sample, show, typing, USUAL } from './typist';

/** When a save reached the page and the disk, in milliseconds after its key. */
interface Saved {
  readonly page: number;
  readonly disk: number;
}

/** Types a letter that the page does not follow, and saves it. */
async function saving(desk: Desk, pair: Pair, at: number): Promise<Saved> {
  await pair.type(letterOf(at));
  await pause(500);
  const saves = (await pair.keys('S')).length;
  let written = Number.NaN;
  const watcher = watch(desk.site, () => {
    if (Number.isNaN(written)) written = performance.timeOrigin + performance.now();
  });
  await pair.save();
  const showed = await pair.showed(pair.typed);
  const time = (await pair.keys('S'))[saves]?.time ?? Number.NaN;
  await pause(300);
  watcher.close();
  return { page: showed - time, disk: written - time };
}

/** From now on pages follow what is saved, not what is typed. */
async function followSaves(desk: Desk): Promise<void> {
  await mkdir(path.join(desk.site, '.vscode'), { recursive: true });
  await writeFile(
    path.join(desk.site, '.vscode', 'settings.json'),
    JSON.stringify({ 'porthole.update': 'save' }),
  );
  await pause(2000);
}

function figure(
  what: string,
  times: readonly number[],
  share: number,
  atMost: number,
  reference: string,
): Figure {
  const value = percentile(times, share);
  return {
    what: `${what}, p${share * 100} of ${times.length}`,
    value,
    unit: 'ms',
    goal: { atMost },
    ours: `${readable(value)} ms`,
    reference,
  };
}

/** Saves again and again while the page follows saves alone; the first counts for nothing. */
async function savings(desk: Desk, pair: Pair, count: number): Promise<Saved[]> {
  const saved: Saved[] = [];
  for (let at = -1; at < count; at++) {
    const time = await saving(desk, pair, at + 1);
    if (at >= 0) saved.push(time);
  }
  return saved;
}

/** The results, by the sample that was typed into. */
type Keys = ReadonlyMap<Sample, { readonly shown: number[]; readonly told: number[] }>;

/** Types into each sample in turn. The first round counts for nothing. */
async function typings(
  pairs: readonly Pair[],
  rounds: number,
  letters: number,
  by: Bystander,
): Promise<Keys> {
  const samples = [USUAL, LONG, LARGE];
  const keys = new Map(samples.map(sample => [sample, { shown: [] as number[], told: [] as number[] }]));
  for (let round = -1; round < rounds; round++)
    for (const [at, sample] of samples.entries()) {
      const pair = pairs[at];
      if (!pair) continue;
      await pair.focus();
      await pause(1500);
      const { shown, told } = await typing(pair, letters, by);
      if (round < 0) continue;
      keys.get(sample)?.shown.push(...shown);
      keys.get(sample)?.told.push(...told);
    }
  return keys;
}

const PACED = '10 keys a second';

function keyFigures(keys: Keys): Figure[] {
  const at = (sample: Sample, share: number): readonly [number, string] => {
    const { shown = [], told = [] } = keys.get(sample) ?? {};
    return [percentile(shown, share), `${readable(percentile(told, share))} ms to VS Code’s own event`];
  };
  const { shown = [] } = keys.get(LONG) ?? {};
  const key = `key in VS Code → changed DOM, 100 kB page, ${PACED}`;
  const beside = [0.5, 0.95].map((share): Figure => {
    const [small, large] = [at(USUAL, share), at(LARGE, share)];
    return {
      what: `the same, a page of 1 MB beside one of 10 kB, p${share * 100} of ${shown.length}`,
      value: large[0] / small[0],
      unit: '×',
      goal: { atMost: 2 },
      ours: `${readable(large[0])} ms, of it ${large[1]}`,
      reference: `10 kB: ${readable(small[0])} ms, of it ${small[1]}`,
    };
  });
  return [
    figure(key, shown, 0.5, 60, `of it ${at(LONG, 0.5)[1]}`),
    figure(key, shown, 0.95, 150, `of it ${at(LONG, 0.95)[1]}`),
    ...beside,
  ];
}

async function keys({ quick }: Asked): Promise<readonly Figure[]> {
  const by = new Bystander();
  const desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' }, by.install);
  const saved = new Map<Sample, Saved[]>();
  const [rounds, letters, saves] = quick ? [1, 20, 10] : [4, 25, 40];
  try {
    const window = await open(desk);
    const pairs = [];
    for (const sample of [USUAL, LONG, LARGE]) pairs.push(await show(desk, window, sample));
    const typed = await typings(pairs, rounds, letters, by);
    for (const pair of pairs) {
      await pair.focus();
      await pair.save();
      await pause(1000);
    }
    if (process.argv.includes('--keys')) return keyFigures(typed);
    await followSaves(desk);
    for (const [at, sample] of [LONG, USUAL].entries()) {
      const pair = pairs[1 - at];
      await pair?.focus();
      if (pair) saved.set(sample, await savings(desk, pair, saves));
    }
    return [...keyFigures(typed), saveFigure(saved)];
  } finally {
    await desk.close();
  }
}

function saveFigure(saved: ReadonlyMap<Sample, readonly Saved[]>): Figure {
  const median = (sample: Sample, what: keyof Saved): number =>
    percentile(
      (saved.get(sample) ?? []).map(each => each[what]),
      0.5,
    );
  return figure(
    'save in VS Code → changed DOM, 10 KiB page',
    (saved.get(USUAL) ?? []).map(each => each.page),
    0.5,
    40,
    `bare watch: ${readable(median(USUAL, 'disk'))} ms; page of 100 kB: ${readable(median(LONG, 'page'))} ms, its bare watch ${readable(median(LONG, 'disk'))} ms`,
  );
}

measure('typing', keys);
