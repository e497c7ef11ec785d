import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, runCommand, statusItem, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { type Backend, backend } from '../server/support/backend';
import { setUpAgain } from './desk';
import { openTraffic } from './trafficPane';

const ROUTES = 'porthole.routes.json';

describe('a site with a form, an API and a backend, and no other program', function () {
  this.timeout(180_000);
  let desk: Desk;
  let window: Page;
  let site: Page;
  let view: Frame;
  let tides: Backend;
  const complaints: string[] = [];

  before(async () => {
    desk = await setUpAgain({ 'porthole.autoStart': 'never', 'porthole.open': 'none' }, 'site-api');
    // The other program: a server with one answer.
    tides = await backend((asked, response) => {
      response.writeHead(asked.target === '/tide' ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end('{"high":"14:05"}');
    });
    const routes = path.join(desk.site, ROUTES);
    writeFileSync(routes, readFileSync(routes, 'utf8').replace('http://localhost:8080', tides.origin));
    window = await desk.open();
    await statusItem(window).click();
    await statusSays(window, /^\d+$/);
    view = await openTraffic(window);
    site = await desk.browser.newPage();
    site.on('console', message => message.type() === 'error' && complaints.push(message.text()));
    site.on('pageerror', error => complaints.push(String(error)));
    await site.goto(`http://127.0.0.1:${(await statusItem(window).textContent())?.trim() ?? ''}/`);
  });
  after(async () => {
    await desk?.close();
    await tides?.close();
  });

  const guests = () =>
    site.locator('#guests li').evaluateAll(all => all.map(li => li.firstChild?.textContent));
  const guestsAre = (...expected: string[]) =>
    eventually(`the guests are ${expected.join()}`, async () => {
      const there = (await guests()).join();
      return there === expected.join() ? true : there;
    });

  it('shows what its backend says, under the address of the page', async () => {
    await site.getByText('High water at 14:05.').waitFor();
    assert.deepEqual(
      tides.asked.map(({ method, target }) => `${method} ${target}`),
      ['GET /tide'],
    );
  });

  it('lists, creates and deletes, and leaves the file as it is', async () => {
    const file = path.join(desk.site, 'guests.json');
    const before = readFileSync(file, 'utf8');
    await guestsAre('Ada', 'Grace');
    await site.getByLabel('Your name').fill('Hedy');
    await site.getByRole('button', { name: 'Sign' }).click();
    await guestsAre('Ada', 'Grace', 'Hedy');
    await site.locator('li', { hasText: 'Ada' }).getByRole('button').click();
    await guestsAre('Grace', 'Hedy');
    await site.reload();
    await guestsAre('Grace', 'Hedy');
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('answers its contact form, and shows what a form sends where nothing answers', async () => {
    await site.getByLabel('Name', { exact: true }).fill('Ada & Co');
    await site.getByLabel('Message').fill('Two loaves, please.');
    await site.getByRole('button', { name: 'Send' }).click();
    await site.getByText('Thank you, Ada & Co: “Two loaves, please.”').waitFor();
    await site.getByRole('button', { name: 'Show what is sent' }).click();
    await site.waitForURL(/\/letters$/);
    for (const text of ['name', 'Ada & Co', 'message', 'Two loaves, please.'])
      await site
        .getByRole('cell', { name: text, exact: true })
        .or(site.getByText(text, { exact: true }))
        .first()
        .waitFor();
    assert.deepEqual(complaints, []);
  });

  it('is seen in the traffic view, all of it', async () => {
    const expected = [
      /^GET\/200html/,
      /^GET\/backend\/tide200json16 B/,
      /^GET\/api\/guests\?_sort=name200json/,
      /^POST\/api\/guests201json/,
      /^DELETE\/api\/guests\/1204other/,
      /^POST\/contact201json/,
      /^POST\/letters200html/,
    ];
    await eventually('every request is there', async () => {
      const rows = await view.locator('.space > .row').allTextContents();
      const missing = expected.filter(each => !rows.some(row => each.test(row)));
      return missing.length === 0 ? true : `${missing.join()} not in ${rows.join('; ')}`;
    });
  });

  it('names the route that answered and the page that asked, and opens the file at its line', async () => {
    const pane = view.locator('.detail');
    await view.locator('.row', { hasText: '/contact' }).click();
    const link = pane.getByRole('button', { name: `POST /contact (${ROUTES}:` });
    await link.waitFor();
    const text = (await pane.textContent()) ?? '';
    for (const part of ['Ada+%26+Co', '"thanks": "Ada & Co"', 'Initiator/'])
      assert.ok(text.includes(part), part);
    await link.click();
    await window.locator(`.tab.active[data-resource-name="${ROUTES}"]`).waitFor();
    await window.locator('.view-line', { hasText: '"/contact"' }).first().waitFor();
  });

  it('shows in the window what is wrong with its routes, at the line', async () => {
    const file = path.join(desk.site, ROUTES);
    const text = readFileSync(file, 'utf8');
    const line = text.slice(0, text.indexOf('"status"')).split('\n').length;
    writeFileSync(file, text.replace('"status": 201', '"status": 7'));
    await runCommand(window, 'Problems: Focus on Problems View');
    // VS Code's own schema checks may come first or second: the fault is shown once.
    const said = /“status” is a number from 200 to 599|Value is below the minimum of 200/;
    await eventually('one problem, at the line', async () => {
      const rows = await window.locator('.markers-panel .monaco-list-row').allTextContents();
      const problems = rows.filter(row => row.includes('[Ln'));
      const [problem = ''] = problems;
      const isThere = said.test(problem) && problem.includes(`[Ln ${line}, Col `);
      return isThere && problems.length === 1 ? true : rows.join('; ');
    });
    await site.goBack();
    await guestsAre('Grace', 'Hedy');
  });
});
