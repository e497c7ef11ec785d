import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { endAll } from '../server/support/serve';
import { type Devices, has, isAt, openDevices, type, value } from './devices';

const tree = {
  'index.html': `<!doctype html><meta charset="utf-8"><title>one</title>
<form id="hidden" action="two.html"><input id="names" name="elements"><input id="key" name="key" type="password" autocomplete="off">
<button id="enter">Enter</button></form>
<textarea id="book-text"></textarea><div id="rich" contenteditable>rich</div><input id="range" type="range" min="0" max="1000">
<p id="swap"><input id="word" name="word" type="password" autocomplete="off"></p><my-field id="field"></my-field>
<input id="last"><script>customElements.define('my-field', class extends HTMLElement {
constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<input type="password" id="inner">'; } });</script>`,
  'two.html': '<!doctype html><meta charset="utf-8"><title>two</title>',
};

describe('devices in step with odd forms', function () {
  this.timeout(60_000);
  let browser: Browser;
  let devices: Devices;
  let desk: Page;
  let phone: Page;
  const errors: string[] = [];

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    devices = await openDevices(browser, tree, true);
    ({ desk, phone } = devices);
    errors.length = 0;
    for (const page of [desk, phone]) page.on('pageerror', error => errors.push(String(error)));
  });
  afterEach(async () => {
    await devices.close();
    await endAll();
    assert.deepEqual(errors, []);
  });

  it('send no form with a password, whatever its fields are named', async () => {
    await type(desk, 'names', 'x');
    await has(phone, 'names', 'x');
    await desk.click('#enter');
    await isAt(desk, 'two');
    await phone.waitForTimeout(400);
    assert.equal(await phone.evaluate(() => document.title), 'one');
  });

  it('keep the password that another field shows in its place, and one in a component', async () => {
    await type(phone, 'word', 'a');
    await phone.evaluate(() => {
      document.getElementById('swap')!.innerHTML = '<input id="plain" name="word" autocomplete="off">';
    });
    await desk.evaluate(() => {
      document.getElementById('swap')!.innerHTML = '<input id="plain" name="word" autocomplete="off">';
    });
    await type(phone, 'plain', 'hush');
    await phone.click('#field');
    await phone.keyboard.type('inner');
    await phone.click('#rich');
    await phone.keyboard.type('words');
    await type(phone, 'last', 'end');
    await has(desk, 'last', 'end');
    assert.equal(await value(desk, 'plain'), '');
    assert.equal(await desk.evaluate(() => document.getElementById('rich')!.textContent), 'rich');
    assert.equal(
      await desk.evaluate(() => document.getElementById('field')!.shadowRoot!.querySelector('input')!.value),
      '',
    );
  });

  it('go on where a text is too long to be handed on', async () => {
    await phone.evaluate(() => {
      (document.getElementById('book-text') as HTMLTextAreaElement).value = 'x'.repeat(30_000);
    });
    await type(phone, 'book-text', 'y');
    await type(phone, 'last', 'end');
    await has(desk, 'last', 'end');
    assert.equal(await value(desk, 'book-text'), '');
    const refused = devices.served.log.filter(
      entry => entry.kind === 'event' && /unknown message/.test(entry.text),
    );
    assert.deepEqual(refused, []);
  });

  it('have the place of a slider as it is dragged', async () => {
    const box = (await phone.locator('#range').boundingBox())!;
    const y = box.y + box.height / 2;
    await phone.mouse.move(box.x + box.width / 2, y);
    await phone.mouse.down();
    await phone.mouse.move(box.x + box.width - 2, y, { steps: 40 });
    await phone.mouse.up();
    const dragged = await value(phone, 'range');
    assert.notEqual(dragged, '500');
    await has(desk, 'range', dragged);
  });
});
