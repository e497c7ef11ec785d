import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, pause, porthole, run, running, until } from '../helpers';

const INTEGRATED_BROWSER = 'workbench.action.browser.open';
const PANEL = 'mainThreadWebview-porthole.preview';

const panels = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(tab => tab.input instanceof vscode.TabInputWebview && tab.input.viewType === PANEL);

const page = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** The documents that were asked for from now on. */
async function listen(): Promise<{ targets: string[]; heard: (target: string) => Promise<void> }> {
  const targets: string[] = [];
  (await porthole()).onDidRequest(request => targets.push(request.target));
  const heard = async (target: string): Promise<void> => {
    await until(`a request for ${target}`, () => targets.includes(target) || undefined);
    targets.length = 0;
  };
  return { targets, heard };
}

/** Waits until so many pages are connected, as the tooltip tells. */
async function connected(pages: string): Promise<void> {
  const { statusItem } = (await porthole()).underTest;
  await until(pages, () => {
    const { tooltip } = statusItem;
    return (
      (tooltip instanceof vscode.MarkdownString && tooltip.value.replace(/&nbsp;/g, ' ').includes(pages)) ||
      undefined
    );
  });
}

describe('the preview', () => {
  let integrated: boolean;
  let requests: Awaited<ReturnType<typeof listen>>;

  before(async () => {
    integrated = (await vscode.commands.getCommands(true)).includes(INTEGRATED_BROWSER);
    await running();
    await vscode.window.showTextDocument(page('index.html'), { viewColumn: vscode.ViewColumn.One });
    requests = await listen();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens the page that was asked for, and the page connects', async () => {
    const served = await run('porthole.showPreview', page('second.html'));
    assert.deepEqual(served, await running());
    await requests.heard('/second.html');
    await connected('1 page');
    assert.equal(panels().length, integrated ? 0 : 1);
  });

  it('leads back to the file of its page, in the editor', async () => {
    await vscode.commands.executeCommand('porthole.editPage');
    const shown = vscode.window.activeTextEditor?.document.uri.path;
    assert.equal(shown, page(integrated ? 'index.html' : 'second.html').path);
  });

  it('leaves the focus in the editor', async () => {
    await vscode.window.showTextDocument(page('index.html'), { viewColumn: vscode.ViewColumn.One });
    await run('porthole.showPreview');
    await requests.heard('/index.html');
    if (!integrated) assert.equal(vscode.window.activeTextEditor?.document.uri.path, page('index.html').path);
  });

  it('is one per file, and comes back for the file that it shows', async () => {
    if (integrated) return;
    assert.equal(panels().length, 2);
    await run('porthole.showPreview', page('second.html'));
    await until(
      'the second page is in front',
      () =>
        panels()
          .find(tab => tab.isActive)
          ?.label.includes('Second') || undefined,
    );
    assert.equal(panels().length, 2);
    const other = panels().find(tab => !tab.label.includes('Second'));
    assert.ok(other && (await vscode.window.tabGroups.close(other)));
    await connected('1 page');
  });

  it('follows its file to a new name, and back', async () => {
    if (integrated) return;
    for (const [from, to] of [
      ['second.html', 'renamed file.html'],
      ['renamed file.html', 'second.html'],
    ] as const) {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(page(from), page(to));
      assert.ok(await vscode.workspace.applyEdit(edit));
      await requests.heard(`/${encodeURIComponent(to)}`);
    }
    await connected('1 page');
  });

  it('follows its file with a folder that moves, through two quick renames', async () => {
    if (integrated) return;
    const move = async (from: string, to: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(page(from), page(to));
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await move('second.html', 'one/second.html');
    await move('one', 'two');
    await requests.heard('/two/second.html');
    await move('two/second.html', 'second.html');
    await requests.heard('/second.html');
    await vscode.workspace.fs.delete(page('two'), { recursive: true });
    await connected('1 page');
  });

  it('bears the title of its page', async () => {
    if (integrated) return;
    await until('the title', () => panels()[0]?.label === 'Preview: Second' || undefined);
  });

  it('shows the same page again after its webview was reloaded', async () => {
    if (integrated) return;
    await vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction');
    await requests.heard('/second.html');
    await connected('1 page');
  });

  it('shows the same page again after it was hidden', async () => {
    if (integrated) return;
    const group = panels()[0]?.group.viewColumn ?? vscode.ViewColumn.Two;
    await vscode.window.showTextDocument(page('style.css'), { viewColumn: group });
    await connected('0 pages');
    requests.targets.length = 0;
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await requests.heard('/second.html');
  });

  it('follows its server when that stops and starts', async () => {
    if (integrated) return;
    await vscode.commands.executeCommand('porthole.stop');
    await pause(300);
    requests.targets.length = 0;
    await run('porthole.start');
    await requests.heard('/second.html');
    await connected('1 page');
  });

  it("is VS Code's own browser where there is one: beside the editor, in the tab that shows this server", async () => {
    if (integrated) return;
    const { url } = await running();
    const asked: unknown[] = [];
    const standIn = vscode.commands.registerCommand(INTEGRATED_BROWSER, (options: unknown) =>
      asked.push(options),
    );
    try {
      await run('porthole.showPreview', page('second.html'));
    } finally {
      standIn.dispose();
    }
    const outside = (await vscode.env.asExternalUri(vscode.Uri.parse(url))).with({ path: '/' });
    assert.deepEqual(asked, [
      {
        url: outside.with({ path: '/second.html' }).toString(),
        openToSide: true,
        reuseUrlFilter: `${outside.scheme}://${outside.authority}/**`,
      },
    ]);
  });

  it('is opened by Go Live, as porthole.open says', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('porthole.stop');
    await vscode.window.showTextDocument(page('index.html'), { viewColumn: vscode.ViewColumn.One });
    requests.targets.length = 0;
    await vscode.commands.executeCommand('porthole.toggle');
    await requests.heard('/index.html');
  });
});
