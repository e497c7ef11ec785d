import { strict as assert } from 'node:assert';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { foundSettings } from '../../../src/editor/import/foundSettings';
import { importFound } from '../../../src/editor/import/importSettings';
import { folder, get, listens, logText, portOf, porthole, run, running, until } from '../helpers';

describe('two folders', () => {
  it('have two servers, each with its own root', async () => {
    const [a, b] = [await running(folder(0)), await running(folder(1))];
    assert.notEqual(portOf(a), portOf(b));
    assert.match((await get(a.url)).body, /<h1>A<\/h1>/);
    assert.match((await get(b.url)).body, /<h1>B<\/h1>/);
    assert.equal((await get(`${a.url}..%2fb/index.html`)).status >= 400, true);
  });

  it('are counted by the status item', async () => {
    const { statusItem } = (await porthole()).underTest;
    assert.equal(statusItem.text, '$(radio-tower) 2 servers');
  });

  it('are told apart in the log', async () => {
    await get(`${(await running(folder(1))).url}style.css`);
    await until(
      'the line',
      async () => /\[info\] b: GET \/style\.css 200/.test(await logText()) || undefined,
    );
  });

  it('answer a command with the server of the file it was given', async () => {
    const b = await running(folder(1));
    assert.deepEqual(await run('porthole.start', vscode.Uri.joinPath(folder(1), 'index.html')), b);
  });

  it('stop one by one', async () => {
    const [a, b] = [await running(folder(0)), await running(folder(1))];
    await vscode.commands.executeCommand('porthole.stop', folder(0));
    assert.deepEqual([await listens(portOf(a)), await listens(portOf(b))], [false, true]);
    assert.equal((await porthole()).underTest.statusItem.text, `$(radio-tower) ${String(portOf(b))}`);
  });

  it('Go Live starts the folder of the active file beside the other', async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(0), 'index.html'));
    await vscode.commands.executeCommand('porthole.toggle');
    assert.equal((await porthole()).underTest.statusItem.text, '$(radio-tower) 2 servers');
  });

  it('stop all at once without a folder', async () => {
    const ports = [portOf(await running(folder(0))), portOf(await running(folder(1)))];
    await vscode.commands.executeCommand('porthole.stop');
    assert.deepEqual(await Promise.all(ports.map(listens)), [false, false]);
    assert.equal((await porthole()).underTest.statusItem.text, '$(broadcast) Go Live');
  });
});

const file = (index: number, name: string): string => path.join(folder(index).fsPath, name);
const whole = (): vscode.Uri => vscode.workspace.workspaceFile ?? assert.fail('a workspace file');

describe('an import of settings in two folders', () => {
  const NO_HOME = path.join(__dirname, 'no-home');

  /** Ticks all, takes the workspace, and names the second folder when asked for one. */
  const answers = {
    showQuickPick: async (rows: readonly { taken?: unknown }[], { canPickMany = false } = {}) =>
      canPickMany ? rows.filter(({ taken }) => taken) : rows[0],
    showWorkspaceFolderPick: async () => vscode.workspace.workspaceFolders?.[1],
  };

  it('writes those of a folder into the folder, and a proxy of the workspace where the person says', async () => {
    const before = await readFile(whole().fsPath, 'utf8');
    const shared = { 'liveServer.settings.proxy': { enable: true, proxyUri: 'http://127.0.0.1:9' } };
    await writeFile(whole().fsPath, JSON.stringify({ ...(JSON.parse(before) as object), settings: shared }));
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder(0), '.vscode'));
    await writeFile(file(0, '.vscode/settings.json'), '{ "livePreview.portNumber": 3111 }');
    await writeFile(
      file(0, '.fiveserverrc'),
      '{ "proxy": { "/a": "http://127.0.0.1:9" }, "withExtension": "avoid" }',
    );
    await writeFile(file(1, '.fiveserverrc'), '{ "port": 3222 }');
    const found = await until('all of them', async () => {
      const all = await foundSettings(NO_HOME);
      return all.length === 5 ? all : undefined;
    });
    assert.deepEqual(
      found.map(({ from }) => from),
      [
        'liveServer.settings.proxy',
        'a: livePreview.portNumber',
        'a/.fiveserverrc: proxy',
        'a/.fiveserverrc: withExtension',
        'b/.fiveserverrc: port',
      ],
    );
    const { showQuickPick, showWorkspaceFolderPick } = vscode.window;
    Object.assign(vscode.window, answers);
    try {
      await importFound(found, { say: () => undefined });
    } finally {
      Object.assign(vscode.window, { showQuickPick, showWorkspaceFolderPick });
    }
    const read = async (name: string, index: number): Promise<unknown> =>
      JSON.parse(await readFile(file(index, name), 'utf8'));
    assert.deepEqual(await read('.vscode/settings.json', 0), {
      'livePreview.portNumber': 3111,
      'porthole.port': 3111,
      'porthole.cleanUrls': true,
    });
    assert.deepEqual(await read('.vscode/settings.json', 1), { 'porthole.port': 3222 });
    assert.deepEqual(await read('porthole.routes.json', 0), {
      routes: [{ path: '/a', proxy: 'http://127.0.0.1:9', rewrite: '/*rest' }],
    });
    assert.deepEqual(await read('porthole.routes.json', 1), {
      routes: [{ path: '/', proxy: 'http://127.0.0.1:9' }],
    });
    await writeFile(whole().fsPath, before);
    for (const index of [0, 1])
      for (const name of ['.vscode', '.fiveserverrc', 'porthole.routes.json'])
        await rm(file(index, name), { recursive: true, force: true });
  });
});
