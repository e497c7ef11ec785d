import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { Listener, NAVIGATION, textOf } from '../../bench/listener';
import { folder, pause, portOf, run, until } from '../helpers';

/** Milliseconds within which a second message would have arrived. */
const QUIET = 500;
/** Milliseconds within which the server knows of a setting or a closed editor. */
const SETTLED = 150;
const FILES = ['index.html', 'style.css', 'script.js'] as const;
const TOUCHES = { 'index.html': 'patch', 'style.css': 'style', 'script.js': 'reload' } as const;
type Name = (typeof FILES)[number];

const place = (name: Name): vscode.Uri => vscode.Uri.joinPath(folder(), name);
const onDisk = (name: Name): string => readFileSync(place(name).fsPath, 'utf8');
const isMark = (name: Name, mark: string): string =>
  ({
    'index.html': `<!-- ${mark} --><p>${mark}</p>`,
    'style.css': `/* ${mark} */`,
    'script.js': `// ${mark}`,
  })[name];

async function set(section: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(section, value, vscode.ConfigurationTarget.Global);
}

/** Puts a line of its own before the last one, as a person would. */
async function edit(name: Name, mark: string): Promise<vscode.TextDocument> {
  const editor = await vscode.window.showTextDocument(place(name), { preview: false });
  const line = name === 'index.html' ? editor.document.lineCount - 3 : editor.document.lineCount - 1;
  await editor.edit(change => change.insert(new vscode.Position(line, 0), `${isMark(name, mark)}\n`));
  return editor.document;
}

describe('a document that is saved', () => {
  let port: number;
  let page: Listener;
  const original = new Map<Name, string>();
  const participants: vscode.Disposable[] = [];

  const served = (name: Name): Promise<string> =>
    textOf(port, `/${name}`, name === 'index.html' ? NAVIGATION : {});

  /** Waits for the message with that number; returns it, and whether a fetch after it gets the text. */
  async function hears(count: number, name: Name, text: string): Promise<void> {
    await until(`message ${count}`, () => page.heard.length >= count || undefined);
    const { message } = page.heard[count - 1] ?? assert.fail();
    assert.equal(message.type, TOUCHES[name]);
    assert.ok((await served(name)).includes(text), `${name} has “${text}”`);
  }

  /** Runs after the extension's own listener, before VS Code writes. */
  function whileSaving(work: (document: vscode.TextDocument) => Thenable<readonly vscode.TextEdit[]>): void {
    participants.push(
      vscode.workspace.onWillSaveTextDocument(event => event.waitUntil(work(event.document))),
    );
  }

  before(async () => {
    for (const name of FILES) original.set(name, onDisk(name));
    port = portOf(await run('porthole.start'));
    page = await Listener.open(port, '/index.html');
    const referer = `http://127.0.0.1:${port}/index.html`;
    await textOf(port, '/script.js', { Referer: referer, 'Sec-Fetch-Dest': 'script' });
    await pause(QUIET);
  });

  beforeEach(() => (page.heard.length = 0));

  afterEach(async () => {
    for (const participant of participants.splice(0)) participant.dispose();
    await set('editor.formatOnSave', undefined);
    await set('porthole.update', 'save');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await pause(SETTLED);
  });

  after(() => {
    page.close();
    for (const [name, text] of original) writeFileSync(place(name).fsPath, text);
  });

  for (const name of FILES) {
    it(`is told once for each save, with what was saved: ${name}`, async () => {
      for (const round of [1, 2, 3, 4]) {
        const document = await edit(name, `round ${round}`);
        assert.ok(await document.save());
        await hears(round, name, `round ${round}`);
      }
      await pause(QUIET);
      assert.equal(page.heard.length, 4);
    });

    for (const update of ['save', 'typing']) {
      it(`is shown before the disk has it, with update ${update}: ${name}`, async () => {
        await set('porthole.update', update);
        const document = await edit(name, `early ${update}`);
        const isFollowed = update === 'typing' && name !== 'script.js';
        if (isFollowed) await hears(1, name, `early ${update}`);
        whileSaving(async () => {
          await hears(1, name, `early ${update}`);
          assert.ok(!onDisk(name).includes(`early ${update}`));
          participants.push({ dispose: () => assert.ok(onDisk(name).includes(`early ${update}`)) });
          return [];
        });
        assert.ok(await document.save());
        assert.equal(participants.length, 2, 'It was shown and looked at before it was written');
        await pause(QUIET);
        // A page that followed the typing of its document judges at the save whether a fresh load would show the same.
        const judged = page.heard.slice(1).map(({ message }) => message);
        assert.equal(judged.length, isFollowed && name === 'index.html' ? 1 : 0);
        assert.ok(judged.every(message => message.type === 'patch' && message.saved === true));
      });
    }
  }

  it('without a change is not told', async () => {
    await vscode.window.showTextDocument(place('style.css'));
    await vscode.commands.executeCommand('workbench.action.files.save');
    const document = await edit('style.css', 'taken back');
    await vscode.commands.executeCommand('undo');
    assert.ok(!document.getText().includes('taken back'));
    await vscode.commands.executeCommand('workbench.action.files.save');
    await pause(QUIET);
    assert.equal(page.heard.length, 0);
  });

  it('is told once, as the formatter leaves it', async () => {
    await set('editor.formatOnSave', true);
    const start = new vscode.Position(0, 0);
    participants.push(
      vscode.languages.registerDocumentFormattingEditProvider(
        { scheme: 'file', language: 'plaintext' },
        { provideDocumentFormattingEdits: () => [vscode.TextEdit.insert(start, '// formatted\n')] },
      ),
    );
    await until(
      'the setting',
      async () => vscode.workspace.getConfiguration('editor').get('formatOnSave') || undefined,
    );
    // On a busy machine, VS Code may give up on a slow formatter and write the text as typed.
    let formatted = false;
    for (let round = 1; round <= 5 && !formatted; round++) {
      page.heard.length = 0;
      const document = await edit('script.js', `loose ${round}`);
      // A language without a formatter of VS Code: among several formatters it uses none.
      await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      assert.ok(await document.save());
      formatted = onDisk('script.js').startsWith('// formatted');
      await hears(1, 'script.js', `loose ${round}`);
      assert.equal(await served('script.js'), onDisk('script.js'));
      await pause(QUIET);
      assert.equal(page.heard.length, 1);
    }
    assert.ok(formatted);
  });

  it('that an extension still changes ends as the disk has it, and is told once from then on', async () => {
    let round = 0;
    whileSaving(async () => [vscode.TextEdit.insert(new vscode.Position(0, 0), `// late ${++round}\n`)]);
    for (const mark of ['late 1', 'late 2', 'late 3']) {
      page.heard.length = 0;
      const document = await edit('script.js', mark);
      assert.ok(await document.save());
      await until(mark, async () => (await served('script.js')).startsWith(`// ${mark}`) || undefined);
      await pause(QUIET);
      assert.equal(await served('script.js'), onDisk('script.js'));
      // The first save may cause two messages, unless the second text overtakes the first.
      assert.ok(page.heard.length <= (mark === 'late 1' ? 2 : 1), mark);
    }
  });

  it('and typed on while it is written stays ahead of the disk, where the typing is followed', async () => {
    await set('porthole.update', 'typing');
    let ahead = 0;
    for (let round = 1; round <= 12; round++) {
      const document = await edit('index.html', `saved ${round}`);
      const saving = document.save();
      // Writing takes a varying part of these milliseconds.
      await pause(round * 4);
      await edit('index.html', `typed ${round}`);
      await saving;
      await pause(200);
      assert.ok((await served('index.html')).includes(`<p>typed ${round}</p>`), `round ${round}`);
      if (!onDisk('index.html').includes(`typed ${round}`)) ahead++;
      assert.ok(await document.save());
      await until(
        'the disk',
        async () => (await served('index.html')).includes(`<p>typed ${round}</p>`) || undefined,
      );
    }
    assert.ok(ahead > 0, 'Somebody typed while it was written');
  });

  it('in vain is shown for a while, and then what the disk has', async () => {
    const document = await edit('style.css', 'in vain');
    writeFileSync(
      place('style.css').fsPath,
      `${original.get('style.css') ?? ''}/* somebody else's, and longer */\n`,
    );
    await hears(1, 'style.css', 'somebody else');
    assert.equal(await document.save(), false);
    await hears(2, 'style.css', 'in vain');
    await hears(3, 'style.css', 'somebody else');
    await pause(QUIET);
    assert.equal(page.heard.length, 3);
    assert.equal(await served('style.css'), onDisk('style.css'));
  });
});
