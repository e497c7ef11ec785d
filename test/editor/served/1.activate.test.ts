import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { RequestInfo } from '../../../src/editor/porthole';
import { folder, get, logText, portOf, porthole, running, until } from '../helpers';

describe('a folder with HTML', () => {
  it('is being served without any command, and nothing has opened', async () => {
    const served = await running();
    assert.equal(served.root, folder().fsPath);
    assert.match(served.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(group => group.tabs),
      [],
    );
  });

  it('has its page, with the script that makes it live', async () => {
    const answer = await get((await running()).url, { accept: 'text/html' });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /<h1>Served<\/h1>/);
    assert.match(answer.body, /\/__porthole\/page\.js/);
  });

  it('shows its port in the status item, to every reader', async () => {
    const served = await running();
    const { statusItem } = (await porthole()).underTest;
    assert.equal(statusItem.text, `$(radio-tower) ${String(portOf(served))}`);
    assert.equal(statusItem.command, 'porthole.toggle');
    assert.match(
      statusItem.accessibilityInformation?.label ?? '',
      new RegExp(`port ${String(portOf(served))}`),
    );
    assert.equal(statusItem.backgroundColor, undefined);
    const tooltip = statusItem.tooltip;
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.match(tooltip.value, /command:porthole\.openInBrowser/);
  });

  it('writes one line for each request to the channel', async () => {
    await get(`${(await running()).url}style.css`);
    const line = /\[info\] GET \/style\.css 200 \d+ B \d+(\.\d)? ms$/m;
    await until('the line', async () => line.test(await logText()) || undefined);
  });

  it('tells every request to other extensions', async () => {
    const api = await porthole();
    const heard: string[] = [];
    const listening = api.onDidRequest(request =>
      heard.push(`${request.method} ${request.target} ${String(request.status)}`),
    );
    await get(`${(await running()).url}missing.html`);
    await until('the event', () => heard.includes('GET /missing.html 404') || undefined);
    listening.dispose();
  });

  it('tells them with headers and bodies, and only who listens', async () => {
    const api = await porthole();
    const first: RequestInfo[] = [];
    const second: RequestInfo[] = [];
    const listening = api.onDidRequest(request => first.push(request));
    const { url } = await running();
    await get(`${url}style.css?one`, { 'X-Kind': 'first' });
    const [one] = await until('the first', () => (first.length > 0 ? first : undefined));
    listening.dispose();
    await get(`${url}style.css?two`);
    const again = api.onDidRequest(request => second.push(request));
    await get(`${url}style.css?three`);
    await until('the third', () => (second.length > 0 ? second : undefined));
    again.dispose();
    assert.deepEqual(
      [...first, ...second].map(each => each.target),
      ['/style.css?one', '/style.css?three'],
    );
    const { requestHeaders = [], responseBody } = one?.details ?? {};
    assert.equal(requestHeaders[requestHeaders.indexOf('X-Kind') + 1], 'first');
    assert.equal(responseBody?.total, one?.bytes);
    assert.match(one?.source?.file ?? '', /style\.css$/);
  });
});
