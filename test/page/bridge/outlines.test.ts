import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { positionAt } from '../../../src/protocol/offsets';
import { launchBrowser } from '../../host/browser';
import { until } from '../../server/live/tab';
import { endAll, type Served, serve } from '../../server/support/serve';
import { built } from '../author';
import { OPEN_SHADOWS } from '../openShadows';

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Outlines</title><link rel="stylesheet" href="a.css">
<style>
/* 1 */ .a::before { content: "x" }
/* 2 */ a:hover { top: 0 }
/* 3 */ @scope (.card) to (.end) { p { top: 0 } }
/* 4 */ .card { &section { .a { top: 0 } } }
/* 5 */ *, *::before, *::after { box-sizing: border-box }
/* 6 */ my-box::part(x y) { top: 0 }
</style></head>
<body>
<p id="one" class="a">one</p>
<section id="card" class="card"><p id="two" class="a">two</p><div class="end"><p id="three">three</p></div></section>
<a id="link" href="#x">link</a>
<my-box id="box"><template shadowrootmode="open"><style>
/* 7 */ :host(#box) { display: block }
/* 8 */ ::slotted(i) { top: 0 }
/* 9 */ b { top: 0 }
</style><b id="inside" part="x y">inside</b><u part="x">u</u><slot></slot></template><i id="slotted">slotted</i><s>no</s></my-box>
</body>
</html>
`;
/** In a frame without an address, and an element without a box. */
const framed =
  '<!doctype html>\n<style>.in { top: 0 }</style>\n<div style="height: 50px"></div><iframe style="border: 5px solid; margin: 10px" srcdoc="<p class=in style=\'margin: 20px; width: 50px; height: 30px\'>x</p>"></iframe>\n<div id="contents" style="display: contents"><p id="inner" style="width: 70px; height: 40px">y</p></div>\n';
const css =
  '@media print {\n  #two, html { top: 0 }\n}\n@import "x.css";\n@keyframes k { from { top: 0 } }\n';

/** A place in the document or the style sheet, and the ids of the outlined elements. */
const OUTLINED: Readonly<Record<string, readonly string[]>> = {
  '.a::before': ['one', 'two'],
  'a:hover': ['link'],
  'p { top: 0 } }\n/* 4': ['two'],
  '.a { top: 0 } } }': ['two'],
  '*::before,': [],
  'my-box::part': ['inside'],
  ':host(#box)': ['box'],
  '::slotted(i)': ['slotted'],
  'b { top': ['inside'],
  'id="three"': ['three'],
  '#two, html': ['two'],
  'from {': [],
};

describe('what the caret of an editor outlines', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.addInitScript({ content: OPEN_SHADOWS });
  });
  after(() => browser.close());
  beforeEach(async () => {
    served = await serve({ 'index.html': html, 'a.css': css }, { pageScript: built });
    await page.goto(served.url);
    await page.waitForLoadState('load');
  });
  afterEach(endAll);

  /** The ids of the elements with a drawn box. */
  const outlined = (): Promise<string[]> =>
    page.evaluate(async () => {
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const roots: (Document | ShadowRoot)[] = [document];
      const ids: string[] = [];
      const host = document.documentElement.lastElementChild;
      const boxes = [...(host?.shadowRoot?.querySelectorAll('.box') ?? [])].map(box =>
        box.getBoundingClientRect(),
      );
      for (const root of roots)
        for (const each of root.querySelectorAll('*')) {
          if (each.shadowRoot && each !== host) roots.push(each.shadowRoot);
          const { left, top, width, height } = each.getBoundingClientRect();
          const isBoxed = boxes.some(
            box =>
              Math.abs(box.left + 2 - left) + Math.abs(box.top + 2 - top) < 0.1 &&
              Math.abs(box.width - 4 - width) + Math.abs(box.height - 4 - height) < 0.1,
          );
          if (isBoxed && each.id !== '') ids.push(each.id);
        }
      return ids;
    });

  const caretsAt = (text: string): void => {
    const isDocument = html.includes(text);
    const at = positionAt(isDocument ? html : css, (isDocument ? html : css).indexOf(text) + 1);
    const selections = [[at, at]] as const;
    served.server.bridge({
      type: 'carets',
      carets: { path: isDocument ? '/index.html' : '/a.css', selections, scroll: false },
    });
  };

  for (const [text, ids] of Object.entries(OUTLINED))
    it(`at ${JSON.stringify(text)} is ${ids.join(' and ') || 'nothing'}`, async () => {
      // A message without anything to outline ends the last outline.
      await until(async () => {
        caretsAt('id="three"');
        return (await outlined()).includes('three') || undefined;
      }, 'the first outline');
      caretsAt(text);
      await until(
        async () => (await outlined()).join() === ids.join() || undefined,
        ids.join() || 'no outline',
      ).catch(async () => assert.deepEqual(await outlined(), ids));
    });

  it('is where it stands on the screen: in a frame without an address, and without a box of its own', async () => {
    await served.write({ 'framed.html': framed });
    await page.goto(`${served.url}framed.html`);
    await page.waitForLoadState('load');
    const drawn = async (text: string): Promise<(number | undefined)[]> => {
      const at = positionAt(framed, framed.indexOf(text) + 1);
      const carets = { path: '/framed.html', selections: [[at, at]] as const, scroll: false };
      return until(async () => {
        served.server.bridge({ type: 'carets', carets });
        return page.evaluate(async () => {
          await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          const box = document.documentElement.lastElementChild?.shadowRoot?.querySelector('.box');
          if (!box) return undefined;
          const { left, top, width, height } = box.getBoundingClientRect();
          return [left + 2, top + 2, width - 4, height - 4];
        });
      }, `the outline of ${text}`);
    };
    const wanted = (selector: string, inFrame: boolean): Promise<number[]> =>
      page.evaluate(
        ([what, framed]) => {
          const frame = document.querySelector('iframe')!;
          const { x, y, width, height } = (framed ? frame.contentDocument! : document)
            .querySelector(what)!
            .getBoundingClientRect();
          const around = frame.getBoundingClientRect();
          const [left, top] = framed ? [around.x + frame.clientLeft, around.y + frame.clientTop] : [0, 0];
          return [x + left, y + top, width, height];
        },
        [selector, inFrame] as const,
      );
    for (const [text, selector, inFrame] of [
      ['.in {', '.in', true],
      ['id="contents"', '#inner', false],
    ] as const) {
      const box = (await wanted(selector, inFrame)).join();
      await until(async () => (await drawn(text)).join() === box || undefined, `a box at ${box}`);
    }
  });

  it('follows a style sheet of the document that is typed and not saved', async () => {
    const typed = html.replace('/* 2 */ a:hover', '/* 2 */\n\n#one');
    served.server.overlay({ path: path.join(served.root, 'index.html'), text: typed, version: 2 });
    const at = positionAt(typed, typed.indexOf('#one') + 2);
    await until(async () => {
      served.server.bridge({
        type: 'carets',
        carets: { path: '/index.html', selections: [[at, at]], scroll: false },
      });
      return (await outlined()).join() === 'one' || undefined;
    }, 'the outline');
  });
});
