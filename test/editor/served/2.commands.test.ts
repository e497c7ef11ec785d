import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, get, listens, portOf, porthole, run, running, until } from '../helpers';

const page = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'docs', 'a b.html');

describe('the commands', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('porthole.start', folder());
  });

  it('are all there, and no other', async () => {
    const manifest: unknown = vscode.extensions.getExtension('porthole.porthole')?.packageJSON;
    const declared = (manifest as { contributes: { commands: { command: string }[] } }).contributes.commands;
    const registered = (await vscode.commands.getCommands(true)).filter(id =>
      /^porthole\.[a-zA-Z]+$/.test(id),
    );
    assert.deepEqual(registered.toSorted(), declared.map(({ command }) => command).toSorted());
  });

  it('answer with the URL and the root of the server they found', async () => {
    const served = await running();
    assert.deepEqual(await run('porthole.start'), served);
    assert.deepEqual(await run('porthole.start', folder()), served);
    assert.deepEqual(await run('porthole.start', page()), served);
    assert.deepEqual(await run('porthole.serveFolder', folder()), served);
  });

  it('stop gives the port back, and the folder stays stopped when one of its pages opens', async () => {
    const port = portOf(await running());
    await vscode.commands.executeCommand('porthole.stop', folder());
    assert.equal(await listens(port), false);
    const api = await porthole();
    assert.equal(api.underTest.statusItem.text, '$(broadcast) Go Live');
    await vscode.window.showTextDocument(page());
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.deepEqual(
      api.servers.map(server => server.state),
      ['stopped'],
    );
  });

  it('start again comes back on the same port', async () => {
    const before = await running();
    await vscode.commands.executeCommand('porthole.stop');
    assert.deepEqual(await run('porthole.start'), before);
    assert.equal((await get(before.url)).status, 200);
  });

  it('stop right after start leaves it stopped, not failed', async () => {
    const api = await porthole();
    await vscode.commands.executeCommand('porthole.stop');
    // A start may be over before the next look, so its event is waited for.
    let stopped: Thenable<unknown> | undefined;
    const listening = api.onDidChangeState(server => {
      if (server.state === 'starting') stopped ??= vscode.commands.executeCommand('porthole.stop');
    });
    try {
      await assert.rejects(api.start(folder()), /was stopped before it had started/);
      await stopped;
    } finally {
      listening.dispose();
    }
    assert.ok(api.servers.every(server => server.state === 'stopped'));
  });

  it('restart keeps the port', async () => {
    const before = await running();
    assert.deepEqual(await run('porthole.restart'), before);
    assert.equal((await get(before.url)).status, 200);
  });

  it('Go Live stops what runs, then starts it', async () => {
    const port = portOf(await running());
    await vscode.commands.executeCommand('porthole.toggle');
    assert.equal(await listens(port), false);
    await vscode.commands.executeCommand('porthole.toggle');
    assert.equal(await listens(port), true);
  });

  it('Copy URL copies the address of the active page', async () => {
    await vscode.window.showTextDocument(page());
    await vscode.commands.executeCommand('porthole.copyUrl');
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /\/docs\/a%20b\.html$/);
  });

  it('Serve This Folder gives a folder a server of its own, and opens what porthole.open says', async () => {
    const outer = await running();
    const docs = vscode.Uri.joinPath(folder(), 'docs');
    const inner = await run('porthole.serveFolder', docs);
    assert.equal(inner.root, docs.fsPath);
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
    assert.ok(!tabs.some(({ input }) => input instanceof vscode.TabInputWebview), 'porthole.open is none');
    assert.notEqual(portOf(inner), portOf(outer));
    assert.equal((await get(`${inner.url}a%20b.html`)).status, 200);
    assert.equal((await porthole()).underTest.statusItem.text, '$(radio-tower) 2 servers');
    await vscode.commands.executeCommand('porthole.stop', docs);
    assert.equal(await listens(portOf(inner)), false);
    assert.equal(await listens(portOf(outer)), true);
  });

  it('say so when a file is gone, instead of serving something else', async () => {
    const api = await porthole();
    await assert.rejects(
      api.start(vscode.Uri.joinPath(folder(), 'gone.html')),
      /gone\.html no longer exists/,
    );
  });
});

describe('the API', () => {
  it('is versioned, and starts and stops', async () => {
    const api = await porthole();
    assert.equal(api.version, 1);
    const before = await running();
    const states: string[] = [];
    const listening = api.onDidChangeState(server => states.push(server.state));
    await api.stop(folder());
    assert.deepEqual(
      api.servers.find(one => one.folder.toString() === folder().toString())?.served,
      undefined,
    );
    assert.deepEqual(await api.start(folder()), before);
    listening.dispose();
    assert.deepEqual(states, ['stopping', 'stopped', 'starting', 'running']);
  });
});

describe('an edit', () => {
  it('is served before it is saved, and the disk again when it is undone', async () => {
    const { url } = await running();
    const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'style.css'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '/* unsaved */\n'));
    const unsaved = async (): Promise<boolean> => (await get(`${url}style.css`)).body.includes('unsaved');
    await until('the unsaved text', async () => (await unsaved()) || undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the text of the disk', async () => !(await unsaved()) || undefined);
  });

  it('that is saved is what the disk has', async () => {
    const { url } = await running();
    const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'style.css'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '/* saved */\n'));
    await editor.document.save();
    await until(
      'the saved text',
      async () => (await get(`${url}style.css`)).body.startsWith('/* saved */') || undefined,
    );
    assert.match(await readFile(path.join(folder().fsPath, 'style.css'), 'utf8'), /^\/\* saved \*\//);
  });
});
