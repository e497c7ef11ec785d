import { strict as assert } from 'node:assert';
import { readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { foundSettings } from '../../../src/editor/import/foundSettings';
import { importFound } from '../../../src/editor/import/importSettings';
import { folder, get, running, until } from '../helpers';

const file = (name: string): string => path.join(folder().fsPath, name);
const ROUTES = 'porthole.routes.json';
const RULE = '.fiveserverrc';

const tick = async (rows: readonly { taken?: unknown }[], options: { canPickMany?: boolean } = {}) => {
  assert.equal(options.canPickMany, true, 'only the list is shown');
  return rows.filter(({ taken }) => taken);
};

/** Imports everything that can be ticked; routes need no further answer. Returns the lines of the log. */
async function imported(): Promise<string[]> {
  const found = await foundSettings(file('no-home'));
  const { showQuickPick } = vscode.window;
  Object.assign(vscode.window, { showQuickPick: tick });
  const said: string[] = [];
  try {
    await importFound(found, { say: (_level, text) => void said.push(text) });
  } finally {
    Object.assign(vscode.window, { showQuickPick });
  }
  return said;
}

const proxies = (rules: object): Promise<void> => writeFile(file(RULE), JSON.stringify({ proxy: rules }));

describe('an import of proxies', () => {
  let backend: http.Server;
  let target: string;

  before(async () => {
    backend = http.createServer((request, response) => response.end(`asked for ${request.url}`));
    await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${String((backend.address() as AddressInfo).port)}`;
  });
  after(() => backend.close());
  afterEach(async () => {
    for (const name of [ROUTES, RULE]) await rm(file(name), { force: true, recursive: true });
    await until(
      'no route',
      async () => (await get(`${(await running()).url}api/x`)).status === 404 || undefined,
    );
  });

  it('makes the routes file, and the running server answers as the other one did', async () => {
    const { url } = await running();
    await proxies({ '/api': `${target}/v1`, '/auth': `${target}/auth` });
    assert.deepEqual(await imported(), [
      `Imported ${ROUTES} from ${RULE}: proxy`,
      `Imported ${ROUTES} from ${RULE}: proxy`,
    ]);
    const answer = (address: string, wanted: string): Promise<unknown> =>
      until(wanted, async () => (await get(url + address)).body === `asked for ${wanted}` || undefined);
    await answer('api/users?id=1', '/v1/users?id=1');
    await answer('auth/me', '/auth/me');
    assert.deepEqual(await readFile(file(ROUTES), 'utf8').then(JSON.parse), {
      routes: [
        { path: '/api', proxy: `${target}/v1`, rewrite: '/*rest' },
        { path: '/auth', proxy: target },
      ],
    });
  });

  it('adds to the routes file with its comments and its byte order mark, and twice is once', async () => {
    const before =
      '\uFEFF{\r\n\t// mine\r\n\t"routes": [\r\n\t\t{ "path": "/a", "json": 1 }, // one\r\n\t],\r\n}\r\n';
    await writeFile(file(ROUTES), before);
    await proxies({ '/': target });
    await imported();
    const once = await readFile(file(ROUTES), 'utf8');
    const added = ['{', '\t"path": "/",', `\t"proxy": "${target}"`, '},']
      .map(line => `\r\n\t\t${line}`)
      .join('');
    assert.equal(once, before.replace('// one', `// one${added}`));
    await imported();
    assert.equal(await readFile(file(ROUTES), 'utf8'), once);
    await until('the other server', async () => {
      const { url } = await running();
      return (await get(`${url}nowhere`)).body === 'asked for /nowhere' || undefined;
    });
  });

  it('leaves a file with faults as it is, and says so', async () => {
    await proxies({ '/api': target });
    for (const before of ['{ "routes": [ }', '[]', '\xff\xfe{']) {
      await writeFile(file(ROUTES), before, 'latin1');
      await assert.rejects(imported(), /porthole\.routes\.json is not a valid list of routes/);
      assert.equal(await readFile(file(ROUTES), 'latin1'), before);
    }
    await rm(file(ROUTES));
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(file(ROUTES)));
    await assert.rejects(imported(), /porthole\.routes\.json is not a valid list of routes/);
  });

  it('adds to what you have typed and not saved, and does not save it', async () => {
    await writeFile(file(ROUTES), '{ "routes": [] }');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file(ROUTES)));
    // VS Code may still hold the text of the previous test.
    await until('the saved text', () => editor.document.getText() === '{ "routes": [] }' || undefined);
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '// typed\n'));
    await proxies({ '/api': target });
    await imported();
    const text = editor.document.getText();
    assert.ok(text.startsWith('// typed\n') && text.includes(target), text);
    assert.equal(editor.document.isDirty, true);
    assert.equal(await readFile(file(ROUTES), 'utf8'), '{ "routes": [] }');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

describe('an import of files', () => {
  const HOME = 'home';

  afterEach(() => rm(file(HOME), { force: true, recursive: true }));

  it('reads those of the person before those of the folder, with comments, and runs none', async () => {
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(file(HOME)));
    const write = (name: string, text: string): Promise<void> => writeFile(file(name), text);
    await write(`${HOME}/.live-server.json`, '\uFEFF{ /* mine */ "port": 1, }');
    await write(`${HOME}/.fiveserverrc.json`, '{ "port": 2 } // more');
    await write(`${HOME}/.fiveserverrc.cjs`, 'throw new Error("run")');
    await write('.live-server.json', '{ "port": 3 "root": ');
    await write('.fiveserverrc', 'port: 4');
    const found = await foundSettings(file(HOME));
    assert.deepEqual(
      found.map(({ from, ...rest }) => [from, 'value' in rest ? rest.value : 'why' in rest && rest.why]),
      [
        ['~/.live-server.json: port', 1],
        ['~/.fiveserverrc.json: port', 2],
        ['~/.fiveserverrc.cjs', 'program'],
        ['.live-server.json: port', 3],
        ['.live-server.json', 'broken'],
        ['.fiveserverrc', 'invalid'],
      ],
    );
    for (const name of ['.live-server.json', '.fiveserverrc']) await rm(file(name));
  });
});
