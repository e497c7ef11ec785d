import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';

/** The page of a view, and the parts behind it. */
export interface ViewPage {
  readonly server: Server;
  readonly browser: Browser;
  readonly page: Page;
  /** The complaints of the browser: violations of the policy, and errors. */
  readonly complaints: readonly string[];
}

/** The files of a view, and how it is shown. */
interface View {
  readonly script: string;
  readonly style: string;
  readonly width: number;
  /** Sources that its policy allows besides its own script and styles. */
  readonly allows?: string;
}

/** Opens the view's own script in a browser, with a stand-in for VS Code around it. */
export async function openView({ script, style, width, allows = '' }: View): Promise<ViewPage> {
  // The document that the extension writes, with the strictest policy that it may have.
  const policy = `default-src 'none'; style-src 'self'; script-src 'nonce-n'; ${allows}`;
  const html = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/${style}"><title>Porthole</title></head>
<body data-words="{}"><script nonce="n" src="/view.js"></script></body></html>`;
  const server = createServer(({ url = '/' }, response) => {
    const isStyle = url.endsWith('.css');
    const type = isStyle ? 'text/css' : url === '/view.js' ? 'text/javascript' : 'text/html; charset=utf-8';
    const file = isStyle ? path.join('media', path.basename(url)) : url === '/view.js' ? script : undefined;
    response.setHeader('Content-Type', type);
    response.end(file === undefined ? html : readFileSync(path.resolve(file)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width, height: 320 } });
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() !== 'log') complaints.push(message.text());
  });
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
  return { server, browser, page, complaints };
}

export async function closeView({ browser, server }: ViewPage): Promise<void> {
  await browser.close();
  await new Promise(resolve => server.close(resolve));
}
