import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import {
  eventually,
  openFile,
  previewPage,
  runCommand,
  save,
  statusItem,
  statusSays,
  typeOver,
} from '../host/ui';
import { lively, livelyFiles, type State, stateOf, visit } from '../page/livelyPage';
import type { Desk } from './desk';
import { placeOf, setUp } from './desk';

const NAME = 'lively.html';

/** Runs in the page: the names of all elements that the body ever had. */
function noteNames(): void {
  const names = new Set<string>();
  new MutationObserver(() => {
    for (const { localName } of document.body.children) names.add(localName);
  }).observe(document.body, { childList: true, subtree: true });
  Object.assign(window, { names });
}

describe('typing in the workbench, beside a page that is in use', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;
  /** A page in the preview and one in a separate window, each with a visitor. */
  let pages: (Frame | Page)[];
  let visited: State[];
  const onDisk = (): string => readFileSync(path.join(desk.site, NAME), 'utf8');

  before(async () => {
    // Moving the caret would scroll the page; here only typing may change it.
    desk = await setUp({ 'porthole.autoStart': 'never', 'porthole.followCaret': 'off' });
    const scratch = await desk.browser.newPage();
    const files = await livelyFiles(scratch);
    await scratch.context().close();
    for (const [name, content] of Object.entries(files))
      await writeFile(path.join(desk.site, name === 'index.html' ? NAME : name), content);
    const greedy = '<title>Greedy</title><input id="field"><script src="greedy.js"></script>';
    await writeFile(path.join(desk.site, 'greedy.html'), greedy);
    await writeFile(
      path.join(desk.site, 'greedy.js'),
      "onload = () => { field.focus(); fetch('/taken'); };\n",
    );
    page = await desk.open();
    await openFile(page, NAME);
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    const tab = await desk.browser.newPage();
    const port = (await statusItem(page).textContent())?.trim() ?? '';
    await tab.goto(`http://127.0.0.1:${port}/${NAME}`);
    pages = [await previewPage(page), tab];
    for (const each of pages) {
      await each.locator('#foot').waitFor({ state: 'attached' });
      await visit(each);
    }
    // The author takes the keyboard back from a visitor.
    await page.locator(`.tab[data-resource-name="${NAME}"]`).click();
    visited = await states();
    assert.equal(visited[1]?.['focus'], 'field');
  });
  after(() => desk?.close());

  /** Puts the cursor before a text and types, or types over it. */
  async function type(at: string, text: string, over = 0): Promise<void> {
    await openFile(page, NAME, ...placeOf(desk.site, NAME, at));
    await typeOver(page, over, text);
  }

  const see = (what: string): Promise<unknown[]> =>
    Promise.all(pages.map(each => each.evaluate<unknown>(what)));

  const states = (): Promise<State[]> => Promise.all(pages.map(stateOf));

  /** Waits until all pages show this text. */
  async function show(what: string, expected: unknown): Promise<void> {
    const wanted = JSON.stringify(expected);
    await eventually(`${what} is ${wanted}`, async () => {
      const seen = await see(what);
      return seen.every(each => JSON.stringify(each) === wanted) ? { seen } : `it is ${JSON.stringify(seen)}`;
    });
  }

  it('shows a text as it is typed, and keeps all that the page and its visitor did', async () => {
    await type('Headline', 'Typed by hand', 'Headline'.length);
    await show('document.querySelector("h1").textContent', 'Typed by hand');
    assert.deepEqual(await states(), visited);
    assert.equal(onDisk(), lively);
  });

  it('shows an element once its tag is closed, and no half of it on the way', async () => {
    await Promise.all(pages.map(each => each.evaluate(noteNames)));
    await type('<p id="foot">', '<blockquote class="by-hand">Well said</blockquote>');
    await show('document.querySelector(".by-hand")?.textContent', 'Well said');
    assert.deepEqual(await states(), visited);
    assert.deepEqual(await see('[...window.names].filter(name => "blockquote".startsWith(name))'), [
      ['blockquote'],
      ['blockquote'],
    ]);
    await show('document.getElementById("foot").textContent', 'Below everything.');
  });

  it('shows a style as it is typed', async () => {
    await type('rgb(1, 1, 1)', 'rgb(7, 8, 9)', 'rgb(1, 1, 1)'.length);
    await show('getComputedStyle(document.querySelector("h1")).color', 'rgb(7, 8, 9)');
    assert.deepEqual(await states(), visited);
  });

  it('goes back with each step that is undone, to what is on the disk', async () => {
    await runCommand(page, 'File: Revert File');
    await show('document.querySelector("h1").textContent', 'Headline');
    await show('document.querySelector(".by-hand")', null);
    await show('getComputedStyle(document.querySelector("h1")).color', 'rgb(1, 1, 1)');
    assert.deepEqual(await states(), visited);
  });

  it('shows the same after a save, patched and not loaded again', async () => {
    await type('Headline', 'Saved by hand', 'Headline'.length);
    await save(page);
    await show('document.querySelector("h1").textContent', 'Saved by hand');
    assert.match(onDisk(), /Saved by hand/);
    assert.deepEqual(await states(), visited);
  });

  it('runs no script before it is saved; then the page starts anew with all that the visitor did', async () => {
    await type('window.started =', 'window.typed = true; ');
    await type('The last words', 'Typed: ');
    await show('document.getElementById("last").textContent', 'Typed: The last words.');
    assert.deepEqual(await see('window.typed'), [undefined, undefined]);
    assert.deepEqual(await states(), visited);
    await save(page);
    await show('window.typed', true);
    await show('[scrollY, scroller.scrollTop]', [555, 333]);
    for (const { values, ticked, details, rendered } of await states())
      assert.deepEqual(
        { values, ticked, details, rendered },
        { values: visited[0]?.['values'], ticked: true, details: true, rendered: 'ab' },
      );
    const { focus, selection } = await stateOf(pages[1]!);
    assert.deepEqual({ focus, selection }, { focus: 'field', selection: [2, 7] });
    // The page beside the editor does not take the keyboard: further typing goes into the source.
    await page.keyboard.type('Still: ');
    await show('document.getElementById("last").textContent', 'Typed: Still: The last words.');
  });

  // No questions to frames before the end: Playwright's count as a person's gesture, after which a page may
  // take the focus.
  it('keeps the keyboard where it is when a page takes the focus as it loads', async () => {
    await openFile(page, 'greedy.html');
    const typed = async (letters: string): Promise<void> => {
      // The focus returns once the panel and VS Code have handled its loss.
      await page.locator('.editor-group-container.active .view-lines').waitFor();
      await page.waitForTimeout(500);
      await page.keyboard.type(letters);
      await page.locator('.editor-group-container.active .view-lines', { hasText: letters }).waitFor();
    };
    const taken = (): Promise<unknown> =>
      page.waitForEvent('request', asked => asked.url().endsWith('/taken'));
    const first = taken();
    await runCommand(page, 'Porthole: Show Preview');
    await first;
    await typed('first');
    await openFile(page, 'greedy.js');
    await typed('/*once*/');
    const second = taken();
    await save(page);
    await second;
    await typed('/*more*/');
    assert.equal(await (await previewPage(page)).locator('#field').inputValue(), '');
  });
});
