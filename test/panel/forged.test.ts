import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import type { FromPanel } from '../../src/protocol/previewMessages';
import { launchBrowser } from '../host/browser';
import { endAll, type Served, serve } from '../server/support/serve';

// The panel's document with a second frame, which no panel has: a page of the same server that pretends to be
// the first one.
const DOCUMENT = `<!DOCTYPE html><html><body>
<form id="bar"><button id="back" type="button"></button><button id="forward" type="button"></button>
<button id="reload" type="button"></button><input id="address"><button id="browser" type="button"></button></form>
<iframe id="frame"></iframe><div id="stopped" hidden><p id="reason"></p><button id="start" type="button"></button></div>
<iframe id="other"></iframe><script src="/panel.js"></script></body></html>`;

const TIMES = 100;
/** Both pages send the given messages, a hundred times. */
const PUPPET = `<!doctype html><title>mine</title><script>
addEventListener('message', ({ data }) => {
  if (data && data.say) for (let time = 0; time < ${TIMES}; time++) parent.postMessage(data.say, '*');
});
</script>`;

/** Messages by which a page could try to control the panel: in the page's format, in VS Code's, and in none. */
const lies = (base: string): unknown[] => [
  { type: 'porthole:shown', url: 'https://evil.example/', title: 'stolen' },
  { type: 'porthole:shown', url: 'javascript:alert(1)', title: 'stolen' },
  { type: 'porthole:shown', url: `${base}${'x'.repeat(70_000)}`, title: 'stolen' },
  { type: 'porthole:shown', url: 7, title: {} },
  { type: 'show', folder: 'file:///', base: 'https://evil.example/', page: '' },
  { type: 'stopped', reason: 'stolen' },
  { type: 'openInBrowser', page: 'https://evil.example/' },
  { type: 'constructor' },
  'x'.repeat(1 << 20),
  null,
];

interface Counting {
  /** The number of last messages that have reached the panel's window. */
  countEnds(): number;
}
const countEnds = () => (window as unknown as Counting).countEnds();

describe('a preview panel whose page lies', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let panel: http.Server;
  let served: Served;
  const errors: string[] = [];

  before(async () => {
    browser = await launchBrowser();
    panel = http.createServer((request, response) => {
      const isScript = request.url === '/panel.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? readFileSync(path.resolve('dist/panel.js')) : DOCUMENT);
    });
    await new Promise<void>(resolve => panel.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    await browser.close();
    panel.close();
  });
  beforeEach(async () => {
    const around = `http://127.0.0.1:${(panel.address() as AddressInfo).port}`;
    served = await serve(
      { 'index.html': PUPPET, 'second.html': PUPPET },
      { pageScript: path.resolve('dist/page.js'), frameAncestors: [around] },
    );
    page = await browser.newPage();
    errors.length = 0;
    page.on('pageerror', error => errors.push(String(error)));
    await page.addInitScript(() => {
      const said: unknown[] = [];
      const acquireVsCodeApi = () => ({
        postMessage: (message: unknown) => said.push(message),
        getState: () => undefined,
        setState: () => undefined,
      });
      let ends = 0;
      addEventListener('message', ({ data }) => data === 'end' && ends++);
      Object.assign(window, { acquireVsCodeApi, said, countEnds: () => ends });
    });
    await page.goto(around);
    await tellPanel({ type: 'show', folder: 'file:///site', base: served.url, page: '' });
    await page.waitForFunction(() =>
      (window as unknown as { said: { title?: string }[] }).said.some(({ title }) => title === 'mine'),
    );
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  /** Messages of VS Code come from the panel's own origin. */
  const tellPanel = (message: unknown): Promise<void> =>
    page.evaluate(told => window.postMessage(told, location.origin), message);
  /** Playwright moves the focus like a page, so this message is true. */
  const saidNow = async (): Promise<FromPanel[]> => {
    const all = await page.evaluate(() => (window as unknown as { said: FromPanel[] }).said.splice(0));
    return all.filter(({ type }) => type !== 'focusTaken');
  };
  const frameAt = async (id: string): Promise<Frame> => {
    const frame = await (await page.$(`#${id}`))?.contentFrame();
    return frame ?? assert.fail(`no frame ${id}`);
  };

  /**
   * The panel's messages to the editor while a frame sends all this. Messages keep their order: after the
   * last one, all have arrived.
   */
  async function heardFrom(frame: Frame, messages: readonly unknown[]): Promise<FromPanel[]> {
    await saidNow();
    const before = await page.evaluate(countEnds);
    for (const say of [...messages, 'end'])
      await frame.evaluate(message => window.postMessage({ say: message }, '*'), say);
    await page.waitForFunction(
      count => (window as unknown as Counting).countEnds() === count,
      before + TIMES,
    );
    return saidNow();
  }

  it('shows what it showed, opens nothing and throws nothing, a thousand lies long', async () => {
    assert.deepEqual(await heardFrom(await frameAt('frame'), lies(served.url)), []);
    assert.equal((await frameAt('frame')).url(), served.url);
    assert.equal(await page.inputValue('#address'), '/');
    assert.ok(await page.locator('#stopped').isHidden());
    assert.deepEqual(errors, []);
  });

  it('takes no word of another frame, though its origin is right', async () => {
    const other = await frameAt('other');
    await other.goto(`${served.url}second.html`);
    const shown = { type: 'porthole:shown', url: `${served.url}second.html`, title: 'stolen' };
    assert.deepEqual(await heardFrom(other, [shown, ...lies(served.url)]), []);
    // The same messages from the right frame are accepted, so only the frame makes the difference.
    const [heard] = await heardFrom(await frameAt('frame'), [shown]);
    assert.deepEqual(heard, { type: 'navigated', page: 'second.html', title: 'stolen' });
  });

  it('takes no word of its own frame once that is somewhere else', async () => {
    const elsewhere = await serve({ 'index.html': PUPPET }, { frameAncestors: [new URL(page.url()).origin] });
    const frame = await frameAt('frame');
    await frame.goto(elsewhere.url);
    const shown = { type: 'porthole:shown', url: `${served.url}second.html`, title: 'stolen' };
    assert.deepEqual(await heardFrom(await frameAt('frame'), [shown, ...lies(served.url)]), []);
    assert.deepEqual(errors, []);
  });
});
