import { strict as assert } from 'node:assert';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { foundSettings } from '../../../src/editor/import/foundSettings';
import { importFound } from '../../../src/editor/import/importSettings';
import { hasForeignSettings } from '../../../src/editor/import/offer';
import { folder, get, logText, portOf, porthole, running, until } from '../helpers';

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('porthole', folder())
    .update(name, value, vscode.ConfigurationTarget.Global);
}

describe('settings', () => {
  afterEach(async () => {
    for (const name of ['mount', 'root', 'host', 'directoryListing', 'headers', 'update', 'dotfiles'])
      await set(name, undefined);
    await until('the server is back', async () => {
      const [server] = (await porthole()).servers;
      return server?.served?.root === folder().fsPath || undefined;
    });
  });

  it('are followed by the running server, without a restart', async () => {
    const { url } = await running();
    await set('headers', { '**/*.css': { 'X-Test': 'yes' } });
    await until(
      'the header',
      async () => (await get(`${url}style.css`)).headers['x-test'] === 'yes' || undefined,
    );
    assert.equal((await running()).url, url);
  });

  it('mount serves a folder beside the root at once, and what is typed in it', async () => {
    const { url } = await running();
    const beside = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-mount-')));
    await writeFile(path.join(beside, 'shared.css'), 'a{}');
    await set('mount', { '/lib': beside, '/wrong?': 'x' });
    await until('the folder', async () => (await get(`${url}lib/shared.css`)).status === 200 || undefined);
    await until(
      'the fault',
      async () => (await logText()).includes('porthole.mount["/wrong?"]') || undefined,
    );
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path.join(beside, 'shared.css')));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '/* typed */'));
    await until(
      'the text',
      async () => (await get(`${url}lib/shared.css`)).body.includes('typed') || undefined,
    );
    await vscode.commands.executeCommand('porthole.copyUrl', editor.document.uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await set('mount', undefined);
    await until('its end', async () => (await get(`${url}lib/shared.css`)).status === 404 || undefined);
    await rm(beside, { recursive: true });
  });

  it('root moves the server into a folder of the folder, on the same port', async () => {
    const before = await running();
    await set('root', 'public');
    const after = await until('the new root', async () => {
      const { served } = (await porthole()).servers[0] ?? {};
      return served && served.root !== before.root ? served : undefined;
    });
    assert.equal(after.root, vscode.Uri.joinPath(folder(), 'public').fsPath);
    assert.equal(portOf(after), portOf(before));
    assert.match((await get(after.url)).body, /<h1>Public<\/h1>/);
    assert.match(await logText(), /restarting because its address or root changed/);
  });

  it('root cannot leave the folder', async () => {
    await set('root', '../..');
    const failed = await until('the refusal', async () => {
      const [server] = (await porthole()).servers;
      return server?.state === 'failed' ? server : undefined;
    });
    assert.match(failed.reason ?? '', /porthole\.root must be inside the folder site/);
  });

  it('host beyond this machine is refused while nobody has agreed', async () => {
    const { url } = await running();
    await set('host', '0.0.0.0');
    const failed = await until('the refusal', async () => {
      const [server] = (await porthole()).servers;
      return server?.state === 'failed' ? server : undefined;
    });
    assert.match(failed.reason ?? '', /visible on your network/);
    await assert.rejects(get(url));
    const { statusItem } = (await porthole()).underTest;
    assert.equal(statusItem.text, '$(error) Porthole');
    assert.match(statusItem.accessibilityInformation?.label ?? '', /visible on your network/);
  });

  it('host beyond this machine is followed once the person has agreed, and cannot be overlooked', async () => {
    const api = await porthole();
    await api.underTest.memory.confirmExposure('0.0.0.0');
    await set('host', '0.0.0.0');
    const served = await until('the move', () => {
      const { served } = api.servers[0] ?? {};
      return served?.url.startsWith('http://localhost:') ? served : undefined;
    });
    const { statusItem } = api.underTest;
    assert.equal(statusItem.text, `$(radio-tower) ${String(portOf(served))}`);
    assert.deepEqual(statusItem.backgroundColor, new vscode.ThemeColor('statusBarItem.warningBackground'));
    assert.match(statusItem.accessibilityInformation?.label ?? '', /visible on your network/);
  });

  it('update: save serves the disk while text is unsaved', async () => {
    const { url } = await running();
    const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'style.css'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '/* unsaved */\n'));
    const unsaved = async (): Promise<boolean> => (await get(`${url}style.css`)).body.includes('unsaved');
    await until('the unsaved text', async () => (await unsaved()) || undefined);
    await set('update', 'save');
    await until('the text of the disk', async () => !(await unsaved()) || undefined);
    await set('update', 'typing');
    await until('the unsaved text again', async () => (await unsaved()) || undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

/** Ticks everything, and then chooses the first place, which is the workspace. */
const tick = async (rows: readonly { taken?: unknown }[], { canPickMany = false }): Promise<unknown> =>
  canPickMany ? rows.filter(({ taken }) => taken) : rows[0];

/** Whether VS Code has read the setting of Five Server. */
const isRead = (): boolean =>
  vscode.workspace.getConfiguration('fiveServer').inspect('ignore')?.workspaceValue !== undefined;

describe('an import of settings', () => {
  it('writes a setting of the machine for the person, also where the workspace is chosen', async () => {
    const home = path.join(tmpdir(), 'porthole-no-home');
    assert.equal(hasForeignSettings(home), false);
    const file = vscode.Uri.joinPath(folder(), '.vscode', 'settings.json');
    const given = { 'liveServer.settings.CustomBrowser': 'firefox', 'liveServer.settings.wait': 5 };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(given)));
    await until('the settings of the workspace', () => hasForeignSettings(home) || undefined);
    const found = await foundSettings(home);
    assert.deepEqual(
      found.map(each => each.from),
      ['liveServer.settings.CustomBrowser', 'liveServer.settings.wait'],
    );
    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, { showQuickPick: tick });
    const said: string[] = [];
    try {
      await importFound(found, { say: (_level, text) => void said.push(text) });
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.deepEqual(said, ['Imported porthole.browser from liveServer.settings.CustomBrowser']);
    const written = vscode.workspace.getConfiguration('porthole').inspect('browser');
    assert.equal(written?.globalValue, 'firefox');
    assert.equal(written.workspaceValue, undefined);
    await vscode.workspace
      .getConfiguration('porthole')
      .update('browser', undefined, vscode.ConfigurationTarget.Global);
    await vscode.workspace.fs.delete(file);
  });

  it('keeps what the same file says beside it, and writes no setting that hides another', async () => {
    const file = vscode.Uri.joinPath(folder(), '.vscode', 'settings.json');
    const before = {
      'porthole.ignore': ['drafts/**'],
      'porthole.headers': { '*.css': { 'X-A': 'a' } },
      'porthole.https': 'shared',
      'porthole.root': '',
    };
    const given = {
      'fiveServer.ignore': ['**/*.scss', 'drafts/**'],
      'liveServer.settings': {
        headers: { 'X-B': 2, Connection: 'close' },
        https: { enable: true, cert: '/c.pem', key: '/k.pem', passphrase: 'secret' },
        port: 'odd',
      },
    };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ ...before, ...given })));
    const home = path.join(tmpdir(), 'porthole-no-home');
    await until('the settings of the workspace', () => isRead() || undefined);
    const found = await foundSettings(home);
    const left = found.flatMap(each => (each.kind === 'unmapped' ? [`${each.from}: ${each.why}`] : []));
    assert.deepEqual(left, [
      'liveServer.settings.port: invalid',
      'liveServer.settings.headers: Connection: needless',
      'liveServer.settings.https: passphrase: needless',
    ]);
    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, { showQuickPick: tick });
    try {
      // With a certificate from one server, the switch of another is not written.
      const more = {
        kind: 'mapped',
        from: '.fiveserverrc: https',
        given: true,
        key: 'https',
        value: 'always',
      };
      await importFound([...found, more as (typeof found)[number]], { say: () => undefined });
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    const written = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString()) as object;
    assert.deepEqual(written, {
      ...given,
      'porthole.ignore': ['drafts/**', '**/*.scss'],
      'porthole.headers': { '*.css': { 'X-A': 'a' }, '**': { 'X-B': '2' } },
      'porthole.https.cert': '/c.pem',
      'porthole.https.key': '/k.pem',
      'porthole.https.mode': 'shared',
      'porthole.root': '',
    });
    await vscode.workspace.fs.delete(file);
    await until('no settings of the workspace', () => !isRead() || undefined);
  });
});
