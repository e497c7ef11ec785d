import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pause } from '../host/processes';
import { openFile, statusItem, statusSays } from '../host/ui';
import { placeOf, type Desk } from '../workbench/desk';
import type { Bystander } from './noteEvents';
import { htmlText } from './site';

/** A page that is edited in its middle. */
export interface Sample {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The id of a paragraph. */
  readonly place: string;
}

export const LONG: Sample = { name: 'long.html', size: 100_000, place: 'p500' };
/** The same size as in the other measurements of saves. */
export const USUAL: Sample = { name: 'usual.html', size: 10_240, place: 'p50' };
export const LARGE: Sample = { name: 'large.html', size: 1_000_000, place: 'p5000' };
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

/** The two windows and their notes. */
export class Pair {
  /** The whole typed text. */
  typed = '';

  constructor(
    readonly workbench: Page,
    readonly shown: Page,
    readonly name: string,
    /** Line and column, from 1, of the first letter. */
    private readonly place: readonly [line: number, column: number],
  ) {}

  /** Brings the source to the front, with the cursor behind what was typed. */
  async focus(): Promise<void> {
    const [line, column] = this.place;
    await openFile(this.workbench, this.name, line, column + this.typed.length);
  }

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
export async function open(desk: Desk): Promise<{ workbench: Page; port: string }> {
  for (const { name, size } of [USUAL, LONG, LARGE])
    await writeFile(path.join(desk.site, name), htmlText(size));
  const workbench = await desk.open();
  await statusItem(workbench).click();
  await statusSays(workbench, /^\d+$/);
  await workbench.evaluate(noteKeys);
  return { workbench, port: (await statusItem(workbench).textContent())?.trim() ?? '' };
}

/** A page beside its source, with the cursor where it is edited. */
export async function show(
  desk: Desk,
  { workbench, port }: { workbench: Page; port: string },
  { name, place }: Sample,
): Promise<Pair> {
  const shown = await desk.browser.newPage();
  await shown.goto(`http://127.0.0.1:${port}/${name}`);
  await shown.evaluate(noteChanges, place);
  const [line, column] = placeOf(desk.site, name, `id="${place}">`);
  const pair = new Pair(workbench, shown, name, [line, column + `id="${place}">`.length]);
  await pair.focus();
  // The language features have looked at the file, and the page has reported what it uses.
  await pause(3000);
  return pair;
}

export const letterOf = (at: number): string => LETTERS[at % LETTERS.length] ?? 'a';

/** Milliseconds from keys to what follows them. */
export interface Typed {
  /** To the first DOM that has the letter. */
  readonly shown: readonly number[];
  /** To VS Code's event in the extension host. */
  readonly told: readonly number[];
}

/** Types without a rest. */
export async function typing(pair: Pair, letters: number, bystander: Bystander): Promise<Typed> {
  const before = pair.typed.length;
  const began = performance.now();
  for (let at = 0; at < letters; at++) {
    await pair.type(letterOf(at));
    await pause(Math.max(0, began + (at + 1) * PACE - performance.now()));
  }
  const shown: number[] = [];
  const keys: number[] = [];
  for (let at = 0; at < letters; at++) {
    const letter = letterOf(at);
    const key = (await pair.keys(letter)).at(-nth(pair.typed.slice(before + at), letter));
    keys.push(key?.time ?? Number.NaN);
    shown.push((await pair.showed(pair.typed.slice(0, before + at + 1))) - (key?.time ?? Number.NaN));
  }
  const told = await bystander.times(pair.name, letters);
  return { shown, told: told.map((time, at) => time - (keys[at] ?? Number.NaN)) };
}

/** How often a letter comes in a text. */
const nth = (text: string, letter: string): number => text.split(letter).length - 1;
