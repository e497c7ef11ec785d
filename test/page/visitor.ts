import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { endAll, type Served, serve, type Tree } from '../server/support/serve';

export const built = path.resolve('dist/page.js');

/** The elements of each page's body in which the visitor leaves traces. */
export const room = `<input id="name"><details id="more"><summary>more</summary>x</details>
<div id="box" style="height:80px;overflow:auto"><div style="height:900px">box</div></div><ul id="made"></ul>
<script>for (const i of [1, 2, 3]) made.append(Object.assign(document.createElement('li'), { textContent: i + ' ' + Math.random() }));</script>
<div style="height:3000px"></div>`;

export const pageOf = (head: string, body = '', tail = ''): string =>
  `<!doctype html><html><head>${head}</head><body>${body}${room}${tail}</body></html>`;

/** Milliseconds between two looks. Playwright's own look at each frame costs half as much processor time again. */
const LOOK = 40;

/** One browser for a file of tests; a server and a page for each. */
export class Visitor {
  private browser: Browser | undefined;
  page!: Page;
  served!: Served;
  private list = '';

  /** To be called in a `describe`. */
  static here(): Visitor {
    const visitor = new Visitor();
    before(async () => {
      visitor.browser = await launchBrowser();
    });
    after(() => visitor.browser?.close());
    afterEach(async () => {
      await visitor.page.close();
      await endAll();
    });
    return visitor;
  }

  /** Opens a page of these files, connected, and leaves traces in it. */
  async opens(tree: Tree, target = ''): Promise<void> {
    this.served = await serve(tree, { pageScript: built });
    await this.goes(target);
    await this.leavesTraces();
  }

  /** A page with a profile of its own. */
  newPage(): Promise<Page> {
    return this.browser!.newPage();
  }

  async goes(target: string): Promise<void> {
    this.page = await this.newPage();
    await this.page.goto(this.served.url + target);
    await this.isConnected();
  }

  /** The server knows the page and what it uses: reports are gathered for 100 ms. */
  async isConnected(): Promise<void> {
    await this.page.waitForLoadState('load');
    await this.page.waitForTimeout(350);
  }

  async leavesTraces(): Promise<void> {
    await this.page.fill('#name', 'typed');
    await this.page.evaluate(() => {
      (document.getElementById('more') as HTMLDetailsElement).open = true;
      document.getElementById('box')!.scrollTop = 300;
      document.getElementById('name')!.focus({ preventScroll: true });
      scrollTo(0, 700);
    });
    this.list = await this.page.locator('#made').innerText();
  }

  /** Writes a file as an editor would. */
  saves(name: string, text: string | Uint8Array): Promise<void> {
    return this.served.write({ [name]: text });
  }

  /** Waits until a function in the page returns a value. */
  async sees<T>(fact: (argument: T) => unknown, argument?: T): Promise<void> {
    await this.page.waitForFunction(fact as (argument: unknown) => unknown, argument, {
      timeout: 8000,
      polling: LOOK,
    });
  }

  /** The value of a computed property of `#text`, waited for. */
  async seesStyle(name: string, value: string, selector = '#text'): Promise<void> {
    await this.sees(
      ([sel, property, wanted]) =>
        getComputedStyle(document.querySelector(sel!)!).getPropertyValue(property!) === wanted,
      [selector, name, value],
    );
  }

  async style(name: string, selector = '#text'): Promise<string> {
    return this.page.evaluate(
      ([sel, property]) => getComputedStyle(document.querySelector(sel!)!).getPropertyValue(property!),
      [selector, name],
    );
  }

  /** Waits until the corner at the top right shows nothing but this colour. */
  async isPainted(colour: string): Promise<void> {
    const corner = await this.browser!.newPage();
    await corner.setContent(`<body style="margin:0;background:${colour}">`);
    const wanted = await corner.screenshot({ clip: { x: 0, y: 0, width: 20, height: 20 } });
    await corner.close();
    const { width } = this.page.viewportSize()!;
    // A vertical scrollbar may take its share.
    const inner = await this.page.evaluate(() => document.documentElement.clientWidth).catch(() => width);
    for (let i = 0; i < 80; i++) {
      const clip = { x: inner - 20, y: 0, width: 20, height: 20 };
      if ((await this.page.screenshot({ clip })).equals(wanted)) return;
      await this.page.waitForTimeout(50);
    }
    assert.fail(`the corner is not ${colour}`);
  }

  private async traces(): Promise<unknown> {
    return this.page.evaluate(() => ({
      typed: (document.getElementById('name') as HTMLInputElement).value,
      open: (document.getElementById('more') as HTMLDetailsElement).open,
      box: document.getElementById('box')!.scrollTop,
      focus: document.activeElement?.id,
      scroll: scrollY,
    }));
  }

  /** Whether it is the same document as before, with all traces. */
  async finds(): Promise<void> {
    assert.equal(await this.page.locator('#made').innerText(), this.list, 'the page was reloaded');
    await this.findsTraces();
  }

  /** Whether all traces are there again, if need be in a new document. */
  async findsTraces(): Promise<void> {
    const left = { typed: 'typed', open: true, box: 300, focus: 'name', scroll: 700 };
    await this.sees(() => scrollY === 700 && document.getElementById('box')!.scrollTop === 300).catch(
      () => undefined,
    );
    assert.deepEqual(await this.traces(), left);
  }

  async isNew(): Promise<void> {
    await this.page.waitForFunction(
      list => {
        const made = document.getElementById('made');
        return (
          document.readyState === 'complete' && made && made.children.length > 0 && made.innerText !== list
        );
      },
      this.list,
      { timeout: 8000, polling: LOOK },
    );
    this.list = await this.page.locator('#made').innerText();
  }
}
