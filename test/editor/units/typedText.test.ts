import { strict as assert } from 'node:assert';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import {
  commands,
  EndOfLine,
  EventEmitter,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { Running } from '../../../src/editor/server/server';
import { isShort } from '../../host/wholeRun';
import { UnsavedText } from '../../../src/editor/text/unsavedText';
import type { TextServer } from '../../../src/editor/text/textServers';
import type { ToThread } from '../../../src/protocol/thread';
import { EditedTexts } from '../../../src/thread/editedTexts';
import { until } from '../helpers';
import { OPTIONS } from './standIn';

/** A server whose thread keeps the texts as the real one does. */
class Mirror implements TextServer {
  readonly state: Running;
  readonly missed = new EventEmitter<{ server: TextServer; path: string }>();
  text: string | undefined;
  whole = 0;
  asked = 0;
  private readonly texts = new EditedTexts({
    overlay: ({ text }) => (this.text = text),
    resync: file => {
      this.asked += 1;
      this.missed.fire({ server: this, path: file });
    },
  });

  constructor(root: string) {
    const options = { ...OPTIONS, root, update: 'typing' as const };
    const fresh = { pages: 0, lastUpdate: undefined, share: undefined };
    this.state = { kind: 'running', url: '', port: 0, options, ...fresh };
  }

  get served(): TextServer['served'] {
    return this.state.options;
  }

  post(message: ToThread): void {
    if (message.type === 'edit') this.texts.edit(message.edit);
    if (message.type !== 'overlay') return;
    this.whole += 1;
    this.texts.take(message.overlay);
  }
}

type Act = string | readonly (readonly [at: number, drop: number, put: string])[];

/** The acts of a person at a document: replacements at several carets, an undo, a redo. */
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.array(
        fc.tuple(fc.nat(400), fc.nat(6), fc.constantFrom('', 'x', '\n', '\r\n', '\r', 'é😀', 'one\ntwo')),
        { minLength: 1, maxLength: 4 },
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('undo', 'redo') },
  ),
  { minLength: 25, maxLength: 25 },
);

async function perform(editor: TextEditor, act: Act): Promise<void> {
  if (typeof act === 'string') {
    await commands.executeCommand(act);
    return;
  }
  const { document } = editor;
  const length = document.getText().length;
  let free = 0;
  const places = act.map(([at, drop, put]) => [at % (length + 1), drop, put] as const);
  await editor.edit(edit => {
    for (const [at, drop, put] of places.toSorted(([a], [b]) => a - b)) {
      const [start, end] = [Math.max(free, at), Math.max(free, at) + drop];
      edit.replace(new Range(document.positionAt(start), document.positionAt(end)), put);
      free = end + 1;
    }
  });
}

describe('a document that is typed into', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-typed-')));
  let mirror: Mirror;
  let unsaved: UnsavedText;
  let subscription: { dispose(): unknown };

  beforeEach(() => {
    mirror = new Mirror(root);
    const changed = new EventEmitter<TextServer>();
    const servers = { running: [mirror], onDidChange: changed.event, onDidMiss: mirror.missed.event };
    unsaved = new UnsavedText(servers, { error: error => assert.fail(String(error)) });
    subscription = workspace.onDidChangeTextDocument(event => unsaved.changed(event));
    changed.fire(mirror);
  });
  afterEach(async () => {
    subscription.dispose();
    unsaved.dispose();
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  async function open(name: string, text: string): Promise<TextEditor> {
    const file = path.join(root, name);
    writeFileSync(file, text);
    return window.showTextDocument(await workspace.openTextDocument(Uri.file(file)));
  }

  const same = (document: TextDocument): Promise<boolean> =>
    until('the same text', () => (mirror.text ?? document.getText()) === document.getText() || undefined);

  for (const [name, newline] of [
    ['lf.html', '\n'],
    ['crlf.html', '\r\n'],
  ] as const)
    it(`is the same in the thread after any edit, undo and redo, mostly without its whole text (${name})`, async () => {
      const lines = Array.from({ length: 12 }, (_, at) => `<p>Line ${at} 😀</p>`);
      for (const [round, performed] of fc.sample(acts, isShort() ? 2 : 4).entries()) {
        const editor = await open(`${round}-${name}`, lines.join(newline));
        await perform(editor, [[0, 0, '<!-- -->']]);
        await until('the first text', () => mirror.text);
        for (const act of performed) {
          await perform(editor, act);
          await same(editor.document);
        }
        await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      }
      assert.equal(mirror.asked, 0, 'No edit was refused');
      assert.ok(mirror.whole < 30, `${mirror.whole} whole texts for some 100 edits`);
    });

  it('is sent whole when its line ends change, and edits go on from there', async () => {
    const editor = await open('ends.html', '<p>one</p>\n<p>two</p>\n');
    await perform(editor, [[0, 0, 'x']]);
    await until('the first text', () => mirror.text);
    await editor.edit(edit => edit.setEndOfLine(EndOfLine.CRLF));
    await same(editor.document);
    await perform(editor, [[14, 0, 'a\nb']]);
    await until('CRLF', () => mirror.text?.includes('a\r\nb') || undefined);
    await same(editor.document);
  });

  it('is sent whole when the thread has another text', async () => {
    const editor = await open('other.html', '<p>one</p>');
    await perform(editor, [[0, 0, 'x']]);
    await until('the first text', () => mirror.text);
    const { fsPath } = editor.document.uri;
    mirror.post({ type: 'overlay', overlay: { path: fsPath, text: 'another', version: 1_000 } });
    await perform(editor, [[1, 0, 'y']]);
    await until('the text again', () => mirror.text === editor.document.getText() || undefined);
    assert.equal(mirror.asked, 1);
  });

  it('is told of edits by others, such as a rename in all files', async () => {
    const editor = await open('others.html', '<p>one</p>');
    await perform(editor, [[0, 0, 'x']]);
    await until('the first text', () => mirror.text);
    const edit = new WorkspaceEdit();
    edit.replace(editor.document.uri, new Range(0, 1, 0, 4), '<h1>');
    edit.insert(editor.document.uri, editor.document.positionAt(8), 'HEAD');
    assert.ok(await workspace.applyEdit(edit));
    await until('both edits', () => mirror.text === editor.document.getText() || undefined);
  });
});
