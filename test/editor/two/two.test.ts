import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
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
