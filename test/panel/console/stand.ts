import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ConsoleEntry, ConsoleValue } from '../../../src/protocol/console';
import type { ConsoleRow, FromConsoleView, ToConsoleView } from '../../../src/protocol/consoleView';
import { launchBrowser } from '../../host/browser';

const FILES: Readonly<Record<string, readonly [type: string, file: string]>> = {
  '/console.js': ['text/javascript', 'dist/consolePanel.js'],
  '/console.css': ['text/css', 'media/console.css'],
};

// What the extension writes, with the strictest policy that it may have.
const DOCUMENT = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'nonce-n'">
<link rel="stylesheet" href="/console.css"><title>Porthole</title></head>
<body data-words="{}"><script nonce="n" src="/console.js"></script></body></html>`;

/** The view's own script in a browser, with a stand-in for VS Code around it. */
export class Stand {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    readonly page: Page,
    /** What the browser complained about: violations of the policy, errors. */
    readonly complaints: readonly string[],
  ) {}

  static async open(): Promise<Stand> {
    const server = createServer((request, response) => {
      const [type, file] = FILES[request.url ?? ''] ?? [];
      response.setHeader('Content-Type', type ?? 'text/html; charset=utf-8');
      response.end(file === undefined ? DOCUMENT : readFileSync(path.resolve(file)));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1000, height: 320 } });
    const complaints: string[] = [];
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    await page.addInitScript(() => {
      const sent: unknown[] = [];
      const acquireVsCodeApi = () => ({
        postMessage: (message: unknown) => sent.push(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
        setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
      });
      Object.assign(window, { acquireVsCodeApi, sent });
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new Stand(server, browser, page, complaints);
  }

  /** What the view has told VS Code since the last time that this was asked. */
  async sent(): Promise<FromConsoleView[]> {
    return this.page.evaluate(() => (window as unknown as { sent: FromConsoleView[] }).sent.splice(0));
  }

  /** Tells the view; resolves when it has drawn. */
  async tell(...messages: ToConsoleView[]): Promise<void> {
    await this.page.evaluate(async all => {
      for (const message of all) postMessage(message, location.origin);
      await new Promise(resolve => setTimeout(resolve));
      for (let frames = 0; frames < 2; frames++) await new Promise(resolve => requestAnimationFrame(resolve));
    }, messages);
  }

  /** The lines that are drawn, from the top. */
  async lines(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.line')]
        .toSorted((a, b) => Number(a.getAttribute('aria-posinset')) - Number(b.getAttribute('aria-posinset')))
        .map(line =>
          [...line.children]
            .map(each => each.textContent)
            .filter(Boolean)
            .join('|'),
        ),
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

let last = 0;
/** A row with a message. */
export function row(values: readonly ConsoleValue[], more: Partial<ConsoleEntry> = {}, page = 1): ConsoleRow {
  const entry = {
    kind: 'plain',
    level: 'info',
    time: 1,
    values,
    depth: 0,
    frames: [],
    count: 1,
    ...more,
  } as const;
  return { id: ++last, page, kind: 'entry', entry };
}

export const words = (text: string): ConsoleValue => ({ kind: 'text', text });
