// node out/test/host/runInVSCode.js bench/problems: milliseconds from an error in a page of Chromium to VS Code's Problems view.
import type { Browser, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { folder, run } from '../../editor/helpers';
import { launchBrowser } from '../../host/browser';
import { median, percentile, readable } from '../figures';
import { Figures } from '../inWindow';

const TRIALS = 30;

describe('an error of a page', () => {
  const figures = new Figures('problems');
  let browser: Browser;
  let page: Page;

  before(async () => {
    const { url } = await run('porthole.start', folder());
    browser = await launchBrowser();
    page = await browser.newPage();
    const connected = page.waitForEvent('websocket');
    await page.goto(url);
    await connected;
  });
  after(async () => {
    await browser.close();
    figures.keep();
  });

  /** Milliseconds by the clock of this machine, which the browser shares. */
  async function trial(at: number): Promise<number> {
    const message = `trial ${at}`;
    const shown = new Promise<number>(resolve => {
      const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const all = uris.flatMap(uri => vscode.languages.getDiagnostics(uri));
        if (!all.some(diagnostic => diagnostic.message.includes(message))) return;
        listener.dispose();
        resolve(Date.now());
      });
    });
    const thrown = await page.evaluate(text => {
      const url = `${location.origin}/scripts/site.js`;
      const failure = new Error(text);
      failure.stack = `Error: ${text}\n    at ${url}:1:1`;
      void Promise.reject(failure);
      return Date.now();
    }, message);
    return (await shown) - thrown;
  }

  it('is in the Problems view soon', async function () {
    this.timeout(120_000);
    const times: number[] = [];
    for (let at = -3; at < TRIALS; at++) {
      if (at % 15 === 0) await page.reload({ waitUntil: 'load' });
      const time = await trial(at);
      if (at >= 0) times.push(time);
    }
    figures.judge({
      what: 'an uncaught error of a page in Chromium, to VS Code’s Problems view',
      value: median(times),
      unit: 'ms',
      goal: { atMost: 200 },
      ours: `${readable(median(times))} ms, p95 ${readable(percentile(times, 0.95))}`,
      reference: `${TRIALS} errors, one after the other`,
    });
  });
});
