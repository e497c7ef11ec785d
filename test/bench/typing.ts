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

const NAME = 'long.html';
const SIZE = 100_000;
/** In the middle of the page. */
const PLACE = 'p500';
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

async function open(desk: Desk): Promise<Pair> {
  await writeFile(path.join(desk.site, NAME), htmlText(SIZE));
  const workbench = await desk.open();
  await statusItem(workbench).click();
  await statusSays(workbench, /^\d+$/);
  const port = (await statusItem(workbench).textContent())?.trim() ?? '';
  const shown = await desk.browser.newPage();
  await shown.goto(`http://127.0.0.1:${port}/${NAME}`);
  await shown.evaluate(noteChanges, PLACE);
  const [line, column] = placeOf(desk.site, NAME, `id="${PLACE}">`);
  await openFile(workbench, NAME, line, column + `id="${PLACE}">`.length);
  await workbench.evaluate(noteKeys);
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
    const key = (await pair.keys(letter))[nth(pair.typed, letter, before + at)];
    times.push((await pair.showed(pair.typed.slice(0, before + at + 1))) - (key?.time ?? Number.NaN));
  }
  return times;
}

/** How often a letter came before a place. */
const nth = (text: string, letter: string, at: number): number => text.slice(0, at).split(letter).length - 1;

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

async function setUpdate(desk: Desk, update: 'typing' | 'save'): Promise<void> {
  await mkdir(path.join(desk.site, '.vscode'), { recursive: true });
  await writeFile(
    path.join(desk.site, '.vscode', 'settings.json'),
    JSON.stringify({ 'porthole.update': update }),
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

async function keys({ quick }: Asked): Promise<readonly Figure[]> {
  const desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
  const typed: number[] = [];
  const saved: Saved[] = [];
  try {
    const pair = await open(desk);
    await typing(pair, 20);
    const [rounds, letters, saves] = quick ? [1, 20, 5] : [4, 50, 10];
    for (let round = 0; round < rounds; round++) {
      typed.push(...(await typing(pair, letters)));
      await pair.save();
      await setUpdate(desk, 'save');
      for (let at = -1; at < saves; at++) {
        const time = await saving(desk, pair, at + 1);
        if (at >= 0) saved.push(time);
      }
      await setUpdate(desk, 'typing');
    }
  } finally {
    await desk.close();
  }
  const key = 'key in VS Code → changed DOM, 100 kB page, 10 keys a second';
  const disk = percentile(
    saved.map(each => each.disk),
    0.5,
  );
  return [
    figure(key, typed, 0.5, 60, '–'),
    figure(key, typed, 0.95, 150, '–'),
    figure(
      'save in VS Code → changed DOM, 100 kB page',
      saved.map(each => each.page),
      0.5,
      40,
      `bare watch: ${readable(disk)} ms`,
    ),
  ];
}

measure('typing', keys);
