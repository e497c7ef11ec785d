import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, running, until } from '../helpers';

const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);
const ours = (name: string): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri(name)).filter(({ source }) => source === 'Porthole');
const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

/** `code line:column message`, lines and columns from 1. */
const told = (name: string): string[] =>
  ours(name).map(diagnostic => {
    const { line, character } = diagnostic.range.start;
    return `${String(codeOf(diagnostic))} ${line + 1}:${character + 1} ${diagnostic.message}`;
  });

const shows = (name: string, expected: readonly string[]): Promise<true> =>
  until(`${name}: ${expected.join(' | ')}`, () => told(name).join('\n') === expected.join('\n') || undefined);

/** The quick fix whose title this is, for the first problem of a file. */
async function fixOf(name: string, title: string): Promise<vscode.WorkspaceEdit> {
  const [diagnostic] = ours(name);
  assert.ok(diagnostic);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri(name),
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const edit = actions.find(action => action.title === title)?.edit;
  assert.ok(edit, `${title}: ${actions.map(action => action.title).join(', ')}`);
  return edit;
}

const page = (body: string): string => `<!doctype html><title>a</title>\n${body}\n`;

describe('problems of an open document', () => {
  const written: string[] = [];
  async function open(name: string, body: string): Promise<vscode.TextEditor> {
    written.push(name);
    await vscode.workspace.fs.writeFile(uri(name), Buffer.from(page(body)));
    return vscode.window.showTextDocument(uri(name));
  }
  before(() => running(folder()));
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    for (const name of written.splice(0))
      await vscode.workspace.fs.delete(uri(name)).then(undefined, () => undefined);
  });

  it('are at their line, with a link that explains them', async () => {
    await open('marked.html', '<p id="a">x</p></p>\n<p id="a"></p>\n<a href="gone.html">y</a>');
    await shows('marked.html', [
      'html 2:16 No open p element matches this end tag.',
      'duplicate-id 3:4 The id “a” is used more than once.',
      'broken-link 4:4 gone.html was not found.',
    ]);
    const [stray, twice] = ours('marked.html');
    assert.ok(typeof stray?.code === 'object' && stray.code.target.authority === 'html.spec.whatwg.org');
    assert.equal(stray.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(twice?.relatedInformation?.[0]?.location.range.start.line, 1);
  });

  it('follow what is typed and go when it is mended by a quick fix', async () => {
    const editor = await open('typed.html', '<p>x</p>');
    // VS Code closes a tag that is typed, unless more follows.
    await editor.edit(edit => edit.insert(new vscode.Position(1, 0), '<main>y'));
    await shows('typed.html', ['html 2:1 The main element is not closed.']);
    await vscode.workspace.applyEdit(await fixOf('typed.html', 'Remove this tag'));
    assert.equal(editor.document.getText(), page('y<p>x</p>'));
    await shows('typed.html', []);
  });

  it('go when the missing file is there', async () => {
    await open('linked.html', '<img src="lamp-post.svg">');
    await shows('linked.html', ['broken-link 2:6 lamp-post.svg was not found.']);
    written.push('lamp-post.svg');
    await vscode.workspace.applyEdit(await fixOf('linked.html', 'Create lamp-post.svg'));
    await shows('linked.html', []);
  });

  it('are none while the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration('porthole', folder());
    await open('quiet.html', '<main>');
    await shows('quiet.html', ['html 2:1 The main element is not closed.']);
    await settings.update('problems', 'off', vscode.ConfigurationTarget.Global);
    await shows('quiet.html', []);
    await settings.update('problems', undefined, vscode.ConfigurationTarget.Global);
    await shows('quiet.html', ['html 2:1 The main element is not closed.']);
  });
});
