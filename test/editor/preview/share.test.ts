import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, get, listens, porthole, running, until } from '../helpers';

const tabs = () => vscode.window.tabGroups.all.flatMap(group => group.tabs).map(({ label }) => label);
const statusText = async () => (await porthole()).underTest.statusItem.text;

describe('a server on a phone', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('porthole.stopSharing');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is shared at one address of this machine, behind a code, until that is stopped', async () => {
    await running();
    const url = await vscode.commands.executeCommand<string | undefined>('porthole.share', folder());
    assert.match(String(url), /^http:\/\/(?!127\.|localhost)\S+:\d+\/$/);
    const answer = await get(String(url));
    assert.equal(answer.status, 401);
    assert.match(answer.body, /scanned the current code/);
    assert.ok(tabs().some(label => label.startsWith('On Your Phone: ')));
    assert.match(await statusText(), /\$\(device-mobile\)$/);
    await vscode.commands.executeCommand('porthole.stopSharing');
    await until('the status item says so', async () => !(await statusText()).includes('device-mobile'));
    await assert.rejects(get(String(url)));
  });

  it('keeps its own address when the share ends', async () => {
    const { url } = await running();
    await vscode.commands.executeCommand('porthole.share', folder());
    await vscode.commands.executeCommand('porthole.stopSharing');
    assert.equal((await get(url)).status, 200);
    assert.equal(await listens(Number(new URL(url).port)), true);
  });

  it('has one view, however often it is asked for', async () => {
    await running();
    for (const _ of [1, 2]) await vscode.commands.executeCommand('porthole.share', folder());
    assert.equal(tabs().filter(label => label.startsWith('On Your Phone: ')).length, 1);
  });

  it('is not shared any more when the server stops', async () => {
    await running();
    await vscode.commands.executeCommand('porthole.share', folder());
    await vscode.commands.executeCommand('porthole.stop');
    assert.doesNotMatch(await statusText(), /device-mobile/);
    await vscode.commands.executeCommand('porthole.start', folder());
    assert.doesNotMatch(await statusText(), /device-mobile/);
  });
});
