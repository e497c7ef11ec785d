import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { foundSettings } from '../../../src/editor/import/foundSettings';
import type { Diagnosis } from '../../../src/editor/doctor/diagnosis';
import { launchBrowser } from '../../host/browser';
import { folder, get, logText, pause, porthole, run, until } from '../helpers';
import { shows, Written } from '../told';

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

  it('gets no route from a proxy of another live server, and the list says why', async () => {
    const file = vscode.Uri.joinPath(folder(), '.fiveserverrc');
    await vscode.workspace.fs.writeFile(file, Buffer.from('{ "proxy": { "/api": "http://127.0.0.1:1" } }'));
    const [found] = await foundSettings(vscode.Uri.joinPath(folder(), 'no-home').fsPath);
    assert.deepEqual([found?.kind, found && 'why' in found && found.why], ['unmapped', 'untrusted']);
    await vscode.workspace.fs.delete(file);
  });

  it('has the problems of its documents, and no error of a page', async () => {
    const { url } = await run('porthole.start');
    const written = new Written();
    await written.open('odd.html', '<!doctype html><title>a</title>\n<main>\n<script>nowhere()</script>');
    await shows('odd.html', ['html 2:1 The main element is not closed.']);
    const browser = await launchBrowser();
    await (await browser.newPage()).goto(`${url}odd.html`);
    await until('the line of the log', async () => (await logText()).includes('nowhere is not defined'));
    await pause(500);
    await shows('odd.html', ['html 2:1 The main element is not closed.']);
    await browser.close();
    await written.remove();
  });

  it('has no routes: its files and nothing else are answered', async () => {
    const { url } = await run('porthole.start');
    assert.equal((await get(`${url}api`)).status, 404);
    assert.equal((await fetch(url, { method: 'POST', body: 'a=b' })).status, 405);
  });
});
