import { strict as assert } from 'node:assert';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, get, pause, porthole, run, running } from '../helpers';

describe('a folder without HTML', () => {
  it('is not being served, and Go Live is there', async () => {
    const api = await porthole();
    await pause(1500);
    assert.deepEqual(api.servers, []);
    assert.equal(api.underTest.statusItem.text, '$(broadcast) Go Live');
    // Markdown would make VS Code load its parser into this process for a single sentence.
    assert.equal(api.underTest.statusItem.tooltip, 'Start the server and open the page');
  });

  it('has loaded nothing but what the status item needs', () => {
    const dist = path.join(vscode.extensions.getExtension('porthole.porthole')?.extensionPath ?? '', 'dist');
    const loaded = Object.keys(require.cache).filter(file => path.dirname(file) === dist);
    assert.deepEqual(
      loaded.map(file => path.basename(file)),
      ['extension.js'],
    );
  });

  it('is not served because a text file opens', async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'readme.txt'));
    await pause(500);
    assert.deepEqual((await porthole()).servers, []);
  });

  it('is served when one of its HTML files opens', async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'deep', 'page.html'));
    const { url, root } = await running();
    assert.equal(root, folder().fsPath);
    assert.equal((await get(`${url}deep/page.html`)).status, 200);
  });

  it('is served by the command after it was stopped', async () => {
    await vscode.commands.executeCommand('porthole.stop');
    const { url } = await run('porthole.start');
    assert.equal((await get(`${url}readme.txt`)).body, 'Nothing to serve here.\n');
  });
});
