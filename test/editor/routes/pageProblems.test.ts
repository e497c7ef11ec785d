import { strict as assert } from 'node:assert';
import type { Browser, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { launchBrowser } from '../../host/browser';
import { folder, logText, running, until } from '../helpers';
import { ours, shows, told, uri, Written } from '../told';

const FAILING = [
  '<!doctype html>',
  '<title>a</title>',
  '<button onclick="go()">x</button>',
  '<script>',
  '  function go() {',
  '    nowhere();',
  '  }',
  '</script>',
  '',
].join('\r\n');
const MESSAGE = 'Uncaught ReferenceError: nowhere is not defined';
/** Line 2, column 3 of the script is line 5, column 2 of its source. */
const MAP = JSON.stringify({ version: 3, sources: ['../src/built.ts'], names: [], mappings: ';EAIC' });

describe('problems of a page in a browser', () => {
  const written = new Written();
  let browser: Browser;
  let url: string;
  let page: Page;

  before(async () => {
    ({ url } = await running(folder()));
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await page.close();
    await written.remove();
  });

  /** Opens a page, and waits until it hears the server. */
  async function visit(name: string): Promise<void> {
    page = await browser.newPage();
    const heard = new Promise(resolve => page.on('websocket', socket => socket.on('framereceived', resolve)));
    await page.goto(url + name, { waitUntil: 'load' });
    await heard;
  }

  it('are an error that it did not handle, where its line is by now, until it is mended', async () => {
    const editor = await written.open('failing.html', FAILING);
    await visit('failing.html');
    await page.click('button');
    await shows('failing.html', [`page-error 6:5 ${MESSAGE}`]);
    const [diagnostic] = ours('failing.html');
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    await until(
      'the line of the log',
      async () => (await logText()).includes('failing.html:6:5') || undefined,
    );

    await editor.edit(edit => edit.insert(new vscode.Position(2, 0), '<p>one</p>\n<p>two</p>\n'));
    await shows('failing.html', [`page-error 8:5 ${MESSAGE}`]);
    await page.getByText('two').waitFor();
    await page.click('button');
    await shows('failing.html', [`page-error 8:5 ${MESSAGE} (2 times)`]);

    await editor.edit(edit => edit.insert(new vscode.Position(7, 13), ' '));
    await shows('failing.html', []);
    const { document } = editor;
    await editor.edit(edit => edit.replace(document.lineAt(7).range, '    document.title = "went";'));
    await shows('failing.html', []);
    const reloaded = page.waitForEvent('load');
    await document.save();
    await reloaded;
    await page.click('button');
    await page.waitForFunction('document.title === "went"');
    assert.deepEqual(told('failing.html'), []);
  });

  it('end with the page, and with a reload', async () => {
    await written.write(
      'once.html',
      FAILING.replace('function', 'if (!sessionStorage.was) { sessionStorage.was = 1; go(); } function'),
    );
    await visit('once.html');
    await shows('once.html', [`page-error 6:5 ${MESSAGE}`]);
    await page.reload();
    await shows('once.html', []);
    await page.click('button');
    await shows('once.html', [`page-error 6:5 ${MESSAGE}`]);
    await page.close();
    await shows('once.html', []);
  });

  it('are an error in the source of a built script', async () => {
    await written.write('src/built.ts', '\n\n\n\n let a;\n');
    await written.write('dist/built.js', `\n  nowhere();\n//# sourceMappingURL=built.js.map\n`);
    await written.write('dist/built.js.map', MAP);
    await written.write('built.html', '<!doctype html><title>a</title><script src="dist/built.js"></script>');
    await visit('built.html');
    await shows('src/built.ts', [`page-error 5:2 ${MESSAGE}`]);
    assert.deepEqual(told('dist/built.js'), []);
  });

  it('are a request that failed, at the attribute or url() that asked, until the file is there', async () => {
    await written.write('asks.css', 'p { background: url("gone.png") }');
    await written.write(
      'asks.html',
      '<!doctype html>\n<title>a</title>\n<link rel="stylesheet" href="asks.css">\n<p>x</p>\n<img src="none.svg">',
    );
    await visit('asks.html');
    await shows('asks.css', ['failed-request 1:17 /gone.png failed with status 404.']);
    await shows('asks.html', ['failed-request 5:6 /none.svg failed with status 404.']);
    await written.write('none.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await page.reload();
    await until('it is told no longer', () => told('asks.html').every(each => !each.startsWith('failed')));
  });

  it('are CSS that the browser drops, in a style sheet and in a document, until it is mended', async () => {
    await written.write('drops.css', 'p {\n  colour: red;\n  color: blue;\n}\np:nonsense { color: red }\n');
    const { document } = await written.open(
      'drops.html',
      '<!doctype html>\n<title>a</title>\n<link rel="stylesheet" href="drops.css">\n<style>\nb { widht: 1px }\n</style>\n<p>x</p>',
    );
    await visit('drops.html');
    await shows('drops.html', ['css 5:5 The browser drops this declaration: “widht: 1px”.']);
    await vscode.window.showTextDocument(uri('drops.css'), { preview: false });
    await shows('drops.css', [
      'css 2:3 The browser drops this declaration: “colour: red”.',
      'css 5:1 The browser drops this rule, since it does not know the selector “p:nonsense”.',
    ]);
    assert.equal(ours('drops.css')[0]?.severity, vscode.DiagnosticSeverity.Information);
    const mended = new vscode.WorkspaceEdit();
    mended.replace(uri('drops.html'), document.lineAt(4).range, 'b { width: 1px }');
    await vscode.workspace.applyEdit(mended);
    await shows('drops.html', []);
    await written.write('drops.css', 'p {\n  color: blue;\n}\n');
    await shows('drops.css', []);
  });

  it('are errors alone, or none, as the setting says', async () => {
    const settings = vscode.workspace.getConfiguration('porthole', folder());
    const set = (value: string | undefined): Thenable<void> =>
      settings.update('problems', value, vscode.ConfigurationTarget.Global);
    await written.open('modes.html', FAILING.replace('<button', '<main></p><button'));
    await visit('modes.html');
    await page.click('button');
    const error = `page-error 6:5 ${MESSAGE}`;
    const html = [
      'html 3:1 The main element is not closed.',
      'html 3:7 No open p element matches this end tag.',
    ];
    await until('all', () => told('modes.html').length === 3);
    assert.deepEqual(told('modes.html').toSorted(), [...html, error].toSorted());
    await set('errors');
    await shows('modes.html', [error]);
    await set('off');
    await shows('modes.html', []);
    await set(undefined);
    await until('all again', () => told('modes.html').length === 3);
  });
});
