import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { eventually } from '../host/ui';
import { endAll, type Served, serve } from '../server/support/serve';

const tree = {
  'index.html': `<!doctype html>
<title>errors</title>
<script>nowhere();</script>
<script src="late.js"></script>`,
  'late.js': `setTimeout(() => {
  throw new RangeError('too\\nlate');
});
void Promise.reject(new Error('kept by nobody'));`,
  'flood.html': `<!doctype html><script>for (let i = 0; i < 500; i++) setTimeout(() => { throw new Error('again ' + i) })</script>`,
  'frames.html': `<!doctype html><script>let at = 0; (function frame() { if (++at < 60) requestAnimationFrame(frame); else setTimeout(() => { throw new Error('another') }); throw new Error('of a frame'); })()</script>`,
  'fine.html': `<!doctype html><script>try { nowhere() } catch {}</script><img src="missing.png">`,
};

describe('an error that a page does not handle', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;
  const warnings = (): string[] =>
    served.log.flatMap(entry => (entry.kind === 'event' && entry.level === 'warn' ? [entry.text] : []));

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    served = await serve(tree, { pageScript: path.resolve('dist/page.js') });
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  it('is a line of the log that names file, line and column', async () => {
    await page.goto(served.url);
    const expected = [
      `Page /: Uncaught ReferenceError: nowhere is not defined (${path.join(served.root, 'index.html')}:3:9)`,
      `Page /: Uncaught (in promise) Error: kept by nobody (${path.join(served.root, 'late.js')}:4:21)`,
      `Page /: Uncaught RangeError: too�late (${path.join(served.root, 'late.js')}:2:9)`,
    ];
    await eventually('all of them are told', async () =>
      Promise.resolve(warnings().length >= expected.length || warnings().join('\n')),
    );
    assert.deepEqual(warnings().toSorted(), expected.toSorted());
  });

  it('is told a few times, not five hundred', async () => {
    await page.goto(`${served.url}flood.html`);
    await eventually('the first ones are told', async () => Promise.resolve(warnings().length >= 20));
    await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)));
    assert.equal(warnings().length, 20);
  });

  it('is told a few times where it repeats, and hides no other', async () => {
    await page.goto(`${served.url}frames.html`);
    await eventually('the other is told', () =>
      Promise.resolve(warnings().some(text => text.includes('another'))),
    );
    assert.equal(warnings().length, 9);
  });

  it('is nothing else: neither one that is handled nor a missing picture', async () => {
    await page.goto(`${served.url}fine.html`);
    await page.evaluate(() =>
      setTimeout(() => {
        throw new Error('the last');
      }),
    );
    await eventually('the last is told', async () =>
      Promise.resolve(warnings().some(text => text.includes('the last'))),
    );
    assert.equal(warnings().length, 1);
  });
});
