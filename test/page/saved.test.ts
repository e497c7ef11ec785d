import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { isShort } from '../host/wholeRun';
import { describeAlsoLinked } from '../server/support/roots';
import { endAll, type Served, serve } from '../server/support/serve';
import { Author, built } from './author';
import { opens } from './lively';

const list = '<ul id="list"><li>one</li><li>two</li></ul>';
const page = (body: string, script = ''): string =>
  `<!doctype html><html><head></head><body>${body}${script === '' ? '' : `<script>${script}</script>`}</body></html>`;

/** A change of a page. If `back` is there, it was typed before, so that the change is only made and undone. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly by?: string;
}

/** Changes after which a fresh load would show something else than the patch. */
const RELOADS: Readonly<Record<string, Change>> = {
  'a list with a listener was deleted and brought back': {
    from: page(list, 'list.addEventListener("click", () => document.title = "clicked")'),
    by: page('', 'list.addEventListener("click", () => document.title = "clicked")'),
    to: page(list, 'list.addEventListener("click", () => document.title = "clicked")'),
  },
  'a list with a handler was deleted and brought back': {
    from: page(list, 'window.list.onclick = () => document.title = "clicked"'),
    by: page('', 'window.list.onclick = () => document.title = "clicked"'),
    to: page(list, 'window.list.onclick = () => document.title = "clicked"'),
  },
  'a template was cloned': ((text: string) => ({ from: text, to: text.replace('old', 'new') }))(
    page(
      '<template id="t"><b>old</b></template><div id="out"></div>',
      'out.append(document.getElementById("t").content.cloneNode(true))',
    ),
  ),
  'a script read a data attribute': ((text: string) => ({ from: text, to: text.replace('="1"', '="2"') }))(
    page(
      '<p id="p" data-size="1">p</p><i id="out"></i>',
      'out.textContent = document.querySelector("#p").dataset.size',
    ),
  ),
  'a script counted children': {
    from: page(
      `${list}<i id="out"></i>`,
      'out.textContent = document.getElementById("list").children.length',
    ),
    to: page(
      `${list.replace('</ul>', '<li>three</li></ul>')}<i id="out"></i>`,
      'out.textContent = document.getElementById("list").children.length',
    ),
  },
  'a script read headings': ((text: string) => ({ from: text, to: text.replace('Old', 'New') }))(
    page(
      '<h2>Old</h2><nav id="toc"></nav>',
      'for (const h of document.querySelectorAll("h2")) toc.append(h.textContent)',
    ),
  ),
  'a script asked for elements of which there are more': {
    from: page('<p class="slide">a</p>', 'window.slides = [...document.querySelectorAll(".slide")]'),
    to: page(
      '<p class="slide">a</p><p class="slide">b</p>',
      'window.slides = [...document.querySelectorAll(".slide")]',
    ),
  },
  'a script read the rules of a style': ((text: string) => ({ from: text, to: text.replace('old', 'new') }))(
    page(
      '<style>p { --word: old }</style><i id="out"></i>',
      'document.getElementById("out").textContent = document.styleSheets[0].cssRules[0].cssText',
    ),
  ),
  'an observer of a script counted the change': ((text: string) => ({
    from: text,
    to: text.replace('old', 'new'),
  }))(
    page(
      '<p>old</p><i id="out"></i>',
      'new MutationObserver(() => document.getElementById("out").append("+")).observe(document.querySelector("p"), { characterData: true, subtree: true })',
    ),
  ),
  'mustaches are new in a page with scripts': {
    from: page('<p>a</p>', 'document.querySelector("p")'),
    to: page('<p>a {{ count }}</p>', 'document.querySelector("p")'),
  },
  'a shadow root is declared': {
    from: page('<p>a</p>'),
    to: page('<p>a</p><div><template shadowrootmode="open"><b>in</b></template></div>'),
  },
};

/** Changes that the patch shows as a fresh load would. */
const PATCHES: Readonly<Record<string, Change>> = {
  'a text that no script read': ((text: string) => ({ from: text, to: text.replace('old', 'new') }))(
    page('<p>old</p><i id="out"></i>', 'document.getElementById("out").textContent = "by script"'),
  ),
  'a class and a style': ((text: string) => ({
    from: text,
    to: text.replace('class="a"', 'class="b"').replace('red', 'blue'),
  }))(page('<p id="p" class="a" style="color: red">p</p>', 'document.getElementById("p").onclick = () => 1')),
  'a class of an element whose style a script asked for': ((text: string) => ({
    from: text,
    to: text.replace('class="a"', 'class="b"'),
  }))(
    page(
      '<style>.b { color: red }</style><p id="p" class="a">p</p>',
      'window.colour = getComputedStyle(document.getElementById("p")).color',
    ),
  ),
  'a style of other elements than those that a script asked for': ((text: string) => ({
    from: text,
    to: text.replace('red', 'blue'),
  }))(
    page(
      '<style>b { color: red }</style><b>b</b><p id="p">p</p>',
      'document.title = getComputedStyle(document.getElementById("p")).color; new MutationObserver(() => 1).observe(document, { subtree: true, childList: true, characterData: true })',
    ),
  ),
  'an element behind the one that a script wrote where it stands': {
    from: page('', 'document.write("<b>written</b>")'),
    to: page('', 'document.write("<b>written</b>")').replace('</body>', '<p>new</p></body>'),
  },
  'anything in a page without scripts': {
    from: page(list),
    to: page(`<h1 data-x="1">new</h1>${list.replace('two', '{{ two }}')}`),
  },
  'an element beside those that a script asked for': {
    from: page(
      '<p class="slide">a</p><div></div>',
      'window.slides = document.querySelectorAll(".slide").length',
    ),
    to: page(
      '<p class="slide">a</p><div><b>new</b></div>',
      'window.slides = document.querySelectorAll(".slide").length',
    ),
  },
};

const describeLinked = describeAlsoLinked(/a script read a data attribute/, [', with a link as the root']);
describeLinked('a document that is typed and saved', () => {
  let browser: Browser;
  let tab: Page;
  let served: Served;

  before(async () => (browser = await launchBrowser()));
  after(() => browser.close());
  afterEach(async () => {
    await tab.close();
    await endAll();
  });

  async function open(files: Readonly<Record<string, string>>): Promise<Author> {
    served = await serve(files, { pageScript: built });
    tab = await browser.newPage();
    await opens(tab, served.url);
    await tab.waitForTimeout(300);
    await tab.evaluate(() => Object.assign(window, { mark: 'same' }) && undefined);
    return new Author(served);
  }

  /** The requests for the document, by the server's log, since not every driver reports loads. */
  const loads = (): number =>
    served.log.filter(entry => entry.kind !== 'event' && /^\/(?:\?|$)/.test(entry.target)).length;
  const isKept = (): Promise<boolean> => tab.evaluate(() => (window as { mark?: string }).mark === 'same');
  const body = (): Promise<string> => tab.evaluate(() => document.body.innerHTML);

  async function change({ from, by, to }: Change): Promise<boolean> {
    const author = await open({ 'index.html': from });
    for (const text of by === undefined ? [to] : [by, to]) {
      author.type(text);
      await tab.waitForTimeout(250);
    }
    assert.ok(await isKept(), 'it reloaded while it was typed');
    await author.save(to);
    await tab.waitForTimeout(700);
    const kept = await isKept();
    const shown = await body();
    await tab.reload();
    assert.equal(shown, await body(), 'not what a fresh load shows');
    return kept;
  }

  for (const [what, given] of Object.entries(RELOADS))
    it(`is loaded again once by the save when ${what}`, async () => assert.equal(await change(given), false));

  for (const [what, given] of Object.entries(PATCHES))
    it(`keeps everything by a save of ${what}`, async () => assert.equal(await change(given), true));

  const refusals = (): number =>
    served.log.filter(entry => entry.kind === 'event' && entry.text.includes('does not reload')).length;

  it('is loaded again for each save of a script in the editor, however fast', async () => {
    const author = await open({ 'index.html': '<p></p><script src="a.js"></script>', 'a.js': '0' });
    for (let round = 1; round <= 5; round++) {
      await author.save(`document.querySelector('p').textContent = ${round}`, 'a.js');
      await tab.waitForFunction(shown => document.body.innerText === shown, String(round));
    }
    assert.equal(refusals(), 0);
  });

  /** Pages that would reload for ever, and the text that is written at each request for their document. */
  const LOOPS: Readonly<
    Record<string, { files: Record<string, string>; build: (round: number) => Record<string, string> }>
  > = {
    'a build writes its script each time that it is loaded': {
      files: { 'index.html': '<script src="a.js"></script>', 'a.js': '0' },
      build: round => ({ 'a.js': String(round) }),
    },
    'a build writes its document each time that it is loaded': {
      files: { 'index.html': '<script>0</script>' },
      build: round => ({ 'index.html': `<script>${round}</script>` }),
    },
    'a build writes several of its files each time that it is loaded': {
      files: {
        'index.html': '<script src="a.js"></script><script src="b.js"></script>',
        'a.js': '0',
        'b.js': '0',
      },
      build: round => (round % 2 === 0 ? { 'a.js': String(round) } : { 'b.js': String(round) }),
    },
    'its script rewrites its address': {
      files: {
        'index.html':
          '<script src="a.js"></script><script>history.replaceState(0, "", "?" + Math.random())</script>',
        'a.js': '0',
      },
      build: round => ({ 'a.js': String(round) }),
    },
    'it has an old library': {
      files: {
        'index.html':
          '<script>Array.prototype.toJSON = () => "[]"; Object.prototype.filter = 1</script><script>0</script>',
      },
      build: round => ({
        'index.html': `<script>Array.prototype.toJSON = () => "[]"; Object.prototype.filter = 1</script><script>${round}</script>`,
      }),
    },
  };
  for (const [what, { files, build }] of Object.entries(LOOPS).slice(0, isShort() ? 1 : undefined))
    it(`is loaded again some times, and then says so and rests, when ${what}`, async () => {
      await open(files);
      const before = loads();
      let round = 0;
      let known = -1;
      // Acts like a build at each request; two changes come after the page has refused to reload.
      for (let rest = 30; rest > 0; await tab.waitForTimeout(25)) {
        if (refusals() > 0) rest--;
        if (loads() === known && rest % 15 !== 0) continue;
        known = loads();
        await served.write(build(++round));
      }
      // On a machine that takes a second for a load, a build looks like a person at first, and once may be enough.
      const count = loads() - before;
      assert.ok(count >= 1 && count <= 6, `loaded ${count} times`);
      assert.ok(refusals() <= 2, `told ${refusals()} times`);
    });
});
