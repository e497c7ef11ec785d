import { strict as assert } from 'node:assert';
import { rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUpAgain } from './desk';
import { OF_COLOURS, seriousFindings } from '../host/axe';
import { consoleFrame } from './consolePane';
import { walk } from './tabStops';
import { countIs, openTraffic, trafficFrame } from './trafficPane';

/** The contrast that WCAG 2.2 demands of text (1.4.3). */
const LEGIBLE = 4.5;
/** The rows scroll with the keys of the grid around them, which has the focus: axe knows no `aria-activedescendant`. */
const WALKED = 'scrollable-region-focusable: <div class="viewport" role="rowgroup"';
const THEMES = ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'];

describe('the views and the panel in every kind of theme', function () {
  this.timeout(180_000);
  let desk: Desk;
  let page: Page;
  let view: Frame;
  let panel: Frame;
  let log: Frame;
  let phone: Frame;

  before(async () => {
    desk = await setUpAgain({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    const routes = [{ path: '/broken', status: 500, body: 'broken' }];
    await writeFile(path.join(desk.site, 'porthole.routes.json'), JSON.stringify({ routes }));
    // The sample's own page for what is missing would stand before Porthole's.
    await rm(path.join(desk.site, '404.html'));
    page = await desk.open();
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    const url = `http://127.0.0.1:${(await statusItem(page).textContent())?.trim() ?? ''}`;
    view = await openTraffic(page);
    // A status of each class, and one more, which is selected and gets the colour of a selection.
    const etag = (await fetch(`${url}/styles/tokens.css`)).headers.get('etag') ?? '';
    await ask(`${url}/styles/tokens.css`, { 'If-None-Match': etag });
    for (const target of ['/missing.css', '/broken', '/styles/tokens.css?chosen']) await ask(url + target);
    await countIs(page, /^5 requests$/);
    assert.deepEqual(await view.locator('.space .status').allTextContents(), [
      '200',
      '304',
      '404',
      '500',
      '200',
    ]);
    await runCommand(page, 'Porthole: Show Preview');
    panel = await panelFrame(page);
    await opened(panel);
    view = await trafficFrame(page);
    await view.locator('.row', { hasText: 'chosen' }).click();
    await view.locator('.detail dt').first().waitFor();
    log = await logged(page, panel);
    phone = await shared(page);
  });
  after(() => desk?.close());

  for (const theme of THEMES)
    it(`can be read in ${theme}`, async () => {
      await choose(page, theme);
      await eventually(`the view has ${theme}`, async () => {
        const name = await view.evaluate(() => document.body.dataset['vscodeThemeName'] ?? 'none');
        return name.includes(theme) ? true : name;
      });
      const texts = await view.evaluate(textsOf);
      assert.ok(texts.length > 40, `${texts.length} texts`);
      assert.deepEqual(
        texts.filter(({ contrast }) => contrast < LEGIBLE),
        [],
      );
      // A theme only changes colours: all other checks are made in the first one.
      const rules = theme === THEMES[0] ? undefined : OF_COLOURS;
      const all = [view, panel, log, phone].map(frame => seriousFindings(frame, rules));
      const findings = (await Promise.all(all)).flat();
      assert.deepEqual(
        findings.filter(finding => !finding.startsWith(WALKED)),
        [],
      );
    });

  it("gives the server's own pages the colours of the theme, and names the path that was not found", async () => {
    const readable = async (): Promise<void> => {
      const own = panel.childFrames()[0] ?? assert.fail();
      assert.deepEqual(await seriousFindings(own, OF_COLOURS), []);
    };
    for (const theme of THEMES) {
      await choose(page, theme);
      await panel.locator('#address').fill('/indx.html');
      await panel.locator('#address').press('Enter');
      const missing = await pageLike(panel, /indx\.html/);
      assert.match(missing, /\/indx\.html/);
      assert.match(missing, /(?<!d)index\.html/, 'a near name');
      await readable();
      await panel.locator('#address').fill('/about/');
      await panel.locator('#address').press('Enter');
      await eventually('the page', () =>
        said(panel, () => location.pathname === '/about/' && document.readyState === 'complete'),
      );
      await said(panel, posts);
      await pageLike(panel, /No route handles this request/);
      await readable();
    }
    await panel.locator('#address').fill('/');
    await panel.locator('#address').press('Enter');
  });

  it('leads to all that can be clicked by the Tab key, and shows where the focus is', async () => {
    for (const [name, frame, least] of [
      ['traffic', view, 12],
      ['console', log, 7],
      ['share', phone, 7],
      ['panel', panel, 10],
    ] as const) {
      const { stops, missed, dead } = await walk(page, frame);
      assert.ok(stops.length >= least, `${name}: ${stops.map(stop => stop.name).join(', ')}`);
      const unseen = stops.filter(stop => !stop.isSeen).map(stop => stop.name);
      assert.deepEqual({ name, unseen, missed, dead }, { name, unseen: [], missed: [], dead: [] });
    }
    await phone.evaluate(plant);
    const { stops, missed, dead } = await walk(page, phone);
    const unseen = stops.filter(stop => !stop.isSeen);
    assert.deepEqual([missed.length, dead.length, unseen.length], [1, 1, 1], 'what is planted is found');
  });
});

/** Runs in a page: sends a form that no route takes. */
function posts(): boolean {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: '/sent' });
  document.body.append(form);
  setTimeout(() => form.submit());
  return true;
}

/** Mistakes: elements that only a pointer can click, that ignore keys, or that show no focus. */
function plant(): void {
  const [pointed, dead, unseen] = ['div', 'div', 'button'].map(name => document.createElement(name));
  for (const each of [pointed, dead, unseen]) each?.append('planted');
  pointed?.style.setProperty('cursor', 'pointer');
  dead?.setAttribute('role', 'button');
  dead?.setAttribute('tabindex', '0');
  unseen?.style.setProperty('outline', 'none');
  document.querySelector('main')?.append(...[pointed, dead, unseen].flatMap(each => each ?? []));
}

async function choose(page: Page, theme: string): Promise<void> {
  await runCommand(page, 'Preferences: Color Theme');
  await page.locator('.quick-input-widget:visible input[type="text"]').fill(theme);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
}

/** The text of the page in the panel once it has this in it, and the panel's own colour behind it. */
async function pageLike(panel: Frame, text: RegExp): Promise<string> {
  return eventually(`a page with ${text} in the theme's colours`, async () => {
    const [around, shown] = await Promise.all([
      panel.evaluate(() => getComputedStyle(document.body).backgroundColor),
      panel.childFrames()[0]?.evaluate(() => ({
        own: getComputedStyle(document.documentElement).backgroundColor,
        words: document.body.innerText,
      })),
    ]);
    if (!shown || !text.test(shown.words)) return shown?.words ?? 'no page';
    return shown.own === around ? { words: shown.words } : `${shown.own} in ${around}`;
  }).then(({ words }) => words);
}

/** The console view with an object, an error, a warning and a node in it. */
async function logged(page: Page, panel: Frame): Promise<Frame> {
  await runCommand(page, 'Porthole: Show Console');
  const frame = await consoleFrame(page);
  await eventually('the page is there', async () => (await panel.childFrames()[0]?.title()) !== '');
  await eventually('the page is listened to', () =>
    said(panel, () => !/function log/.test(Function.prototype.toString.call(console.log))),
  );
  await said(panel, () => {
    const values = ['b', 1, 2n, true, null, undefined, Symbol('s'), () => 1, { a: 1, b: 'c', d: null }];
    for (const level of ['log', 'warn', 'error'] as const)
      for (const value of [...values, document.body, new Error('an error')]) console[level](level, value);
    console.debug('little');
    return true;
  });
  await frame.locator('.line', { hasText: 'little' }).waitFor();
  return frame;
}

const said = async (panel: Frame, script: () => boolean): Promise<boolean> =>
  (await panel.childFrames()[0]?.evaluate(script)) ?? false;

/** The view of a share with a device, its help unfolded. */
async function shared(page: Page): Promise<Frame> {
  await runCommand(page, 'Porthole: Show on Phone or Tablet');
  const frame = await eventually('the view of the share', async () => {
    for (const each of page.frames()) if ((await each.locator('#code svg').count()) > 0) return each;
    return `${page.frames().length} frames`;
  });
  await frame.evaluate(() => {
    const device = document.querySelector<HTMLTemplateElement>('#device')?.content.cloneNode(true);
    if (device) document.querySelector('#devices')?.append(device);
    document.querySelector('#help')?.removeAttribute('hidden');
  });
  return frame;
}

/** Opens the parts of a panel that are shown on demand: the find bar and a notice. */
async function opened(panel: Frame): Promise<void> {
  await panel.locator('#address').press('Control+f');
  await panel.locator('#find').waitFor();
  await eventually('the page is heard', () => said(panel, () => !/native code/.test(String(window.print))));
  await said(panel, () => {
    setTimeout(() => print());
    return true;
  });
  await panel.locator('#notice').waitFor();
}

/** The document of the preview panel, around the page. */
function panelFrame(page: Page): Promise<Frame> {
  return eventually('the panel is there', async () => {
    for (const frame of page.frames()) if ((await frame.locator('#address').count()) > 0) return frame;
    return `${page.frames().length} frames, none of them with an address bar`;
  });
}

/** Not `fetch`, which cannot send conditional requests of its own. */
function ask(url: string, headers: http.OutgoingHttpHeaders = {}): Promise<unknown> {
  return new Promise(resolve => http.get(url, { headers }, response => response.resume().on('end', resolve)));
}

/** Every text of the view with its contrast to what is behind it, which may shine through. */
function textsOf(): { text: string; contrast: number }[] {
  const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // Relative luminance as WCAG 2.2 defines it, of colours one over the other.
  const luminance = (...colours: readonly string[]): number => {
    if (!brush) return Number.NaN;
    brush.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...brush.getImageData(0, 0, 1, 1).data].map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Element | null): string[] =>
    element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : [];
  return [...document.querySelectorAll<HTMLElement>('.list *, .detail *, footer *')]
    .filter(element => element.checkVisibility())
    .filter(element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE))
    .map(element => {
      const under = behind(element);
      const both = [luminance(...under), luminance(...under, getComputedStyle(element).color)];
      const [dark = 0, light = 0] = both.toSorted((a, b) => a - b);
      return { text: element.textContent ?? '', contrast: (light + 0.05) / (dark + 0.05) };
    });
}
