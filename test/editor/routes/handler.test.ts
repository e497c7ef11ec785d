import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, get, running, until } from '../helpers';

const place = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);
const write = (name: string, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), Buffer.from(text));
const ask = async (path: string) => get(`${(await running(folder())).url}${path}`);
const problems = (name: string): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(place(name)).filter(({ source }) => source === 'Porthole');

describe('a handler in the editor', function () {
  this.timeout(60_000);

  before(async () => {
    const routes = ['mjs', 'ts'].map(kind => ({ path: `/by/${kind}`, handler: `./hello.${kind}` }));
    await write('hello.mjs', '\nexport const GET = () => { throw new Error("by a handler") };\n');
    await write(
      'hello.ts',
      'export const GET = (request: Request): Response => new Response(request.method);\n',
    );
    await write('porthole.routes.json', JSON.stringify({ routes }));
    await until('the routes are in force', async () =>
      (await ask('by/mjs')).status === 404 ? undefined : true,
    );
  });

  it('has what it throws shown at its line, until it does so no more', async () => {
    assert.equal((await ask('by/mjs')).status, 500);
    const [problem] = await until('the problem', () =>
      problems('hello.mjs').length > 0 ? problems('hello.mjs') : undefined,
    );
    assert.equal(problem?.range.start.line, 1);
    assert.equal(problem?.message, 'Error: by a handler');
    await write('hello.mjs', 'export const GET = () => new Response("well");\n');
    assert.equal((await ask('by/mjs')).body, 'well');
    await until('no problem', () => (problems('hello.mjs').length === 0 ? true : undefined));
  });

  it('may be TypeScript where this editor’s Node runs it, and says so where it does not', async () => {
    const { status, body } = await ask('by/ts');
    // The types of the oldest supported Node lack it.
    const { typescript } = process.features as { readonly typescript?: string | false };
    if (typescript) assert.deepEqual([status, body], [200, 'GET']);
    else assert.match(body, /does not run TypeScript/);
  });
});
