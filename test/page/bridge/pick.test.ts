import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { atCaret, PickingDesk } from './pickingDesk';

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Pick</title></head>
<body>
  <h1 id="top" style="padding: 20px">Headline</h1>
  <p id="lead">one <b>two</b></p>
  <button id="button" onclick="window.clicked = (window.clicked ?? 0) + 1">press</button>
  <button id="off" disabled>off</button>
  <input id="field" placeholder="your name">
  <img id="lamp" src="gone.png" alt="a lamp that is gone">
  <ul id="made"></ul>
  <div id="host"><template shadowrootmode="open"><em id="inside">in the shadow</em></template></div>
  <svg width="40" height="40"><circle id="dot" cx="20" cy="20" r="18"></circle></svg>
  <iframe id="frame" src="frame.html" width="200" height="60"></iframe>
  <dialog id="dialog"><p id="said">in a dialog</p></dialog>
  <div style="height: 3000px"></div>
  <footer id="foot">far below</footer>
  <script>
    made.append(Object.assign(document.createElement('li'), { id: 'item', textContent: 'made by a script' }));
  </script>
</body>
</html>
`;
const frame = '<!doctype html>\n<body>\n<p id="framed">in a frame</p>\n';

describe('picking an element in a page', () => {
  let browser: Browser;
  let desk: PickingDesk;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    const page = await browser.newPage();
    desk = await PickingDesk.open(page, { 'index.html': html, 'frame.html': frame });
  });
  afterEach(async () => {
    await desk.page.close();
    await endAll();
  });

  const corner = { position: { x: 3, y: 3 } };
  const clicks = (selector: string, at: { position?: { x: number; y: number } } = {}) =>
    desk.picked(() => desk.page.click(selector, { force: true, ...at }));

  it('leads to the start tag beside the text, and to the text on it', async () => {
    await desk.arms();
    const { place, exact, keeps } = await clicks('#top', corner);
    assert.deepEqual(
      [atCaret(html, place), exact, keeps],
      ['<h1 id="top" style="padding: 20px">Headline</h1>', true, false],
    );
    assert.equal(await desk.isArmed(), false);
    await desk.arms();
    const text = await desk.page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('#lead')!.firstChild!);
      const { left, top, height } = range.getBoundingClientRect();
      return [left + 4, top + height / 2] as const;
    });
    const onText = await desk.picked(() => desk.page.mouse.click(...text));
    assert.equal(atCaret(html, onText.place), 'one <b>two</b></p>');
  });

  it('leads to the attribute that an element shows', async () => {
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#field')).place), /^placeholder="your name"/);
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#lamp')).place), /^alt="a lamp/);
  });

  it('leads from what a script made to the nearest element of the source, and says so', async () => {
    await desk.arms();
    const { place, exact } = await clicks('#item');
    assert.deepEqual([atCaret(html, place), exact], ['<ul id="made"></ul>', false]);
  });

  it('leads into shadow roots, SVG and frames, and out of dialogs', async () => {
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#inside')).place), /^in the shadow/);
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#dot')).place), /^<circle id="dot"/);
    await desk.arms();
    // The frame has its own channel, over which pick mode reaches it.
    await desk.page
      .frames()[1]
      ?.waitForFunction(() => getComputedStyle(document.body).cursor === 'crosshair');
    const inFrame = await desk.picked(() =>
      desk.page
        .frameLocator('#frame')
        .locator('#framed')
        .click({ position: { x: 180, y: 5 } }),
    );
    assert.deepEqual(
      [inFrame.place.path, atCaret(frame, inFrame.place)],
      ['/frame.html', '<p id="framed">in a frame</p>'],
    );
    await desk.page.evaluate('dialog.showModal()');
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#said')).place), /^in a dialog/);
  });

  it('hides the click from the page, and takes one on a disabled button', async () => {
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#button', corner)).place), /^<button id="button"/);
    await desk.page.waitForTimeout(50);
    assert.equal(await desk.page.evaluate('window.clicked'), undefined);
    await desk.arms();
    assert.match(atCaret(html, (await clicks('#off', corner)).place), /^<button id="off"/);
    await desk.page.click('#button');
    assert.equal(await desk.page.evaluate('window.clicked'), 1);
  });

  it('goes on while Shift is down, and ends with Esc', async () => {
    await desk.arms();
    await desk.page.keyboard.down('Shift');
    assert.equal((await clicks('#top', corner)).keeps, true);
    await desk.page.keyboard.up('Shift');
    assert.equal(await desk.isArmed(), true);
    await desk.page.keyboard.press('Escape');
    await desk.picksNothing(() => desk.page.click('#button'));
    assert.equal(await desk.isArmed(), false);
    assert.deepEqual(desk.served.bridged.at(-1), { type: 'armed', armed: false });
  });

  it('works with the keyboard alone: arrows walk the tree, Enter picks', async () => {
    await desk.arms();
    await desk.page.focus('#field');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowDown'])
      await desk.page.keyboard.press(key);
    const { place } = await desk.picked(() => desk.page.keyboard.press('Enter'));
    assert.match(atCaret(html, place), /^<b>two/);
    // Elements in the head have no place in the window, but one in the source.
    await desk.arms();
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowRight'])
      await desk.page.keyboard.press(key);
    assert.match(
      atCaret(html, (await desk.picked(() => desk.page.keyboard.press('Enter'))).place),
      /^<(?:title|meta|body|html)/,
    );
  });

  it('takes a click with the key held, without a mode', async () => {
    await desk.page.keyboard.down('Alt');
    const { place } = await clicks('#button', corner);
    await desk.page.keyboard.up('Alt');
    assert.match(atCaret(html, place), /^<button id="button"/);
    await desk.page.waitForTimeout(50);
    assert.equal(await desk.page.evaluate('window.clicked'), undefined);
    await desk.picksNothing(() => desk.page.click('#button'));
    assert.equal(await desk.page.evaluate('window.clicked'), 1);
    desk.served.server.configure({ pickKey: 'ctrl' });
    await desk.page.keyboard.down('Alt');
    await desk.picksNothing(() => desk.page.click('#top', corner));
    await desk.page.keyboard.up('Alt');
  });

  it('is no pick: a click on a field, a selection, a dragged one with the key', async () => {
    await desk.picksNothing(async () => {
      await desk.page.click('#field');
      await desk.page.keyboard.type('x');
      await desk.page.dblclick('#lead');
      await desk.page.keyboard.down('Alt');
      await desk.page.mouse.move(20, 60);
      await desk.page.mouse.down();
      await desk.page.mouse.move(120, 60);
      await desk.page.mouse.up();
      await desk.page.keyboard.up('Alt');
    });
  });

  it('picks nothing for events that no person made', async () => {
    await desk.arms();
    await desk.picksNothing(() =>
      desk.page.evaluate(() => {
        const target = document.querySelector('#top')!;
        for (const type of ['pointermove', 'pointerdown', 'pointerup', 'click'])
          target.dispatchEvent(
            new PointerEvent(type, {
              bubbles: true,
              composed: true,
              isPrimary: true,
              altKey: true,
              clientX: 20,
              clientY: 40,
            }),
          );
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      }),
    );
  });

  it('opens nothing for a script of the page, whatever it has read and however it asks', async () => {
    await desk.arms();
    await desk.picksNothing(() =>
      desk.page.evaluate(async id => {
        const texts: string[] = [];
        for (const cache of ['default', 'no-store', 'force-cache', 'reload'] as const)
          texts.push(await (await fetch('__porthole/page.js', { cache })).text());
        const module = new URL('__porthole/page.js', location.href).href;
        await import(module);
        const picked = { type: 'picked', node: 5, exact: true, keeps: true };
        for (const text of texts) {
          const token = /porthole-token:([\w-]+)/.exec(text)![1]!;
          const proof = /porthole-proof:([\w-]*)/.exec(text)![1]!;
          const query = new URLSearchParams({ token, proof, document: id, shown: id, path: '/', age: '0' });
          const live = new URL(`__porthole/live?${query.toString()}`, location.href.replace('http', 'ws'));
          const socket = new WebSocket(live.href);
          await new Promise(resolve => socket.addEventListener('open', resolve));
          for (const by of ['mode', 'key']) socket.send(JSON.stringify({ ...picked, by }));
        }
      }, createHash('sha1').update(html).digest('base64url')),
    );
    assert.match(atCaret(html, (await clicks('#top', corner)).place), /^<h1/);
  });

  it('is not led astray by fields that are named like properties', async () => {
    const names = [
      'parentNode',
      'parentElement',
      'childNodes',
      'id',
      'classList',
      'localName',
      'getRootNode',
      'getBoundingClientRect',
    ];
    const form = `<form id="form" style="padding: 30px">${names.map(name => `<input name="${name}">`).join('')}</form>`;
    const clobbered = html.replace('<h1', `${form}\n<h1`);
    await desk.served.write({ 'index.html': clobbered });
    await desk.goes('');
    const corners = await desk.page.evaluate(() =>
      ['form', 'input[name=id]'].map(selector => {
        const element = document.querySelector(selector)!;
        const { left, top } = Element.prototype.getBoundingClientRect.call(element);
        return [left + 5, top + 5] as const;
      }),
    );
    for (const [index, tag] of [/^<form id="form"/, /^<input name="id">/].entries()) {
      await desk.arms();
      const { place } = await desk.picked(() => desk.page.mouse.click(...corners[index]!));
      assert.match(atCaret(clobbered, place), tag);
    }
  });

  it('follows the source through patches', async () => {
    await desk.arms();
    await clicks('#lead', corner);
    const changed = html
      .replace('<body>', '<body>\n  <nav>new</nav>\n')
      .replace(' <b>two</b>', '<i>1</i> <b>two</b>');
    await desk.served.write({ 'index.html': changed });
    await desk.page.waitForSelector('nav');
    await desk.arms();
    assert.match(atCaret(changed, (await clicks('#lead b')).place), /^two<\/b>/);
  });

  it('leaves nothing of itself in the page', async () => {
    const before = await desk.page.content();
    await desk.arms();
    await desk.page.hover('#top');
    await clicks('#top', corner);
    await desk.page.mouse.move(0, 0);
    assert.equal(await desk.page.content(), before);
  });

  it('shows where an element stands beside its outline', async () => {
    await desk.arms();
    const heard = desk.page.evaluate(
      () =>
        new Promise(resolve =>
          new MutationObserver(
            records => records.some(({ addedNodes }) => addedNodes.length > 0) && resolve(true),
          ).observe(document.documentElement, { childList: true }),
        ),
    );
    await desk.page.hover('#top');
    assert.equal(await Promise.race([heard, desk.page.waitForTimeout(300).then(() => true)]), true);
    assert.equal(
      await desk.page.evaluate(() => document.documentElement.lastElementChild!.matches(':popover-open')),
      true,
    );
  });
});
