import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, running, until } from '../helpers';
import { fixOf, ours, shows, Written } from '../told';

const page = (body: string): string => `<!doctype html><title>a</title>\n${body}\n`;

describe('problems of an open document', () => {
  const written = new Written();
  const open = (name: string, body: string): Promise<vscode.TextEditor> => written.open(name, page(body));
  before(() => running(folder()));
  afterEach(() => written.remove());

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

  it('are closed by a quick fix, or led to the name that is near', async () => {
    const editor = await open('closed.html', '<main class="a">\n<p>x</p>');
    await shows('closed.html', ['html 2:1 The main element is not closed.']);
    await vscode.workspace.applyEdit(await fixOf('closed.html', 'Add the end tag'));
    assert.equal(editor.document.getText(), page('<main class="a"></main>\n<p>x</p>'));
    await shows('closed.html', []);
    const linked = await open('near.html', '<a href="Closed.htm?a=1&amp;b=2#x">x</a>');
    await written.write('closed.htm', page('<p id="x">'));
    await shows('near.html', [
      'broken-link 2:4 Closed.htm?a=1&b=2#x was not found: the name on the disk is closed.htm.',
    ]);
    await vscode.workspace.applyEdit(await fixOf('near.html', 'Change to href="closed.htm?a=1&amp;b=2#x"'));
    assert.equal(linked.document.getText(), page('<a href="closed.htm?a=1&amp;b=2#x">x</a>'));
    await shows('near.html', []);
  });

  it('have each its own quick fix, where two of them read alike', async () => {
    // Written first, because alike.html itself is a near name of the missing file.
    await written.write('alike.htm', page('x'));
    const editor = await open(
      'alike.html',
      '<b class="a">\n<i>x</i>\n<b class="b">\n<a href="Alike.htm">x</a>\n<img src="Alike.htm">',
    );
    await until('all of them', () => ours('alike.html').length === 4 || undefined);
    const { document } = editor;
    await vscode.workspace.applyEdit(await fixOf('alike.html', 'Change to src="alike.htm"', 3));
    await vscode.workspace.applyEdit(await fixOf('alike.html', 'Add the end tag', 1));
    assert.equal(
      document.getText(),
      page('<b class="a">\n<i>x</i>\n<b class="b"></b>\n<a href="Alike.htm">x</a>\n<img src="alike.htm">'),
    );
  });

  it('go when the missing file is there', async () => {
    await open('linked.html', '<img src="lamp-post.svg">');
    await shows('linked.html', ['broken-link 2:6 lamp-post.svg was not found.']);
    written.expect('lamp-post.svg');
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
