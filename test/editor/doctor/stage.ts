import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { WebSocket } from 'ws';
import type { Diagnosis } from '../../../src/editor/doctor/diagnosis';
import { launchBrowser } from '../../host/browser';
import { heard } from '../../host/heard';
import { folder, get, run, until } from '../helpers';
import { HAS, KEEPS } from './workers';

export const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** Undoes everything that one staging changes, so that the next one starts clean. */
export class Stage {
  url = '';
  private readonly contexts: BrowserContext[] = [];
  private readonly servers: http.Server[] = [];
  private readonly settings = new Map<string, unknown>();
  /** The earlier text of each file; undefined if the file did not exist. */
  private readonly written = new Map<string, string | undefined>();
  private readonly undoing: (() => void)[] = [];

  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<Stage> {
    writeFileSync(uri('worker.js').fsPath, KEEPS);
    writeFileSync(uri('early.js').fsPath, HAS);
    return new Stage(await launchBrowser());
  }

  /** A server without any page so far. */
  async begin(): Promise<void> {
    this.url = (await run('porthole.restart')).url;
  }

  async end(): Promise<void> {
    for (const undo of this.undoing.splice(0)) undo();
    for (const context of this.contexts.splice(0)) await context.close();
    for (const server of this.servers.splice(0)) server.close();
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.isDirty) {
        await vscode.window.showTextDocument(editor.document);
        await vscode.commands.executeCommand('workbench.action.files.revert');
      }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const [file, text] of this.written)
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    this.written.clear();
    for (const [name, before] of this.settings) await this.put(name, before);
    this.settings.clear();
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Sets a setting and restarts the server with it. */
  async set(name: string, value: unknown): Promise<void> {
    // Without the suite's own port, the next stagings would share the default one with other suites.
    const before = vscode.workspace.getConfiguration().inspect(`porthole.${name}`)?.globalValue;
    if (!this.settings.has(name)) this.settings.set(name, before);
    await this.put(name, value);
    await this.begin();
  }

  write(name: string, text: string): void {
    writeFileSync(this.noted(name), text);
  }

  /** The path of a file that is put back at the end of the staging. */
  private noted(name: string): string {
    const file = uri(name).fsPath;
    if (!this.written.has(file))
      this.written.set(file, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
    return file;
  }

  /** Writes a file and waits until the server has noticed it: a page that loads before would be told of it. */
  async writeHeard(name: string, text: string): Promise<void> {
    const { body } = await get(`${this.url}__porthole/page.js`);
    const [, token = ''] = /porthole-token:([\w-]+)/.exec(body) ?? [];
    const observer = new WebSocket(`${this.url.replace('http', 'ws')}__porthole/live?token=${token}`);
    const hears = (what: string): Promise<void> =>
      new Promise((resolve, reject) => {
        observer.once('error', reject);
        observer.on('message', data => {
          if ((data as Buffer).toString().includes(what)) resolve();
        });
      });
    await hears('hello');
    const heard = hears(name);
    // In one step: a file written in two steps may cause two events.
    const aside = path.join(tmpdir(), `porthole-heard-${process.pid}`);
    writeFileSync(aside, text);
    renameSync(aside, this.noted(name));
    await heard;
    observer.close();
  }

  /** Registers an action for the end of the staging. */
  later(undo: () => void): void {
    this.undoing.push(undo);
  }

  /** Types at the beginning of a line, and saves nothing. */
  async type(name: string, text: string, line = 0): Promise<vscode.TextDocument> {
    const editor = await vscode.window.showTextDocument(uri(name), { preview: false });
    await editor.edit(change => change.insert(new vscode.Position(line, 0), text));
    return editor.document;
  }

  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext(options);
    this.contexts.push(context);
    return context;
  }

  /** Opens a page in a tab that is hidden, as far as the page can see. */
  async hide(name: string, context?: BrowserContext): Promise<Page> {
    const around = context ?? (await this.context());
    await around.addInitScript(() => {
      Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' });
    });
    const page = await this.visit(name, around);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    return page;
  }

  /** Opens a page and waits until it has a message from the server. */
  async visit(name: string, context?: BrowserContext, url = this.url): Promise<Page> {
    const page = await (context ?? (await this.context())).newPage();
    const connected = heard(page);
    await page.goto(new URL(name, url).href, { waitUntil: 'load' });
    await connected;
    return page;
  }

  /** Opens an address, whether it loads or not. */
  async look(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.context(options)).newPage();
    await page.goto(new URL(address, this.url).href, { waitUntil: 'load' });
    return page;
  }

  /** Another server on this machine; its address. */
  async serve(answer: http.RequestListener): Promise<string> {
    const server = http.createServer(answer).listen(0, '127.0.0.1');
    this.servers.push(server);
    await new Promise(resolve => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** The doctor's answer for a file, once it is the expected one; otherwise its last answer. */
  async says(name: vscode.Uri | string | undefined, expected: readonly string[]): Promise<Diagnosis> {
    const of = typeof name === 'string' ? uri(name) : name;
    let told: Diagnosis | undefined;
    try {
      return await until(
        expected.join(),
        async () => {
          told = await vscode.commands.executeCommand<Diagnosis>('porthole.doctor', of);
          return told.causes.map(({ cause }) => cause).join() === expected.join() ? told : undefined;
        },
        8000,
      );
    } catch {
      throw new Error(`It says ${JSON.stringify(told)} and not ${expected.join() || 'that all is well'}`);
    }
  }

  private async put(name: string, value: unknown): Promise<void> {
    await vscode.workspace
      .getConfiguration()
      .update(`porthole.${name}`, value, vscode.ConfigurationTarget.Global);
  }
}

/** Resolves when the next document of a page has a message from the server. */
export const hears = (page: Page): Promise<unknown> =>
  new Promise(resolve => page.once('websocket', socket => socket.once('framereceived', resolve)));

/** Forwards requests like a proxy that knows neither WebSockets nor event streams. */
export function passTo(url: string): http.RequestListener {
  const { port } = new URL(url);
  return (request, response) => {
    if (request.url?.startsWith('/__porthole/live')) {
      response.writeHead(502).end();
      return;
    }
    const headers = { ...request.headers, host: `127.0.0.1:${port}` };
    const onward = http.request({ host: '127.0.0.1', port, path: request.url, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}

/** Answers every address with the files of the site. */
export const servingSite: http.RequestListener = (request, response) => {
  const name = (request.url ?? '/').replace(/\?.*/, '').replace(/\/$/, '/index.html');
  response.setHeader('Content-Type', name.endsWith('.css') ? 'text/css' : 'text/html');
  response.end(readFileSync(path.join(folder().fsPath, name)));
};
