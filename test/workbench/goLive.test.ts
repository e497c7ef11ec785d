import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import {
  eventually,
  openFile,
  previewPage,
  runCommand,
  save,
  statusItem,
  statusSays,
  typeOver,
} from '../host/ui';
import type { Desk } from './desk';
import { placeOf, setUp } from './desk';

const HEADLINE = 'Bread for people who leave early.';

describe('Go Live in the workbench', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never' });
    page = await desk.open();
  });
  after(() => desk?.close());

  it('offers Go Live in the status bar', () => statusSays(page, /^Go Live$/));

  it('serves and shows the page beside its source at a click', async () => {
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', HEADLINE));
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    await headlineIs(page, HEADLINE);
  });

  it('loads everything that the page asks for', async () => {
    const shown = await previewPage(page);
    await eventually('all pictures are there', async () => {
      const broken = await shown.evaluate(() =>
        [...document.images]
          .filter(image => !image.complete || image.naturalWidth === 0)
          .map(image => image.src),
      );
      return broken.length === 0 ? { broken } : broken.join(' ');
    });
    assert.equal(await colourOf(shown, '.button'), 'rgb(242, 165, 65)');
  });

  it('follows what is edited and saved, and keeps the scroll', async () => {
    await (await previewPage(page)).evaluate(() => window.scrollTo({ top: 120, behavior: 'instant' }));
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', HEADLINE));
    await typeOver(page, HEADLINE.length, 'Buns at dawn.');
    await save(page);
    assert.match(readFileSync(path.join(desk.site, 'index.html'), 'utf8'), /Buns at dawn\./);
    await headlineIs(page, 'Buns at dawn.');
    await eventually('the scroll is back', async () => {
      const scroll = await (await previewPage(page)).evaluate(() => window.scrollY);
      return scroll === 120 ? { scroll } : `it is ${scroll}`;
    });
  });

  it('follows a stylesheet before it is saved, without a reload', async () => {
    const shown = await previewPage(page);
    await shown.evaluate(() => document.body.setAttribute('data-here', 'still'));
    await openFile(page, 'styles/tokens.css', ...placeOf(desk.site, 'styles/tokens.css', '#f2a541'));
    await typeOver(page, '#f2a541'.length, '#00aa55');
    await buttonIs(page, 'rgb(0, 170, 85)');
    assert.match(readFileSync(path.join(desk.site, 'styles/tokens.css'), 'utf8'), /#f2a541/);
    await save(page);
    await buttonIs(page, 'rgb(0, 170, 85)');
    assert.equal(await shown.evaluate(() => document.body.getAttribute('data-here')), 'still');
  });

  it('comes back with the window: the server on its port, the preview on its page', async () => {
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    // The workbench writes down every few seconds what it shows; a window that goes before that has nothing to come back to.
    await eventually('the workbench has the preview in its store', () =>
      page.evaluate(isStored, 'porthole.preview'),
    );
    await page.reload();
    await statusItem(page).waitFor({ timeout: 60_000 });
    await statusSays(page, new RegExp(`^${port}$`), 60_000);
    await headlineIs(page, 'Buns at dawn.');
  });

  it('stops by the same click, and the panel says so', async () => {
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    await statusItem(page).click();
    await statusSays(page, /^Go Live$/);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  });

  it('starts and stops by commands, too', async () => {
    await runCommand(page, 'Porthole: Start Server');
    await statusSays(page, /^\d+$/);
    await runCommand(page, 'Porthole: Stop Server');
    await statusSays(page, /^Go Live$/);
  });
});

/** Whether the web workbench has written down that the preview is open, and of which folder; runs in its page. */
async function isStored(): Promise<boolean> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
  for (const name of names.filter(each => each.startsWith('vscode-web-state-db'))) {
    const found = await new Promise<unknown>(resolve => {
      const opening = indexedDB.open(name);
      opening.addEventListener('success', () => {
        const store = opening.result.transaction('ItemTable').objectStore('ItemTable');
        const reading = store.get('memento/workbench.parts.editor');
        reading.addEventListener('success', () => {
          opening.result.close();
          resolve(reading.result);
        });
      });
    });
    const text = JSON.stringify(found ?? '').replaceAll('\\', '');
    if (text.includes('porthole.preview') && /"folder":"file:/.test(text)) return true;
  }
  return false;
}

async function headlineIs(page: Page, expected: string): Promise<void> {
  await eventually(
    `the headline is "${expected}"`,
    async () => {
      const text = await (await previewPage(page)).locator('h1').textContent({ timeout: 2000 });
      return text === expected ? { text } : `it is "${text}"`;
    },
    30_000,
  );
}

async function buttonIs(page: Page, expected: string): Promise<void> {
  await eventually(`the button is ${expected}`, async () => {
    const colour = await colourOf(await previewPage(page), '.button');
    return colour === expected ? { colour } : `it is ${colour}`;
  });
}

function colourOf(frame: Frame, selector: string): Promise<string> {
  return frame
    .locator(selector)
    .first()
    .evaluate(element => getComputedStyle(element).backgroundColor);
}
