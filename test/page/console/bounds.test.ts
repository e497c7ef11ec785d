import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { ConsoleDesk, textOf } from './consoleDesk';

describe('the console of a page, when it is too much', () => {
  let browser: Browser;
  let desk: ConsoleDesk;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    desk = await ConsoleDesk.open(browser, {
      'index.html': '<!doctype html><title>Page</title><script>console.log("inline")</script>',
    });
    await desk.goes();
    await desk.sees('inline');
  });
  afterEach(async () => {
    await desk.page.close();
    await endAll();
  });

  const runs = async (code: string): Promise<void> => {
    await desk.page.evaluate(`(() => { ${code} })()`);
  };

  it('counts what repeats, and leaves out what comes too fast', async () => {
    await runs('for (let at = 0; at < 5_000; at++) console.log("same", 1)');
    await desk.sees('same');
    await desk.page.waitForTimeout(400);
    const same = desk.entries.filter(entry => textOf(entry).startsWith('same') || entry.kind === 'again');
    assert.equal(
      same.reduce((sum, { count }) => sum + count, 0),
      5_000,
    );
    assert.ok(same.length < 20);
    await desk.page.waitForTimeout(1100);
    const before = desk.entries.length;
    await runs('for (let at = 0; at < 5_000; at++) console.log("other", at)');
    await desk.page.waitForTimeout(1500);
    const told = desk.entries.length - before;
    assert.ok(told >= 150 && told <= 600, String(told));
    assert.equal(told + desk.omitted, 5_000);
  });

  it('survives values that fight back, and a page that has broken its natives', async () => {
    await runs(`
      const trap = new Proxy({}, { ownKeys() { console.log('never told'); throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } });
      globalThis.after = 0;
      console.log('hostile', trap); after++;
      const error = new Error('own'); Object.defineProperty(error, 'stack', { get() { after = -100; } });
      console.log('stack', error); after++;
      const { map, push } = Array.prototype; const { stringify } = JSON; const { call } = Function.prototype;
      Error.prepareStackTrace = () => { after = -100; }; Array.prototype.map = Array.prototype.push = JSON.stringify = Function.prototype.call = () => { throw new Error('broken') };
      console.log('after all'); after++; delete Error.prepareStackTrace;
      Array.prototype.map = map; Array.prototype.push = push; JSON.stringify = stringify; Function.prototype.call = call;`);
    await desk.sees('after all');
    await desk.sees('stack');
    assert.equal(await desk.page.evaluate('after'), 3);
    assert.ok(!desk.entries.some(entry => textOf(entry).includes('never told')));
  });
});
