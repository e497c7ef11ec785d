import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { describeAlsoLinked } from '../server/support/roots';
import { endAll } from '../server/support/serve';
import { Desk } from './lively';
import { lively, type State } from './livelyPage';

const textOf = (selector: string): string =>
  `document.querySelector(${JSON.stringify(selector)})?.textContent`;

const describeLinked = describeAlsoLinked(/^(?:is patched by a save|shows the disk)/);
describeLinked('a document that changes under the hands of its author', () => {
  let browser: Browser;
  let page: Page;
  let desk: Desk;

  before(async () => {
    browser = await launchBrowser({ args: ['--autoplay-policy=no-user-gesture-required'] });
  });
  after(() => browser.close());
  const start = async (): Promise<void> => {
    page = await browser.newPage();
    desk = await Desk.open(page);
  };
  const end = async (): Promise<void> => {
    await page.close();
    await endAll();
  };

  /** Each change is shown, and no state of the page or the visitor is lost. */
  const changes: readonly (readonly [what: string, from: string, to: string, look: string, sees: unknown])[] =
    [
      ['a text', 'Headline', 'Another headline', textOf('h1'), 'Another headline'],
      ['the title', 'Before', 'After', 'document.title', 'After'],
      [
        'an attribute',
        'viewBox="0 0 10 10"',
        'viewBox="0 0 20 20"',
        'drawing.getAttribute("viewBox")',
        '0 0 20 20',
      ],
      ['an attribute that goes', ' id="inside"', '', 'document.querySelector("#more p").id', ''],
      [
        'a class, beside the one of a script',
        'class="big"',
        'class="small"',
        'document.querySelector("h1").className',
        'by-script small',
      ],
      ['a new element', '<form>', '<form><b id="new">new</b>', textOf('#new'), 'new'],
      [
        'an element that goes',
        '<p id="foot">Below everything.</p>',
        '',
        'document.getElementById("foot")',
        null,
      ],
      [
        'an element that is wrapped',
        '<p id="last">The last words.</p>',
        '<main><p id="last">The last words.</p></main>',
        textOf('main'),
        'The last words.',
      ],
      [
        'a style element',
        'rgb(1, 1, 1)',
        'rgb(2, 2, 2)',
        'getComputedStyle(document.querySelector("h1")).color',
        'rgb(2, 2, 2)',
      ],
      [
        'a template’s content',
        'in a template',
        'still in a template',
        'tpl.content.textContent',
        'still in a template',
      ],
      [
        'an element of SVG',
        '<circle r="1"/>',
        '<linearGradient/><circle r="1"/>',
        'drawing.firstChild.namespaceURI + drawing.firstChild.localName',
        'http://www.w3.org/2000/svglinearGradient',
      ],
      [
        'an element inside MathML',
        '<p id="last">',
        '<math><mi>x</mi></math><p id="last">',
        'document.querySelector("mi").namespaceURI',
        'http://www.w3.org/1998/Math/MathML',
      ],
      ['a comment', '<p id="last">', '<!-- new --><p id="last">', 'last.previousSibling.data', ' new '],
      ['white space', '<p id="last">', '\n\n<p id="last">', 'last.previousSibling.data', '\n  \n\n'],
      [
        'new text between elements',
        '<p id="foot">',
        'words<br>and more<p id="foot">',
        'foot.previousSibling.data',
        'and more',
      ],
      [
        'an attribute that only a parser lets through',
        'id="last"',
        'id="last" @click="go"',
        'last.getAttribute("@click")',
        'go',
      ],
      [
        'a default value, under what the visitor typed',
        'value="from source"',
        'value="other"',
        'field.defaultValue',
        'other',
      ],
    ];
  describe('and is visited at the same time', () => {
    let visited: State;
    before(async () => {
      await start();
      visited = await desk.visit();
    });
    after(end);
    for (const [what, from, to, look, sees] of changes) {
      it(`follows ${what} as it is typed, and keeps everything else`, async () => {
        desk.type(lively.replace(from, to));
        await desk.shows(look, sees);
        assert.deepEqual(await desk.state(), visited);
      });
    }
  });

  describe('and is loaded for each test', () => {
    beforeEach(start);
    afterEach(end);

    it('is patched by a save as well', async () => {
      const before = await desk.visit();
      await desk.save(lively.replace('Headline', 'Saved'));
      await desk.shows(textOf('h1'), 'Saved');
      assert.deepEqual(await desk.state(), before);
    });

    it('moves elements with everything in them when their order changes', async () => {
      const before = await desk.visit();
      const [, details = '', dialog = ''] =
        /(<details.*<\/details>)\s+(<dialog.*<\/dialog>)/.exec(lively) ?? [];
      desk.type(lively.replace(details, '').replace(dialog, dialog + details));
      await desk.shows('more.previousElementSibling.id', 'box');
      assert.deepEqual(await desk.state(), before);
    });

    it('ends in the state of the last of many edits', async () => {
      const before = await desk.visit();
      for (let i = 0; i < 50; i++)
        desk.type(lively.replace('Headline', `Headline ${i}`).replace('words', `words ${50 - i}`));
      await desk.shows(textOf('h1'), 'Headline 49');
      await desk.shows(textOf('#last'), 'The last words 1.');
      assert.deepEqual(await desk.state(), before);
    });

    it('shows the disk’s text again when the editor closes without saving', async () => {
      const before = await desk.visit();
      desk.type(lively.replace('Headline', 'Typed'));
      await desk.shows(textOf('h1'), 'Typed');
      desk.close();
      await desk.shows(textOf('h1'), 'Headline');
      assert.deepEqual(await desk.state(), before);
    });

    it('does not change while a tag, an attribute or a comment is half typed', async () => {
      const before = await desk.visit();
      const half = [
        '<',
        '<d',
        '<div',
        '<div ',
        '<div class',
        '<div class=',
        '<div class="a',
        '<!--',
        '<div>',
        '</form',
        '<style>',
        '<textarea>',
      ];
      for (const typed of half) desk.type(lively.replace('<p id="last">', `${typed}<p id="last">`));
      await desk.settled();
      assert.equal(await page.evaluate('last.previousSibling.data'), '\n  ');
      desk.type(lively.replace('<p id="last">', '<div class="a">whole</div><p id="last">'));
      await desk.shows('last.previousElementSibling.className', 'a');
      assert.deepEqual(await desk.state(), before);
    });

    it('runs no script that is typed, goes on to follow the rest, and is loaded again when it is saved', async () => {
      const before = await desk.visit();
      const typed = lively
        .replace('window.started =', 'window.typed = true; window.started =')
        .replace(
          '<p id="last">',
          '<script>window.typed = true;</script><img src="none" onerror="window.typed = true"><p id="last">',
        )
        .replace('Headline', 'Typed');
      desk.type(typed);
      await desk.shows(textOf('h1'), 'Typed');
      await desk.settled();
      assert.equal(await page.evaluate('window.typed'), undefined);
      assert.deepEqual(await desk.state(), before);
      await desk.save(typed);
      await desk.shows('window.typed', true);
      await desk.shows('[scrollY, field.value, more.open]', [555, 'typed by the visitor', true]);
    });

    it('keeps the code that it has when it is cut and pasted', async () => {
      const source = lively.replace(
        '<form>',
        '<form><button type="button" onclick="window.clicked = true">b</button>',
      );
      await desk.save(source);
      await desk.shows(textOf('button'), 'b');
      await page.waitForLoadState('load');
      desk.type(source.replace(/<button.*<\/button>/, ''));
      await desk.shows('document.querySelector("button")', null);
      desk.type(source);
      await desk.shows(textOf('button'), 'b');
      await page.click('button');
      assert.equal(await page.evaluate('window.clicked'), true);
    });

    it('waits for the save where a script has rebuilt the spot, and is then loaded again', async () => {
      const before = await desk.visit();
      desk.type(lively.replace('Loading', 'Wait'));
      await desk.settled();
      assert.deepEqual(await desk.state(), before);
      await desk.save(lively.replace('Loading', 'Wait'));
      await desk.shows('window.mark', undefined);
      await desk.shows('[rendered.textContent, scrollY]', ['ab', 555]);
    });

    it('puts what is new beside what a script has made', async () => {
      const source = lively.replace('<li>Loading</li>', '<li>Loading</li><li>Second</li>');
      await page.evaluate(`last.after(Object.assign(document.createElement('b'), { id: 'made' }))`);
      const before = await desk.visit();
      desk.type(
        source.replace('<li>Second</li>', '').replace('</p>\n  <script>', '</p><u id="new"></u>\n  <script>'),
      );
      await desk.shows(
        'last.nextSibling.id + new_.nextSibling.id'.replace('new_', 'document.getElementById("new")'),
        'newmade',
      );
      assert.deepEqual(await desk.state(), before);
    });

    it('can prevent a patch, hears of those that it lets through, and is left alone when it says so', async () => {
      await desk.visit();
      await page.evaluate(() => {
        Object.assign(window, { heard: [] });
        document.addEventListener('porthole:before-update', event => event.preventDefault(), { once: true });
        document.addEventListener('porthole:after-update', event => {
          (window as unknown as { heard: unknown[] }).heard.push((event as CustomEvent).detail);
        });
      });
      desk.type(lively.replace('Headline', 'Prevented'));
      await desk.settled();
      assert.equal(await page.evaluate(textOf('h1')), 'Headline');
      desk.type(lively.replace('Headline', 'Taken'));
      await desk.shows(textOf('h1'), 'Taken');
      await desk.shows('window.heard', [{ path: '/index.html', type: 'patch' }]);
      await page.evaluate('document.body.dataset.porthole = "off"');
      desk.type(lively.replace('Headline', 'Off'));
      await desk.settled();
      assert.equal(await page.evaluate(textOf('h1')), 'Taken');
    });
  });
});
