import { strict as assert } from 'node:assert';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { get, pause, porthole, run } from '../helpers';

describe('a loose file', () => {
  let place: string;
  let files: string;

  before(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-loose-')));
    files = path.join(place, 'files');
    const extension = vscode.extensions.getExtension('porthole.porthole');
    await porthole();
    assert.ok(extension);
    await cp(path.resolve(__dirname, '..', '..', '..', '..', 'test', 'editor', 'loose', 'files'), files, {
      recursive: true,
    });
    await writeFile(path.join(place, 'secret.txt'), 'secret');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('porthole.stop');
    await rm(place, { recursive: true, force: true });
  });

  it('is not served because it opens', async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(path.join(files, 'inner', 'page.html')));
    await pause(500);
    assert.deepEqual((await porthole()).servers, []);
  });

  it('is served from its own directory, and only that', async () => {
    const served = await run('porthole.start');
    assert.equal(served.root, path.join(files, 'inner'));
    assert.equal((await get(`${served.url}page.html`)).status, 200);
    assert.equal((await get(`${served.url}index.html`)).status, 404);
    assert.ok((await get(`${served.url}..%2findex.html`)).status >= 400);
  });

  it('is served by the server that is there when it lies below its root', async () => {
    const outer = await run('porthole.serveFolder', vscode.Uri.file(files));
    assert.equal(outer.root, files);
    assert.deepEqual(await run('porthole.start', vscode.Uri.file(path.join(files, 'index.html'))), outer);
    assert.equal((await get(`${outer.url}..%2fsecret.txt`)).status >= 400, true);
  });

  it('that was never saved cannot be served, and the reason says so', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'html', content: '<h1>Hi</h1>' });
    await assert.rejects((await porthole()).start(document.uri), /Porthole can only serve files on disk/);
  });
});
