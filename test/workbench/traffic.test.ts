import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUp } from './desk';
import { countIs, flood, openTraffic, trafficFrame } from './trafficPane';

describe('the traffic view in the workbench', function () {
  this.timeout(180_000);
  let desk: Desk;
  let page: Page;
  let view: Frame;
  let url: string;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.open': 'none' });
    page = await desk.open();
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    url = `http://127.0.0.1:${(await statusItem(page).textContent())?.trim() ?? ''}/`;
    view = await openTraffic(page);
  });
  after(() => desk?.close());

  const grid = () => view.locator('.list');
  const pane = () => view.locator('.detail');
  const press = (key: string) => page.keyboard.press(key);

  it('is empty before anything was asked for, and then has the request', async () => {
    await countIs(page, /^0 requests$/);
    await fetch(`${url}styles/tokens.css?first`, {
      headers: { Cookie: 'secret=1', Referer: `${url}index.html` },
    });
    await countIs(page, /^1 requests$/);
    assert.match((await view.locator('.space > .row').textContent()) ?? '', /^GET.*tokens\.css\?first200css/);
  });

  it('is walked and opened with keys, and hides what is secret', async () => {
    await grid().focus();
    await press('ArrowDown');
    await press('Enter');
    await pane().getByText('styles/tokens.css', { exact: true }).waitFor();
    const text = (await pane().textContent()) ?? '';
    assert.ok(text.includes('/index.html') && text.includes('•••') && !text.includes('secret=1'));
    await view.getByText('Show secrets').click();
    await pane().getByText('secret=1').waitFor();
    await view.getByText('Show secrets').click();
    await eventually('it is hidden again', async () => (await pane().getByText('secret=1').count()) === 0);
  });

  it('opens the file that answered', async () => {
    await pane().getByRole('button', { name: 'styles/tokens.css' }).click();
    await page.locator('.tab.active[data-resource-name="tokens.css"]').waitFor();
  });

  it('sends a request again, also edited, and what the server refuses it refuses again', async () => {
    await pane().getByText('Replay', { exact: true }).click();
    await countIs(page, /^2 requests$/);
    await pane().getByText('Edit and Replay').click();
    await pane().getByLabel('Path', { exact: true }).fill('/styles/missing.css');
    await pane()
      .getByLabel('Headers, one per line')
      .fill(`Host: ${new URL(url).host}\nOrigin: https://evil.example`);
    await pane().getByText('Send', { exact: true }).click();
    await countIs(page, /^3 requests$/);
    assert.match((await view.locator('.space > .row').last().textContent()) ?? '', /missing\.css403/);
  });

  it('makes a route of it that the person may save, and saves nothing itself', async () => {
    await pane().getByText('Make a Mock Route').click();
    const tab = page.locator('.tab.active.dirty[data-resource-name="porthole.routes.json"]');
    await tab.waitFor();
    await page.locator('.editor-group-container.active .view-lines', { hasText: '"routes"' }).waitFor();
    assert.equal(existsSync(path.join(desk.site, 'porthole.routes.json')), false);
  });

  it('keeps ten thousand requests, draws those in sight, and stays quick to walk', async () => {
    await flood(url, 10_000, at => `styles/tokens.css?flood=${at}`);
    await countIs(page, /^10000 requests$/, 120_000);
    await grid().focus();
    for (const [key, place] of [
      ['Home', 2],
      ['PageDown', 2],
      ['End', 10_001],
    ] as const) {
      await press(key);
      await eventually(`${key} leads there`, async () => {
        // A request that comes later pushes the rows on.
        if (key === 'End') await press(key);
        const active = await grid().getAttribute('aria-activedescendant');
        const index = Number(await view.locator(`#${active ?? 'none'}`).getAttribute('aria-rowindex'));
        return key === 'PageDown' ? index > place : index === place ? true : `${index}`;
      });
    }
    assert.ok((await view.locator('.space > .row').count()) < 80);
    assert.match((await view.locator('.row[aria-selected=true]').textContent()) ?? '', /flood=9\d{3}200/);
  });

  it('is filtered, and comes back as it was when it was hidden', async () => {
    await view.getByLabel('Filter by text').fill('flood=123');
    await countIs(page, /^11 of 10000 requests$/);
    await runCommand(page, 'View: Toggle Panel Visibility');
    await eventually('it is hidden', async () => (await page.locator('.part.panel:visible').count()) === 0);
    await fetch(`${url}styles/tokens.css?flood=1230x`);
    view = await openTraffic(page);
    await countIs(page, /^12 of 10000 requests$/);
    await view.getByLabel('Filter by text').fill('');
  });

  it('records nothing while it is paused, and is empty when it is cleared', async () => {
    await runCommand(page, 'Porthole: Clear Traffic');
    await countIs(page, /^0 requests$/);
    await page.getByRole('button', { name: 'Pause Traffic' }).click();
    await countIs(page, /^0 requests, paused$/);
    await fetch(`${url}styles/tokens.css?unseen`);
    await page.getByRole('button', { name: 'Resume Traffic' }).click();
    await countIs(page, /^0 requests$/);
    await fetch(`${url}styles/tokens.css?seen`);
    await countIs(page, /^1 requests$/);
    assert.match((await view.locator('.space > .row').textContent()) ?? '', /\?seen/);
  });

  it('begins anew with its server, unless the person keeps the list', async () => {
    await runCommand(page, 'Porthole: Restart Server');
    await countIs(page, /^0 requests$/);
    await eventually('the server is back', async () => (await fetch(`${url}styles/tokens.css?one`)).ok);
    await countIs(page, /^1 requests$/);
    view = await trafficFrame(page);
    await view.getByText('Preserve log').click();
    await runCommand(page, 'Porthole: Restart Server');
    await eventually('the server is back', async () => (await fetch(`${url}styles/tokens.css?two`)).ok);
    await countIs(page, /^2 requests$/);
  });
});
