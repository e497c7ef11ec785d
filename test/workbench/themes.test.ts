import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUp } from './desk';
import { seriousFindings } from '../host/axe';
import { countIs, openTraffic, trafficFrame } from './trafficPane';

/** Contrast that WCAG 2.2 asks of text (1.4.3). */
const LEGIBLE = 4.5;
/** The rows scroll with the keys of the grid around them, which has the focus: axe knows no `aria-activedescendant`. */
const WALKED = 'scrollable-region-focusable: <div class="viewport" role="rowgroup"';
const THEMES = ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'];

describe('the traffic view and the panel in every kind of theme', function () {
  this.timeout(180_000);
  let desk: Desk;
  let page: Page;
  let view: Frame;
  let panel: Frame;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    const routes = [{ path: '/broken', status: 500, body: 'broken' }];
    await writeFile(path.join(desk.site, 'porthole.routes.json'), JSON.stringify({ routes }));
    page = await desk.open();
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    const url = `http://127.0.0.1:${(await statusItem(page).textContent())?.trim() ?? ''}`;
    view = await openTraffic(page);
    // A status of each class, and one more to be selected, which takes the colour of a selection.
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
    view = await trafficFrame(page);
    await view.locator('.row', { hasText: 'chosen' }).click();
    await view.locator('.detail dt').first().waitFor();
  });
  after(() => desk?.close());

  for (const theme of THEMES)
    it(`can be read in ${theme}`, async () => {
      await runCommand(page, 'Preferences: Color Theme');
      await page.locator('.quick-input-widget:visible input[type="text"]').fill(theme);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
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
      const findings = [...(await seriousFindings(view)), ...(await seriousFindings(panel))];
      assert.deepEqual(
        findings.filter(finding => !finding.startsWith(WALKED)),
        [],
      );
    });
});

/** The document of the preview panel, around the page. */
function panelFrame(page: Page): Promise<Frame> {
  return eventually('the panel is there', async () => {
    for (const frame of page.frames()) if ((await frame.locator('#address').count()) > 0) return frame;
    return `${page.frames().length} frames, none of them with an address bar`;
  });
}

/** Not `fetch`, which knows better than to send conditions of its own. */
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
