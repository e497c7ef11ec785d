// node typing.js: milliseconds from a key in a real VS Code to the changed DOM of a page in Chromium: typed, and saved.
import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pause } from '../host/processes';
import { openFile, statusItem, statusSays } from '../host/ui';
import { placeOf, setUp, type Desk } from '../workbench/desk';
import { percentile, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { htmlText } from './site';

/** A page that is edited in its middle. */
interface Sample {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The id of a paragraph. */
  readonly place: string;
}

const LONG: Sample = { name: 'long.html', size: 100_000, place: 'p500' };
/** As the other measurements of saves have it. */
const USUAL: Sample = { name: 'usual.html', size: 10_240, place: 'p50' };
/** Milliseconds between two keys. */
const PACE = 100;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A moment by the clock that both windows share, in milliseconds. */
interface Moment {
  readonly time: number;
  /** The key, or the text that the page then shows. */
  readonly text: string;
}

interface Noting {
  moments: Moment[];
}

/** Runs in the workbench: when each key came. */
function noteKeys(): void {
  const moments: Moment[] = [];
  Object.assign(window, { moments });
  const note = ({ key, timeStamp }: KeyboardEvent): void => {
    moments.push({ time: performance.timeOrigin + timeStamp, text: key });
  };
  addEventListener('keydown', note, { capture: true });
}

/** Runs in the page: when the place that is typed into changed, and to what. */
function noteChanges(id: string): void {
  const moments: Moment[] = [];
  Object.assign(window, { moments });
  const place = document.getElementById(id);
  if (!place) throw new Error(`There is no #${id}.`);
  new MutationObserver(() => {
    moments.push({ time: performance.timeOrigin + performance.now(), text: place.textContent ?? '' });
  }).observe(place, { childList: true, characterData: true, subtree: true });
}

/** Runs in the page: when it first showed a text that begins like this. */
function timeOf(start: string): number | undefined {
  return (window as unknown as Noting).moments.find(({ text }) => text.startsWith(start))?.time;
}

/** Both windows, and what they noted. */
class Pair {
  /** What was typed so far, all of it. */
  typed = '';

  constructor(
    readonly workbench: Page,
    readonly shown: Page,
  ) {}

  async type(letter: string): Promise<void> {
    this.typed += letter;
    await this.workbench.keyboard.press(letter);
  }

  async save(): Promise<void> {
    await this.workbench.keyboard.press('Control+S');
  }

  keys(key: string): Promise<Moment[]> {
    return this.workbench.evaluate(
      wanted => (window as unknown as Noting).moments.filter(({ text }) => text === wanted),
      key,
    );
  }

  /** When the page first showed these letters at its place. */
  async showed(letters: string): Promise<number> {
    const handle = await this.shown.waitForFunction(timeOf, letters, { polling: 20, timeout: 20_000 });
    return Number(await handle.jsonValue());
  }
}

/** A workbench with a server, and the server's port. */
async function open(desk: Desk): Promise<{ workbench: Page; port: string }> {
  for (const { name, size } of [LONG, USUAL]) await writeFile(path.join(desk.site, name), htmlText(size));
  const workbench = await desk.open();
  await statusItem(workbench).click();
  await statusSays(workbench, /^\d+$/);
  await workbench.evaluate(noteKeys);
  return { workbench, port: (await statusItem(workbench).textContent())?.trim() ?? '' };
}

/** A page beside its source, with the cursor where it is edited. */
async function show(
  desk: Desk,
  { workbench, port }: { workbench: Page; port: string },
  { name, place }: Sample,
): Promise<Pair> {
  const shown = await desk.browser.newPage();
  await shown.goto(`http://127.0.0.1:${port}/${name}`);
  await shown.evaluate(noteChanges, place);
  const [line, column] = placeOf(desk.site, name, `id="${place}">`);
  await openFile(workbench, name, line, column + `id="${place}">`.length);
  // The language features have looked at the file, and the page has reported what it uses.
  await pause(3000);
  return new Pair(workbench, shown);
}

const letterOf = (at: number): string => LETTERS[at % LETTERS.length] ?? 'a';

/** Types without a rest; milliseconds from each key to the first DOM that has it. */
async function typing(pair: Pair, letters: number): Promise<number[]> {
  const before = pair.typed.length;
  const began = performance.now();
  for (let at = 0; at < letters; at++) {
    await pair.type(letterOf(at));
    await pause(Math.max(0, began + (at + 1) * PACE - performance.now()));
  }
  const times: number[] = [];
  for (let at = 0; at < letters; at++) {
    const letter = letterOf(at);
    const key = (await pair.keys(letter)).slice(-nth(pair.typed.slice(before + at), letter))[0];
    times.push((await pair.showed(pair.typed.slice(0, before + at + 1))) - (key?.time ?? Number.NaN));
  }
  return times;
}

/** How often a letter comes in a text. */
const nth = (text: string, letter: string): number => text.split(letter).length - 1;

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

async function keys({ quick }: Asked): Promise<readonly Figure[]> {
  const desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
  const typed: number[] = [];
  const saved = new Map<Sample, Saved[]>();
  const [rounds, letters, saves] = quick ? [1, 20, 10] : [4, 50, 40];
  try {
    const window = await open(desk);
    const pair = await show(desk, window, LONG);
    await typing(pair, 20);
    for (let round = 0; round < rounds; round++) typed.push(...(await typing(pair, letters)));
    await pair.save();
    await followSaves(desk);
    saved.set(LONG, await savings(desk, pair, saves));
    await pair.shown.close();
    saved.set(USUAL, await savings(desk, await show(desk, window, USUAL), saves));
  } finally {
    await desk.close();
  }
  const key = 'key in VS Code → changed DOM, 100 kB page, 10 keys a second';
  const median = (sample: Sample, what: keyof Saved): number =>
    percentile(
      (saved.get(sample) ?? []).map(each => each[what]),
      0.5,
    );
  return [
    figure(key, typed, 0.5, 60, '–'),
    figure(key, typed, 0.95, 150, '–'),
    figure(
      'save in VS Code → changed DOM, 10 KiB page',
      (saved.get(USUAL) ?? []).map(each => each.page),
      0.5,
      40,
      `bare watch: ${readable(median(USUAL, 'disk'))} ms; page of 100 kB: ${readable(median(LONG, 'page'))} ms, its bare watch ${readable(median(LONG, 'disk'))} ms`,
    ),
  ];
}

measure('typing', keys);
