import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { PanelDesk, type Surroundings, surroundings } from './panelDesk';

const PAGE = `<!doctype html><meta charset="utf-8"><title>t</title><p>text</p><input id="field" value="one two">
<div id="rich" contenteditable>rich</div>
<input id="stops"><input id="takes"><iframe id="inner" src="inner.html"></iframe>
<script>
stops.addEventListener('keydown', event => event.stopPropagation());
takes.addEventListener('keydown', event => { event.stopImmediatePropagation(); event.preventDefault(); });
onload = () => setTimeout(() => addEventListener('keydown', event => {
  if (event.ctrlKey && event.key === 'k') { event.preventDefault(); document.title = 'mine'; }
}), 100);
</script>`;

describe('a key in a page of the preview', function () {
  this.timeout(60_000);
  let around: Surroundings;

  before(async () => (around = await surroundings()));
  after(() => around.close());

  const open = async (platform = ''): Promise<{ desk: PanelDesk; frame: Frame }> => {
    const tree = { 'index.html': PAGE, 'inner.html': '<input id="field">' };
    const desk = await PanelDesk.open(around.browser, around.around, tree, {}, platform);
    const frame = await desk.show('');
    await frame.waitForLoadState('load');
    await frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)));
    return { desk, frame };
  };

  it('is VS Code’s, also where a page stops the event, and in a frame', async () => {
    const { desk, frame } = await open();
    const { keyboard } = desk.page;
    for (const place of [
      frame.locator('#field'),
      frame.locator('#stops'),
      frame.frameLocator('#inner').locator('#field'),
    ]) {
      await place.focus();
      await keyboard.press('Control+Shift+P');
      await keyboard.press('F1');
      assert.deepEqual(
        (await desk.pressed('F1')).filter(key => key !== 'Control' && key !== 'Shift'),
        ['P', 'F1'],
      );
    }
  });

  it('is the page’s where it is taken, wherever the listener is and whenever it came', async () => {
    const { desk, frame } = await open();
    const { keyboard } = desk.page;
    await frame.locator('#takes').focus();
    await keyboard.press('Control+p');
    await frame.locator('#field').focus();
    await keyboard.press('Control+k');
    await keyboard.press('F2');
    assert.deepEqual(
      (await desk.pressed('F2')).filter(key => key !== 'Control'),
      ['F2'],
    );
    assert.equal(await frame.title(), 'mine');
  });

  it('edits text: copied, undone, walked through, and made bold', async () => {
    const { desk, frame } = await open();
    const { keyboard } = desk.page;
    await frame.locator('#rich').focus();
    for (const key of ['Control+a', 'Control+b', 'Control+i', 'Control+ArrowLeft']) await keyboard.press(key);
    await frame.locator('#field').focus();
    for (const key of ['Control+a', 'Control+x', 'Control+z', 'Control+Backspace', 'Control+b', 'F2'])
      await keyboard.press(key);
    // A field of plain text has no bold: the chord is VS Code's there.
    assert.deepEqual(
      (await desk.pressed('F2')).filter(key => key !== 'Control'),
      ['b', 'F2'],
    );
    assert.match(await frame.locator('#rich').innerHTML(), /<(?:b|i)><(?:b|i)>rich/);
  });

  it('is the input method’s while it composes', async () => {
    const { desk, frame } = await open();
    await frame.locator('#field').focus();
    const session = await desk.page.context().newCDPSession(desk.page);
    await session.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    await desk.page.keyboard.press('F7');
    await desk.page.keyboard.press('Escape');
    await session.send('Input.insertText', { text: 'カ' });
    await desk.page.keyboard.press('F2');
    assert.deepEqual(await desk.pressed('F2'), ['F2']);
  });

  it('types with Option on a Mac, and with it moves by words', async () => {
    const { desk, frame } = await open('MacIntel');
    const { keyboard } = desk.page;
    await frame.locator('#field').focus();
    await keyboard.press('Alt+l');
    await keyboard.press('Alt+ArrowLeft');
    for (const key of ['Control+a', 'Control+e', 'Control+k']) await keyboard.press(key);
    await frame.locator('p').click();
    await keyboard.press('Control+e');
    await keyboard.press('F2');
    assert.deepEqual(
      (await desk.pressed('F2')).filter(key => key !== 'Control'),
      ['e', 'F2'],
    );
  });

  it('goes back by Alt with an arrow, and finds by Ctrl+F from any field', async () => {
    const { desk, frame } = await open();
    await frame.evaluate(() => history.pushState({}, '', '?two'));
    await desk.at('?two');
    await frame.locator('#field').focus();
    await desk.page.keyboard.press('Alt+ArrowLeft');
    await desk.at('');
    await frame.locator('#stops').focus();
    await desk.page.keyboard.press('Control+f');
    await desk.panel.waitForSelector('#findText:focus');
    assert.deepEqual(await desk.said(), []);
  });

  it('that prints tells that no dialog can be shown', async () => {
    const { desk, frame } = await open();
    await frame.evaluate(() => print());
    assert.match(await desk.notice(), /cannot show dialogs/);
  });
});
