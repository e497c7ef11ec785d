import assert from 'node:assert/strict';
import { serve } from '../server/support/serve';
import { built } from './author';
import { html } from './classes/site';
import { Visitor } from './visitor';

interface Pair {
  /** The page that opens the window, and the window's. */
  readonly page: string;
  readonly window: string;
  /** The file that is saved, in which `old` becomes `new`. */
  readonly saved: 'index.html' | 'b.html';
  /** Which of the two must be loaded anew; each shows `old` no more. */
  readonly reloads: 'both' | 'none';
}

const opening = (script: string, more = ''): string =>
  html('', `<button id="go">go</button><i id="out"></i>${more}<script>${script}</script>`);
const opens = (then: string): string =>
  `let w; go.onclick = () => { w = open('b.html', 'b'); setTimeout(() => { ${then} }, 700) }`;
const heading = '<h1>old</h1>';
const link = '<a id="go" href="b.html" target="b">go</a>';
const appended =
  '<p>old</p><script>opener.document.body.append(document.querySelector("p").textContent)</script>';

/** What a page and a window that it has opened do to each other. */
const PAIRS: Readonly<Record<string, Pair>> = {
  'the page has read a text of the window': {
    page: opening(opens('out.textContent = w.document.querySelector("p").textContent')),
    window: html('', '<p>old</p>'),
    saved: 'b.html',
    reloads: 'both',
  },
  'the page has read a text of the window by its name': {
    page: opening(opens('out.textContent = open("", "b").document.body.innerText')),
    window: html('', '<p>old</p>'),
    saved: 'b.html',
    reloads: 'both',
  },
  'the window has read a text of the page': {
    page: opening(opens(''), heading),
    window: html(
      '',
      '<b id="b"></b><script>b.textContent = opener.document.querySelector("h1").innerText</script>',
    ),
    saved: 'index.html',
    reloads: 'both',
  },
  'the window has added to the page': {
    page: opening(opens('')),
    window: html('', appended),
    saved: 'b.html',
    reloads: 'both',
  },
  'the window, which a link has opened, has added to the page': {
    page: html('', link),
    window: html('', appended),
    saved: 'b.html',
    reloads: 'both',
  },
  'the window has sent a text to the page': {
    page: opening(`onmessage = ({ data }) => out.append(data); ${opens('')}`),
    window: html(
      '',
      '<p>old</p><script>opener.postMessage(document.querySelector("p").innerText, "*")</script>',
    ),
    saved: 'b.html',
    reloads: 'both',
  },
  'the page has added to the window': {
    page: opening(`const text = "old"; ${opens('w.document.body.append(text)')}`),
    window: html('', '<p>x</p>'),
    saved: 'index.html',
    reloads: 'both',
  },
  'neither has read what changes in the window': {
    page: opening(opens('')),
    window: html('', '<p>old</p>'),
    saved: 'b.html',
    reloads: 'none',
  },
  'neither has read what changes in the page': {
    page: opening(opens(''), heading),
    window: html('', '<p>x</p>'),
    saved: 'index.html',
    reloads: 'none',
  },
};

describe('a page and a window that it has opened are', () => {
  const visitor = Visitor.here();
  const inWindow = (code: string): Promise<unknown> => visitor.page.evaluate(`open('', 'b').${code}`);

  for (const [title, { page, window, saved, reloads }] of Object.entries(PAIRS))
    it(`${reloads === 'both' ? 'loaded anew' : 'left as they are'} if ${title}`, async () => {
      visitor.served = await serve({ 'index.html': page, 'b.html': window }, { pageScript: built });
      await visitor.goes('');
      await visitor.page.click('#go');
      await visitor.page.waitForTimeout(1500);
      await visitor.page.evaluate(`void Object.assign(window, { mark: 1 })`);
      await inWindow('mark = 1');
      await visitor.saves(saved, (saved === 'b.html' ? window : page).replaceAll('old', 'new'));
      await visitor.sees<string>(
        name =>
          [document, open('', name)!.document].every(
            one => !/\bold|^$/.test(one.querySelector('body')?.textContent ?? ''),
          ),
        'b',
      );
      // Another reload would follow by now.
      await visitor.page.waitForTimeout(1000);
      const kept = await visitor.page.evaluate(`[window.mark, open('', 'b').mark].map(Boolean)`);
      assert.deepEqual(kept, reloads === 'both' ? [false, false] : [true, true]);
      await inWindow('close()');
    });

  it('not loaded anew for a page that knows neither', async () => {
    visitor.served = await serve(
      { 'index.html': opening(opens('')), 'c.html': html('', '<p>x</p><script>window.open.name</script>') },
      { pageScript: built },
    );
    await visitor.goes('');
    const other = await visitor.newPage();
    await other.goto(`${visitor.served.url}c.html`);
    await other.evaluate(`void Object.assign(window, { mark: 1 })`);
    await other.waitForTimeout(1000);
    await visitor.saves('index.html', opening(`${opens('')}; document.title = 'new'`));
    await visitor.sees(() => document.title === 'new');
    await other.waitForTimeout(1000);
    assert.equal(await other.evaluate('window.mark'), 1);
    await other.close();
  });
});
