import assert from 'node:assert/strict';
import { PanelDesk, type Surroundings, surroundings } from './panelDesk';

const TEXT = `<!doctype html><meta charset="utf-8"><title>t</title>
<p>needle <b>nee</b>dle</p><p hidden>needle</p><p style="visibility: hidden">needle</p><p>nee</p><p>dle</p>
<p>a.b (c) [d] $e^ 1+1 x*y {z} q|w \\ - /</p><p>smile 😀 done</p><p dir="rtl">שלום עולם</p>
<p>new<br>line</p><p>İstanbul STRASSE</p><textarea>needle</textarea>
<x-card><i>needle</i></x-card><x-card></x-card><x-empty>needle</x-empty>
<iframe id="same" src="inner.html"></iframe><iframe srcdoc="needle" sandbox></iframe><iframe hidden src="inner.html"></iframe>
<script>
customElements.define('x-card', class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<p>shadow needle: <slot>nothing</slot></p>nee'; }
});
customElements.define('x-empty', class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = 'dle'; }
});
</script>`;

const WIDTHS = `<!doctype html><meta charset="utf-8"><title>t</title>
<style>
@import url(imported.css) (min-width: 501px);
@media (min-width: 600px) { p { color: red } } @media (max-width: 599.98px) { p { color: blue } }
@media (400px <= width <= 700px) { p { margin: 0 } } @media (width > 50em) { p { margin: 1px } }
@media (60rem >= width) { p { margin: 1px } } @media (min-width: 9px) { p { margin: 2px } }
@supports (display: grid) { @layer x { @media (min-width: 1100px) { p { margin: 3px } } } }
p { @media (min-width: 1200px) { margin: 4px } }
</style>
<style media="(min-width: 1300px)">p { margin: 5px }</style>
<picture><source media="(min-width: 1400px)" srcset="x.png"><img></picture>
<script>
const sheet = new CSSStyleSheet();
sheet.replaceSync('@media (min-width: 1500px) { p { margin: 6px } }');
document.adoptedStyleSheets = [sheet];
</script>`;

describe('the preview reads a page', function () {
  this.timeout(60_000);
  let around: Surroundings;
  let desk: PanelDesk;

  before(async () => {
    around = await surroundings();
    desk = await PanelDesk.open(around.browser, around.around, {
      'text.html': TEXT,
      'inner.html': '<!doctype html><meta charset="utf-8"><p>a needle in a frame</p>',
      'widths.html': WIDTHS,
      'imported.css': '@media (min-width: 502px) { p { margin: 7px } }',
    });
  });
  after(() => around.close());

  const counted = async (text: string, wanted: string): Promise<void> => {
    await desk.panel.fill('#findText', text);
    await desk.panel
      .waitForFunction(count => document.querySelector('#findCount')?.textContent === count, wanted, {
        timeout: 5000,
      })
      .catch(async () => assert.equal(await desk.panel.textContent('#findCount'), wanted, text));
  };

  it('and finds what can be seen: across elements, in shadow trees and in frames of this server', async () => {
    const frame = await desk.show('text.html');
    await frame.waitForLoadState('load');
    await frame.locator('p').first().click();
    await desk.page.keyboard.press('Control+f');
    // Two matches in the first line, three in the cards, one in the frame.
    await counted('needle', '1 of 6');
    const marked = await frame.evaluate(() => {
      const inner = (document.querySelector('#same') as HTMLIFrameElement).contentWindow as Window &
        typeof globalThis;
      return [CSS.highlights.get('porthole-find')?.size, inner.CSS.highlights.get('porthole-find')?.size];
    });
    assert.deepEqual(marked, [5, 1]);
    for (const [text, count] of [
      ['needle needle', '1 of 1'],
      ['nee dle', 'No results'],
      ['a.b', '1 of 1'],
      ['(c) [d] $e^ 1+1 x*y {z} q|w \\ - /', '1 of 1'],
      ['.*', 'No results'],
      ['😀', '1 of 1'],
      ['\ud83d', 'No results'],
      ['עולם', '1 of 1'],
      ['new line', '1 of 1'],
      ['newline', 'No results'],
      ['strasse', '1 of 1'],
      ['shadow needle: needle', 'No results'],
    ] as const)
      await counted(text, count);
    await desk.panel.press('#findText', 'Escape');
    assert.equal(await frame.evaluate(() => CSS.highlights.get('porthole-find')?.size), 0);
    assert.deepEqual(desk.errors, []);
  });

  it('and knows its breakpoints, however they are written', async () => {
    await desk.show('widths.html');
    const wanted = [400, 501, 502, 600, 700, 800, 960, 1100, 1200, 1300, 1400, 1500];
    await desk.panel
      .waitForFunction(
        all =>
          [...document.querySelectorAll('#width optgroup option')]
            .map(({ textContent }) => textContent)
            .join() === all,
        wanted.join(),
        { timeout: 5000 },
      )
      .catch(async () =>
        assert.equal(
          await desk.panel.evaluate(() =>
            [...document.querySelectorAll('#width optgroup option')]
              .map(({ textContent }) => textContent)
              .join(),
          ),
          wanted.join(),
        ),
      );
  });
});
