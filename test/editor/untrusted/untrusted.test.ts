import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Diagnosis } from '../../../src/editor/doctor/diagnosis';
import { folder, get, pause, porthole, run } from '../helpers';

describe('a workspace that is not trusted', () => {
  it('is really not', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('is not served by itself', async () => {
    await pause(1500);
    assert.deepEqual((await porthole()).servers, []);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'index.html'));
    await pause(500);
    assert.deepEqual((await porthole()).servers, []);
  });

  it('is told of by the doctor', async () => {
    const { causes } = await vscode.commands.executeCommand<Diagnosis>('porthole.doctor');
    assert.deepEqual(
      causes.map(({ cause }) => cause),
      ['restricted'],
    );
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('is served when asked, on this machine only, whatever its own settings say', async () => {
    const { url, root } = await run('porthole.start');
    assert.equal(root, folder().fsPath);
    assert.equal(new URL(url).hostname, '127.0.0.1');
    assert.equal((await get(url)).status, 200);
    assert.equal((await get(`${url}.vscode/settings.json`)).status, 404);
  });

  it('has no routes: its files and nothing else are answered', async () => {
    const { url } = await run('porthole.start');
    assert.equal((await get(`${url}api`)).status, 404);
    assert.equal((await fetch(url, { method: 'POST', body: 'a=b' })).status, 405);
  });
});
