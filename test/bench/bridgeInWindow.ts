import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pause } from '../host/processes';
import { openFile, statusItem, statusSays } from '../host/ui';
import { OPEN_SHADOWS } from '../page/openShadows';
import { type Desk, placeOf, setUp } from '../workbench/desk';
import { htmlText } from './site';

/** Milliseconds between two trials: the server accepts ten picks a second, and an outline is in place by then. */
const PACE = 250;
/** Milliseconds that a trial without a result counts as. */
const MOST = 1000;
/** Frames that a movement without an outline counts as. */
const MOST_FRAMES = 60;
const SIZE = 100_000;
const NAME = 'long.html';

interface Noted {
  readonly time: number;
  readonly text: string;
}
type Noting = Window & { noted: Noted[]; shadowRoots: readonly ShadowRoot[] };

/** Runs in the workbench: notes keys, and each caret position that the status bar shows, once it is drawn. */
function noteCarets(): void {
  const noted: Noted[] = [];
  Object.assign(window, { noted });
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => noted.push({ time: performance.timeOrigin + timeStamp, text: key }),
    { capture: true },
  );
  let last = '';
  const look = (): void => {
    const text = document.querySelector('[id="status.editor.selection"]')?.textContent?.trim() ?? '';
    if (text !== last) noted.push({ time: performance.timeOrigin + performance.now(), text: (last = text) });
    requestAnimationFrame(look);
  };
  look();
}

/** Runs in the page before anything else: notes pointers, frames, and each box that is drawn. */
function noteBoxes(): void {
  const noted: Noted[] = [];
  Object.assign(window, { noted });
  for (const type of ['pointerup', 'pointermove'] as const)
    addEventListener(
      type,
      ({ timeStamp, clientY }) =>
        noted.push({ time: performance.timeOrigin + timeStamp, text: `${type} ${clientY}` }),
      { capture: true },
    );
  let last = '';
  const look = (): void => {
    const text = (window as unknown as Noting).shadowRoots
      .flatMap(root => [...root.querySelectorAll('.box')])
      .map(
        box =>
          // The box's place in the document: a page that scrolls may show the next element at the same place
          // of the window.
          `${Math.round(box.getBoundingClientRect().top + scrollY)} ${Math.round(box.getBoundingClientRect().height)}`,
      )
      .join();
    noted.push({
      time: performance.timeOrigin + performance.now(),
      text: text === last ? 'frame' : `box ${text}`,
    });
    last = text;
    requestAnimationFrame(look);
  };
  look();
}

const notedIn = (page: Page): Promise<Noted[]> => page.evaluate(() => (window as unknown as Noting).noted);

/** The first note after a moment. */
const after = (noted: readonly Noted[], time: number, fits: RegExp): Noted | undefined =>
  noted.find(each => each.time >= time && fits.test(each.text));

/** The time of the first such note; `MOST` later if there is none. */
async function comes(page: Page, time: number, fits: RegExp): Promise<number> {
  while (Date.now() < time + MOST) {
    const found = after(await notedIn(page), time, fits);
    if (found) return found.time;
    await pause(50);
  }
  return time + MOST;
}

/** A VS Code with a page of 100 kB and its source. */
export class Windows {
  private picked = 0;

  private constructor(
    private readonly desk: Desk,
    private readonly workbench: Page,
    private readonly shown: Page,
    private readonly url: string,
  ) {}

  static async open(): Promise<Windows> {
    const desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    await writeFile(path.join(desk.site, NAME), htmlText(SIZE));
    const workbench = await desk.open();
    await statusItem(workbench).click();
    await statusSays(workbench, /^\d+$/);
    await workbench.evaluate(noteCarets);
    const port = (await statusItem(workbench).textContent())?.trim() ?? '';
    const shown = await desk.browser.newPage();
    await shown.addInitScript({ content: OPEN_SHADOWS });
    await shown.addInitScript(noteBoxes);
    const url = `http://127.0.0.1:${port}/`;
    await shown.goto(url + NAME);
    await openFile(workbench, NAME);
    await pause(3000);
    return new Windows(desk, workbench, shown, url);
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** Milliseconds from a click with the key held to the caret's new place. */
  async picks(count: number): Promise<number[]> {
    const times: number[] = [];
    await this.shown.keyboard.down('Alt');
    for (let at = 0; at < count; at++) {
      // Another paragraph each time, also in the next round: the caret must move to be seen to.
      const { x, y } = await this.shown.evaluate(
        number => {
          const paragraph = document.getElementById(`p${number}`) ?? document.body;
          paragraph.scrollIntoView({ block: 'center' });
          const { left, top } = paragraph.getBoundingClientRect();
          return { x: left + 20, y: top + 8 };
        },
        10 + (((this.picked += 1) * 7) % 300),
      );
      const from = Date.now();
      await this.shown.mouse.click(x, y);
      await pause(PACE);
      const up = await comes(this.shown, from, /^pointerup/);
      times.push((await comes(this.workbench, up, /^Ln \d/)) - up);
    }
    await this.shown.keyboard.up('Alt');
    await this.shown.mouse.move(0, 0);
    return times;
  }

  /** Milliseconds from a key that moves the caret to the outline that has moved. */
  async carets(count: number): Promise<number[]> {
    const times: number[] = [];
    await this.follow('scroll');
    await openFile(this.workbench, NAME, ...placeOf(this.desk.site, NAME, 'id="p60"'));
    await pause(2500);
    for (let at = 0; at < count; at++) {
      const from = Date.now();
      await this.workbench.keyboard.press('ArrowDown');
      await pause(PACE);
      const key = await comes(this.workbench, from, /^ArrowDown$/);
      times.push((await comes(this.shown, key, /^box \d/)) - key);
    }
    return times;
  }

  /** Frames from a movement of the pointer in pick mode to the outline, in a page of 10,000 elements. */
  async hovers(count: number): Promise<number[]> {
    const rows = Array.from(
      { length: 5_000 },
      (_, at) => `<p title="row ${at}">Row ${at} of <b>many</b>.</p>`,
    );
    await writeFile(
      path.join(this.desk.site, 'many.html'),
      `<!doctype html><style>p { margin: 0; height: 24px }</style>\n${rows.join('\n')}\n`,
    );
    await this.shown.goto(`${this.url}many.html`);
    await pause(1000);
    await this.shown.keyboard.down('Alt');
    await this.shown.mouse.move(300, 10);
    await pause(1000);
    const frames: number[] = [];
    for (let at = 0; at < count; at++) {
      const from = Date.now();
      await this.shown.mouse.move(300, 30 + ((at * 7) % 25) * 24);
      await pause(100);
      const noted = await notedIn(this.shown);
      const moved = after(noted, from, /^pointermove/);
      const box = moved && after(noted, moved.time, /^box \d/);
      const between = ({ time, text }: Noted): boolean =>
        text === 'frame' && time > (moved?.time ?? 0) && time < (box?.time ?? 0);
      frames.push(box ? noted.filter(between).length + 1 : MOST_FRAMES);
    }
    await this.shown.keyboard.up('Alt');
    await this.shown.goto(this.url + NAME);
    await pause(1000);
    return frames;
  }

  /** Milliseconds from a key to the text in the page, while the caret is followed or not; settings are changed between rounds. */
  async typing(letters: number, followCaret: 'scroll' | 'off'): Promise<number[]> {
    await this.follow(followCaret);
    await openFile(this.workbench, NAME, ...placeOf(this.desk.site, NAME, 'id="p90"'));
    await this.workbench.keyboard.press('End');
    await pause(1000);
    const textOf = `document.documentElement.innerText.length`;
    const times: number[] = [];
    for (let at = 0; at < letters; at++) {
      const before = Number(await this.shown.evaluate(textOf));
      const from = Date.now();
      await this.workbench.keyboard.press('x');
      const time = await this.shown.evaluate(async length => {
        const end = Date.now() + 3000;
        while (document.documentElement.innerText.length === length && Date.now() < end)
          await new Promise(resolve => setTimeout(resolve, 2));
        return performance.timeOrigin + performance.now();
      }, before);
      const key = after(await notedIn(this.workbench), from, /^x$/);
      if (key) times.push(time - key.time);
      await pause(60);
    }
    return times;
  }

  private async follow(caret: 'scroll' | 'off'): Promise<void> {
    await mkdir(path.join(this.desk.site, '.vscode'), { recursive: true });
    const settings = JSON.stringify({ 'porthole.followCaret': caret });
    await writeFile(path.join(this.desk.site, '.vscode', 'settings.json'), settings);
  }
}
