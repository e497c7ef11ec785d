import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, get, logText, running, until } from '../helpers';

/** Routes files that use each form of a valid entry. */
const GOOD = [
  '{ "path": "/a", "json": { "id": "{{params.id}}" } }',
  '{ "path": "/a/*rest", "method": "GET", "body": "b", "status": 202, "headers": { "X-More": "1" }, "delay": 5 }',
  '{ "path": "/a", "method": ["get", "PURGE"], "file": "./data//users.json" }',
  '{ "path": "/a", "answers": [{ "json": 1, "delay": [0, 10] }, { "status": 500 }], "failureRate": 0.5 }',
  '{ "path": "/a", "status": 204, "when": { "query": { "a": "x*", "b": true }, "headers": { "Accept": ["a", "b"] } } }',
  '{ "path": "/a", "collection": "data/users.json", "persist": false }, // said in a comment',
  '{ "path": "/b/*rest", "proxy": "http://localhost:1", "rewrite": "/*rest", "insecure": true, "timeout": 500 }',
  '{ "path": "/hi/:name", "handler": "./hello.mjs" }',
  '{ "path": "/b", "proxy": "https://[::1]:1/base", "headers": { "X-More": null }, "requestHeaders": { "X-Less": "1" } }',
];

/** One route for each kind of mistake. */
const WRONG = [
  '"/a"',
  '{ "json": 1 }',
  '{ "path": "a", "json": 1 }',
  '{ "path": "/a", "jsn": 1 }',
  '{ "path": "/a", "json": 1, "body": "b" }',
  '{ "path": "/a", "json": 1, "persist": true }',
  '{ "path": "/a", "persist": true }',
  '{ "path": "/a", "collection": "data/users.json", "status": 200 }',
  '{ "path": "/a", "collection": "data/users.json", "json": 1 }',
  '{ "path": "/a", "collection": "data/users.json", "persist": 1 }',
  '{ "path": "/a", "method": "" }',
  '{ "path": "/a", "method": "A B" }',
  '{ "path": "/a", "method": [] }',
  '{ "path": "/a", "status": 199 }',
  '{ "path": "/a", "status": 200.5 }',
  '{ "path": "/a", "body": 1 }',
  '{ "path": "/a", "file": "../secret.txt" }',
  '{ "path": "/a", "file": "a/../../secret.txt" }',
  '{ "path": "/a", "file": "c:\\\\secret.txt" }',
  '{ "path": "/a", "file": "./" }',
  '{ "path": "/a", "headers": { "X-More": 1 } }',
  '{ "path": "/a", "headers": [] }',
  '{ "path": "/a", "headers": { "X-More": null } }',
  '{ "path": "/a", "answers": [{ "headers": { "X-More": null } }] }',
  '{ "path": "/a", "handler": "../hello.mjs" }',
  '{ "path": "/a", "handler": "hello.txt" }',
  '{ "path": "/a", "handler": 1 }',
  '{ "path": "/a", "handler": "a.mjs", "status": 200 }',
  '{ "path": "/a", "proxy": "localhost:1" }',
  '{ "path": "/a", "proxy": "ftp://localhost" }',
  '{ "path": "/a", "proxy": "http://me:secret@localhost" }',
  '{ "path": "/a", "proxy": "http://localhost", "status": 200 }',
  '{ "path": "/a", "proxy": "http://localhost", "rewrite": "b" }',
  '{ "path": "/a", "proxy": "http://localhost", "timeout": 0 }',
  '{ "path": "/a", "proxy": "http://localhost", "insecure": "yes" }',
  '{ "path": "/a", "rewrite": "/b" }',
  '{ "path": "/a", "delay": -1 }',
  '{ "path": "/a", "delay": [1, 2, 3] }',
  '{ "path": "/a", "delay": "1" }',
  '{ "path": "/a", "failureRate": 2 }',
  '{ "path": "/a", "answers": [] }',
  '{ "path": "/a", "answers": [{ "failureRate": 1 }] }',
  '{ "path": "/a", "answers": [{ "status": 1 }] }',
  '{ "path": "/a", "when": { "cookies": {} } }',
  '{ "path": "/a", "when": { "query": { "a": 1 } } }',
  '{ "path": "/a", "when": { "headers": { "a": [] } } }',
];

const FILE = 'porthole.routes.json';
const uri = () => vscode.Uri.joinPath(folder(), FILE);
const fileOf = (routes: readonly string[]) => `{\n  "routes": [\n${routes.join(',\n')}\n  ]\n}\n`;

/** Lines, from 1, that VS Code with our schema (false) or Porthole (true) marks as wrong. */
const linesOf = (isOurs: boolean) =>
  ascending(
    vscode.languages
      .getDiagnostics(uri())
      .filter(({ source }) => (source === 'Porthole') === isOurs)
      .map(({ range }) => range.start.line + 1),
  );

/** Lines that the server calls wrong in the log, since the last save. */
async function loggedLines(): Promise<number[]> {
  const text = (await logText()).slice(logged);
  return ascending([...text.matchAll(/porthole\.routes\.json:(\d+):\d+ /g)].map(([, line]) => Number(line)));
}

const ascending = (lines: readonly number[]) => [...new Set(lines)].toSorted((a, b) => a - b);
let logged = 0;
const ping = async () => (await get(`${(await running(folder())).url}api/ping`)).status;

async function save(text: string): Promise<vscode.TextDocument> {
  logged = (await logText()).length;
  const document = await vscode.workspace.openTextDocument(uri());
  await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
  assert.ok(await document.save());
  return document;
}

const found = async () => ({ schema: linesOf(false), porthole: linesOf(true), server: await loggedLines() });

/** Waits until the server and the schema find just these lines wrong, and each is marked once. */
async function wrongLines(expected: readonly number[]): Promise<void> {
  const wanted = { schema: expected, porthole: [], server: expected };
  await until(`both find ${expected.join()} wrong`, async () =>
    JSON.stringify(await found()) === JSON.stringify(wanted) ? true : undefined,
  ).catch(async () => assert.deepEqual(await found(), wanted));
}

async function offered(document: vscode.TextDocument, before: string): Promise<string[]> {
  const at = document.positionAt(document.getText().indexOf(before) + before.length);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri(),
    at,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('the routes file in the editor', function () {
  this.timeout(60_000);
  it('is completed by its schema', async () => {
    const document = await save('{\n  "routes": [\n    {  }, { "method":  }\n  ]\n}\n');
    const keys = await until('keys are offered', async () => {
      const labels = await offered(document, '[\n    { ');
      return labels.includes('collection') ? labels : undefined;
    });
    for (const key of ['method', 'path', 'when', 'json', 'file', 'answers', 'persist'])
      assert.ok(keys.includes(key), `${key}: ${keys.join()}`);
    assert.ok((await offered(document, '"method": ')).includes('"DELETE"'));
    // The next test must not read the log of this one.
    await until('the fault is logged', async () => (await loggedLines()).includes(3) || undefined);
  });

  it('is right in every way that the server takes', async () => {
    await save(fileOf([...GOOD, '{ "path": "/z", "status": 7 }']));
    await wrongLines([GOOD.length + 3]);
    await save(fileOf(GOOD));
    await until('it is in force', async () => {
      const { url } = await running(folder());
      return (await get(`${url}a/b`)).status === 202 ? true : undefined;
    });
    await wrongLines([]);
  });

  it('is wrong on every line that the server does not take, and the last good routes stay', async () => {
    await save('{\n  "routes": [{ "path": "/api/ping", "status": 202 }]\n}\n');
    await until('it is in force', async () => ((await ping()) === 202 ? true : undefined));
    await save(fileOf(WRONG));
    await wrongLines(WRONG.map((_, at) => at + 3));
    assert.equal(await ping(), 202);
  });

  it('says what is wrong, and where, and no more once it is right', async () => {
    await save(fileOf(['{ "path": "/a" }', '{ "path": "/b", "status": 7 }']));
    await wrongLines([4]);
    assert.match(await logText(), /porthole\.routes\.json:4:\d+ .*“status” is a number from 200 to 599/);
    assert.equal(vscode.languages.getDiagnostics(uri()).length, 1);
    await save(fileOf(['{ "path": "/a" }']));
    await wrongLines([]);
  });
});
