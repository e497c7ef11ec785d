import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import type { FromPanel } from '../../../src/protocol/previewMessages';
import type { GivenOptions } from '../../../src/server';
import { launchBrowser } from '../../host/browser';
import { endAll, type Served, serve, type Tree } from '../../server/support/serve';

/** The flags of a webview in VS Code: neither windows, nor dialogs, nor a navigation of the top. */
const WEBVIEW = 'allow-scripts allow-same-origin allow-forms allow-pointer-lock allow-downloads';
const SOURCE = readFileSync(path.resolve('src/editor/preview/panelHtml.ts'), 'utf8');
const [, SANDBOX = ''] = /const SANDBOX =\s*'([^']+)'/.exec(SOURCE) ?? [];
const [, ALLOW = ''] = /<iframe id="frame"[^>]* allow="([^"]*)"/.exec(SOURCE) ?? [];
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/panel.js': ['dist/panel.js', 'text/javascript'],
  '/panel.css': ['media/panel.css', 'text/css'],
  '/view.css': ['media/view.css', 'text/css'],
};

const panelHtml = (origin: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; frame-src ${origin}">
<link rel="stylesheet" href="/panel.css"><title>Preview</title></head><body>
<form id="bar" role="toolbar"><button id="back" type="button"></button><button id="forward" type="button"></button>
<button id="reload" type="button"></button><input id="address"><button id="browser" type="button"></button></form>
<main><iframe id="frame" name="porthole-preview" title="Page" sandbox="${SANDBOX}" allow="${ALLOW}"></iframe>
<div id="stopped" hidden><p id="reason"></p><button id="start" type="button"></button></div></main>
<script src="/panel.js"></script></body></html>`;

interface Told {
  readonly said: FromPanel[];
  readonly pressed: string[];
}

/** The preview panel with its own script in a browser, in a webview's sandbox, around pages of a real server. */
export class PanelDesk {
  private constructor(
    readonly page: Page,
    readonly panel: Frame,
    readonly served: Served,
    readonly errors: readonly string[],
  ) {}

  static async open(
    browser: Browser,
    around: string,
    tree: Tree,
    options: Partial<GivenOptions> = {},
    platform = '',
  ): Promise<PanelDesk> {
    const served = await serve(tree, {
      pageScript: path.resolve('dist/page.js'),
      frameAncestors: [around],
      ...options,
    });
    const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    await page.addInitScript(system => {
      const said: unknown[] = [];
      const pressed: string[] = [];
      const acquireVsCodeApi = () => ({
        postMessage: (message: unknown) => said.push(message),
        getState: () => undefined,
        setState: () => undefined,
      });
      // Keys that the panel passes on reach VS Code.
      addEventListener('keydown', ({ key, isTrusted }) => isTrusted || pressed.push(key));
      Object.assign(window, { acquireVsCodeApi, said, pressed });
      if (system !== '') Object.defineProperty(navigator, 'platform', { get: () => system });
    }, platform);
    await page.goto(`${around}/?${encodeURIComponent(new URL(served.url).origin)}`);
    const panel = await (await page.waitForSelector('#webview')).contentFrame();
    assert.ok(panel);
    await panel.waitForFunction(() => (window as unknown as Told).said.some(({ type }) => type === 'ready'));
    return new PanelDesk(page, panel, served, errors);
  }

  /** Shows a page at the extension's request, and waits for its new document, even if it is the same page. */
  async show(name: string): Promise<Frame> {
    await this.markDocument();
    const message = { type: 'show', folder: 'file:///site', base: this.served.url, page: name };
    await this.panel.evaluate(told => window.postMessage(told, location.origin), message);
    return this.ready(name);
  }

  /** Waits until the address is this one. */
  async at(name: string): Promise<Frame> {
    await this.panel.waitForFunction(
      wanted => (document.querySelector('#address') as HTMLInputElement).value === wanted,
      `/${name}`,
    );
    const frame = await (await this.panel.waitForSelector('#frame', { state: 'attached' })).contentFrame();
    return frame ?? assert.fail('no frame');
  }

  /** Waits until a page is there with the preview's part of the page script. */
  async ready(name: string): Promise<Frame> {
    const frame = await this.at(name);
    await frame.waitForURL(this.served.url + name, { waitUntil: 'commit' });
    await frame.waitForFunction(() => !('isBefore' in window) && !/native code/.test(String(window.open)));
    return frame;
  }

  private async markDocument(): Promise<void> {
    const frame = await (await this.panel.waitForSelector('#frame', { state: 'attached' })).contentFrame();
    await frame?.evaluate(() => void Object.assign(window, { isBefore: true }));
  }

  /**
   * The panel's messages to the editor since the last call, without addresses. Playwright moves the focus
   * like a page.
   */
  async said(): Promise<FromPanel[]> {
    const all = await this.panel.evaluate(() => (window as unknown as Told).said.splice(0));
    const left = new Set(['navigated', 'ready', 'silent', 'focusTaken']);
    return all.filter(({ type }) => !left.has(type));
  }

  /** The page titles that the panel reported to the editor since the last call. */
  async titles(): Promise<readonly string[]> {
    const all = await this.panel.evaluate(() => (window as unknown as Told).said.splice(0));
    return all.flatMap(message => (message.type === 'navigated' ? message.title : []));
  }

  /** Waits for the panel's next message to the editor. */
  async hears(): Promise<FromPanel | undefined> {
    await this.panel.waitForFunction(() =>
      (window as unknown as Told).said.some(({ type }) => /^(?:open|pick|start)/.test(type)),
    );
    return (await this.said())[0];
  }

  /** Waits for a line below the toolbar. */
  async notice(): Promise<string> {
    const box = await this.panel.waitForSelector('#notice:not([hidden])');
    return (await box.textContent()) ?? '';
  }

  /** Waits until the panel has passed this key to VS Code; returns all keys that it has passed. */
  async pressed(last: string): Promise<readonly string[]> {
    await this.panel.waitForFunction(key => (window as unknown as Told).pressed.includes(key), last);
    return this.panel.evaluate(() => (window as unknown as Told).pressed.splice(0));
  }
}

/** The addresses of the test's browser and of the document around the panel, for all tests of a file. */
export interface Surroundings {
  readonly browser: Browser;
  readonly around: string;
  close(): Promise<void>;
}

export async function surroundings(): Promise<Surroundings> {
  const browser = await launchBrowser();
  const server = http.createServer(({ url = '/' }, response) => {
    const [file, type] = FILES[url] ?? [undefined, 'text/html'];
    response.setHeader('Content-Type', type);
    const [path, query = ''] = url.split('?');
    if (file !== undefined) response.end(readFileSync(file));
    else if (path === '/panel') response.end(panelHtml(decodeURIComponent(query)));
    else
      response.end(
        `<iframe id="webview" sandbox="${WEBVIEW}" src="/panel?${query}" width="880" height="560"></iframe>`,
      );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    browser,
    around: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async close() {
      await browser.close();
      await endAll();
      server.close();
    },
  };
}
