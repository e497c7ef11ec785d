import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { endAll } from '../server/support/serve';
import { type Devices, has, isAt, openDevices, type, value } from './devices';

const tree = {
  'index.html': `<!doctype html><meta charset="utf-8"><title>one</title>
<h1>One</h1><a id="way" href="two.html">Two</a>
<form id="form" action="two.html"><input id="name" name="name"><input id="secret" type="password">
<textarea id="text"></textarea><input id="box" type="checkbox"><input id="card" autocomplete="cc-number"></form>
<form id="search" action="two.html"><input id="what" name="what"><button id="send">Send</button></form>
<form id="login" action="two.html"><input type="password" name="p"><button id="enter">Enter</button></form>
<form id="shown" action="two.html"><input id="peek" type="password" autocomplete="off"><button id="eye" type="button"
onpointerdown="peek.type='text'">Show</button><input id="dots" style="-webkit-text-security:disc"><input id="late" type="password"
oninput="this.type='text'"><button id="shows">Send</button></form>
<div id="pane" style="height:100px;overflow:auto"><div style="height:1000px">pane</div></div>
<div style="height:6000px"></div>`,
  'two.html':
    '<!doctype html><meta charset="utf-8"><title>two</title><h1>Two</h1><div style="height:4000px"></div>',
};

/** The scroll position of a page as a share of its height. */
const shareOf = (page: Page) =>
  page.evaluate(() => {
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    return Math.round((scrollTop / (scrollHeight - clientHeight)) * 100);
  });
const isScrolled = (page: Page, percent: number) =>
  page.waitForFunction(
    wanted => {
      const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
      return Math.abs((scrollTop / (scrollHeight - clientHeight)) * 100 - wanted) < 1;
    },
    percent,
    { timeout: 8000 },
  );

describe('devices in step', function () {
  this.timeout(60_000);
  let browser: Browser;
  let devices: Devices;
  let desk: Page;
  let phone: Page;

  const open = async (shareSync: boolean): Promise<void> => {
    devices = await openDevices(browser, tree, shareSync);
    ({ desk, phone } = devices);
  };
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await devices.close();
    await endAll();
  });

  it('scroll by the share of the height, both ways and without an echo', async () => {
    await open(true);
    await desk.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
    await isScrolled(phone, await shareOf(desk));
    await phone.waitForTimeout(500);
    await phone.evaluate(() => scrollTo({ top: 1e6, behavior: 'instant' }));
    await isScrolled(desk, 100);
    await desk.waitForTimeout(700);
    assert.equal(await shareOf(phone), 100);
    await desk.evaluate(() => (document.getElementById('pane')!.scrollTop = 450));
    await phone.waitForFunction(() => document.getElementById('pane')!.scrollTop === 450, undefined, {
      timeout: 8000,
    });
  });

  it('have what is typed, but no password and no card', async () => {
    await open(true);
    await type(phone, 'name', 'Ada');
    await has(desk, 'name', 'Ada');
    await type(desk, 'text', 'two words');
    await has(phone, 'text', 'two words');
    await desk.click('#box');
    await phone.waitForFunction(
      () => (document.getElementById('box') as HTMLInputElement).checked,
      undefined,
      {
        timeout: 8000,
      },
    );
    await type(phone, 'secret', 'hush');
    await type(phone, 'card', '4111');
    await type(phone, 'what', 'last');
    await has(desk, 'what', 'last');
    assert.equal(await value(desk, 'secret'), '');
    assert.equal(await value(desk, 'card'), '');
    assert.equal(await value(phone, 'name'), 'Ada');
  });

  it('have no password that the page shows, and none that only looks like one', async () => {
    await open(true);
    await phone.evaluate(() => {
      const form = document.getElementById('shown')!;
      form.insertAdjacentHTML('beforeend', '<input id="added" type="password" onfocus="this.type=\'text\'">');
    });
    for (const page of [phone, desk]) await page.click('#eye');
    for (const id of ['peek', 'dots', 'late', 'added']) await type(phone, id, `hush ${id}`);
    await type(phone, 'what', 'last');
    await has(desk, 'what', 'last');
    for (const id of ['peek', 'dots', 'late']) assert.equal(await value(desk, id), '', id);
    // A field that only one of the pages shows is not filled in either.
    await phone.evaluate(() => ((document.getElementById('peek') as HTMLInputElement).type = 'password'));
    await desk.click('#eye');
    await type(desk, 'peek', 'secret');
    await type(desk, 'what', '!');
    await has(phone, 'what', 'last!');
    assert.equal(await value(phone, 'peek'), 'hush peek');
    await phone.click('#shows');
    await isAt(phone, 'two');
    await desk.waitForTimeout(400);
    assert.equal(await desk.evaluate('document.title'), 'one');
  });

  it('follow links together', async () => {
    await open(true);
    await phone.click('#way');
    await isAt(phone, 'two');
    await isAt(desk, 'two');
    await devices.connected(2);
    await desk.evaluate(() => scrollTo({ top: 1e6, behavior: 'instant' }));
    await isScrolled(phone, 100);
  });

  it('send forms together, but none with a password', async () => {
    await open(true);
    await desk.click('#enter');
    await isAt(desk, 'two');
    await desk.waitForTimeout(500);
    assert.equal(await phone.evaluate('document.title'), 'one');
    await desk.goto(`${devices.served.url}index.html`);
    await devices.connected(2);
    await type(desk, 'what', 'x');
    await has(phone, 'what', 'x');
    await desk.click('#send');
    await isAt(phone, 'two');
    assert.equal(await phone.evaluate('location.search'), '?what=x');
  });

  it('do nothing of the kind, and load nothing for it, where it is off', async () => {
    await open(false);
    await type(desk, 'name', 'Ada');
    await desk.evaluate(() => scrollTo({ top: 1e6, behavior: 'instant' }));
    await desk.waitForTimeout(500);
    assert.equal(await value(phone, 'name'), '');
    assert.equal(await shareOf(phone), 0);
    const loaded = 'performance.getEntriesByType("resource").some(e => e.name.includes("sync.js"))';
    assert.equal(await phone.evaluate(loaded), false);
    devices.served.server.configure({ shareSync: true });
    await desk.waitForTimeout(500);
    await type(desk, 'what', 'x');
    await has(phone, 'what', 'x');
    devices.served.server.configure({ shareSync: false });
    await desk.waitForTimeout(300);
    await type(desk, 'what', 'y');
    await desk.waitForTimeout(400);
    assert.equal(await value(phone, 'what'), 'x');
  });

  it('leave one alone that was taken out, both ways', async () => {
    await open(true);
    const sharing = await devices.served.server.sharing();
    sharing.allow(devices.states.at(-1)?.devices[0]?.id ?? '', { inStep: false });
    await type(desk, 'name', 'Ada');
    await type(phone, 'what', 'x');
    await desk.waitForTimeout(500);
    assert.equal(await value(phone, 'name'), '');
    assert.equal(await value(desk, 'what'), '');
  });

  it('take nothing from a script of the page, neither by events nor by a channel of its own', async () => {
    await open(true);
    await phone.evaluate(() => {
      const field = document.getElementById('name') as HTMLInputElement;
      field.value = 'forged';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      document
        .getElementById('way')!
        .dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    });
    await isAt(phone, 'two');
    await phone.goto(`${devices.state.url}index.html`);
    await devices.connected(2);
    await phone.evaluate(async () => {
      const script = await (await fetch('/__porthole/page.js')).text();
      const token = /porthole-token:([\w-]+)/.exec(script)?.[1] ?? '';
      const address = `ws://${location.host}/__porthole/live?token=${token}&document=&path=/index.html`;
      const socket = new WebSocket(address);
      await new Promise(resolve => socket.addEventListener('open', resolve));
      const at = ['input', 1, 2, 0];
      socket.send(JSON.stringify({ type: 'step', action: { kind: 'input', at, value: 'forged' } }));
      await new Promise(resolve => setTimeout(resolve, 300));
      socket.close();
    });
    assert.equal(await value(desk, 'name'), '');
    assert.equal(await desk.evaluate('document.title'), 'one');
  });
});
