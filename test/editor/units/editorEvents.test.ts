import { strict as assert } from 'node:assert';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventEmitter, Range, Uri, workspace, WorkspaceEdit } from 'vscode';
import type { Running } from '../../../src/editor/server/server';
import { EditorEvents } from '../../../src/editor/text/editorEvents';
import type { TextServer } from '../../../src/editor/text/textServers';
import type { UpdateMode } from '../../../src/protocol/serverOptions';
import type { ToThread } from '../../../src/protocol/thread';
import { until } from '../helpers';
import { OPTIONS } from './standIn';

/** The messages to a server with this root, each as a text: `deleted old.css, deleted new.css`. */
class Told implements TextServer {
  readonly state: Running;
  readonly texts: string[] = [];

  constructor(
    readonly root: string,
    update: UpdateMode = 'off',
    mount: Readonly<Record<string, string>> = {},
  ) {
    const options = { ...OPTIONS, root, update, mount };
    this.state = {
      kind: 'running',
      url: '',
      port: 0,
      options,
      pages: 0,
      lastUpdate: undefined,
      share: undefined,
    };
  }

  get served(): TextServer['served'] {
    return this.state.options;
  }

  post(message: ToThread): void {
    if (message.type === 'overlay') {
      const { path: file, text, saving = false } = message.overlay;
      this.texts.push(
        `overlay ${path.relative(this.root, file)} ${text ?? 'gone'}${saving ? ' saving' : ''}`,
      );
      return;
    }
    assert.equal(message.type, 'changed');
    const changes = message.changes.map(change => `${change.how} ${path.relative(this.root, change.path)}`);
    this.texts.push(changes.join(', '));
  }
}

const NO_HABITS = { formats: false, trimsLines: false, endsLastLine: false, trimsLastLines: false };

/** The editor's events on their way to these servers, which follow the typing if their settings say so. */
function listen(...running: Told[]): EditorEvents {
  const changed = new EventEmitter<TextServer>();
  const events = new EditorEvents(
    { running, onDidChange: changed.event, onDidMiss: new EventEmitter<never>().event },
    { saveHabits: () => NO_HABITS },
    { error: error => assert.fail(String(error)) },
  );
  for (const server of running) changed.fire(server);
  return events;
}

async function apply(fill: (edit: WorkspaceEdit) => void): Promise<void> {
  const edit = new WorkspaceEdit();
  fill(edit);
  assert.ok(await workspace.applyEdit(edit));
}

describe('what VS Code does to files', () => {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-events-')));
  const site = path.join(place, 'site');
  const page = Uri.file(path.join(site, 'page.html'));
  const moved = Uri.file(path.join(site, 'docs', 'moved.html'));
  // A folder whose name begins with the site's name is outside of the site.
  const elsewhere = Uri.file(path.join(place, 'site-secret', 'other.html'));
  const server = new Told(site);
  const neighbour = new Told(path.join(site, 'docs'));
  let events: EditorEvents;

  /** The messages of both servers since the last look, once the first server has the given number of them. */
  const told = async (count: number): Promise<readonly [string[], string[]]> => {
    await until(`${String(count)} messages`, () => server.texts.length >= count || undefined);
    return [server.texts.splice(0), neighbour.texts.splice(0)];
  };

  before(() => (events = listen(server, neighbour)));
  after(() => {
    events.dispose();
    rmSync(place, { recursive: true, force: true });
  });

  it('is told to the servers below whose root they are, and to no other', async () => {
    await apply(edit => {
      edit.createFile(elsewhere);
      edit.createFile(page);
    });
    assert.deepEqual(await told(1), [['created page.html'], []]);
  });

  it('is a save as well', async () => {
    const document = await workspace.openTextDocument(page);
    await apply(edit => edit.replace(page, new Range(0, 0, 0, 0), '<h1>New</h1>'));
    assert.deepEqual([server.texts, neighbour.texts], [[], []], 'An edit alone does nothing to the file');
    assert.ok(await document.save());
    assert.deepEqual(await told(1), [['saved page.html'], []]);
  });

  it('takes a file from its old name to its new one', async () => {
    await apply(edit => edit.renameFile(page, moved));
    assert.deepEqual(await told(2), [
      ['deleted page.html', `created ${path.join('docs', 'moved.html')}`],
      ['created moved.html'],
    ]);
  });

  it('deletes', async () => {
    await apply(edit => edit.deleteFile(moved));
    assert.deepEqual(await told(1), [[`deleted ${path.join('docs', 'moved.html')}`], ['deleted moved.html']]);
  });

  it('is told to nobody any more once it is not listened to', async () => {
    events.dispose();
    const successor = new Told(site);
    events = listen(successor);
    await apply(edit => edit.createFile(page));
    await until('the event', () => successor.texts.length > 0 || undefined);
    assert.deepEqual([server.texts, neighbour.texts], [[], []]);
  });

  for (const update of ['typing', 'save'] as const)
    it(`ends the overlay of a saved text before the file counts as changed (update: ${update})`, async () => {
      events.dispose();
      const follower = new Told(site, update);
      events = listen(follower);
      const document = await workspace.openTextDocument(page);
      await apply(edit => edit.replace(page, new Range(0, 0, 0, 0), '<!---->'));
      const text = document.getText();
      assert.ok(await document.save());
      await until('the save', () => follower.texts.includes('saved page.html') || undefined);
      const typed = update === 'typing' ? [`overlay page.html ${text}`] : [];
      assert.deepEqual(follower.texts, [
        ...typed,
        `overlay page.html ${text} saving`,
        'overlay page.html gone',
        'saved page.html',
      ]);
    });
});
