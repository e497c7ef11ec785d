import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, get, logText, occupy, portOf, porthole, run, until } from '../helpers';

const setting = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('porthole', folder());

async function setPort(port: number): Promise<void> {
  await setting().update('port', port, vscode.ConfigurationTarget.Global);
}

describe('a port that is taken', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('porthole.stop');
  });

  it('moves the server to the next free one, tells so, and leaves the settings alone', async () => {
    const taken = await occupy();
    await setPort(taken.port);
    const served = await run('porthole.start');
    const got = portOf(served);
    assert.ok(got > taken.port && got < taken.port + 64, `${String(got)} follows ${String(taken.port)}`);
    assert.equal((await get(served.url)).status, 200);
    assert.equal(setting().get('port'), taken.port);
    assert.equal(setting().inspect('port')?.workspaceValue, undefined);
    assert.equal((await porthole()).underTest.statusItem.text, `$(radio-tower) ${String(got)}`);
    const line = `Server started at ${served.url}, since port ${String(taken.port)} is taken`;
    await until('the log tells', async () => (await logText()).includes(line) || undefined);
    await taken.close();
  });

  it('is not taken back later: the folder keeps the port that it got', async () => {
    const taken = await occupy();
    await setPort(taken.port);
    const first = await run('porthole.start');
    await vscode.commands.executeCommand('porthole.stop');
    await taken.close();
    assert.deepEqual(await run('porthole.start'), first);
  });

  it('is waited for when another has it, and only what takes a while is told of', async () => {
    const api = await porthole();
    const { statusItem } = api.underTest;
    const port = portOf(await run('porthole.start'));
    await vscode.commands.executeCommand('porthole.stop');
    const taken = await occupy(port);
    const told: string[] = [];
    const listener = api.onDidChangeState(({ state }) => told.push(`${state}: ${statusItem.text}`));
    const starting = run('porthole.start');
    await until('the item tells', () => statusItem.text === '$(loading~spin) Starting…' || undefined);
    const got = portOf(await starting);
    listener.dispose();
    assert.deepEqual(told, ['starting: $(broadcast) Go Live', `running: $(radio-tower) ${String(got)}`]);
    await taken.close();
  });

  it('counts anew when the setting asks for another', async () => {
    const { port, close } = await occupy();
    await close();
    await setPort(port);
    assert.equal(portOf(await run('porthole.start')), port);
  });
});

describe('an address that this machine has not', () => {
  it('is a failure with its reason, in the status item and to callers', async () => {
    await setting().update('host', '::2', vscode.ConfigurationTarget.Global);
    const api = await porthole();
    await api.underTest.memory.confirmExposure('::2');
    await assert.rejects(api.start(folder()));
    const [server] = api.servers;
    assert.equal(server?.state, 'failed');
    assert.match(server?.reason ?? '', /::2/);
    assert.equal(api.underTest.statusItem.text, '$(error) Porthole');
    await setting().update('host', undefined, vscode.ConfigurationTarget.Global);
    await run('porthole.start');
  });
});
