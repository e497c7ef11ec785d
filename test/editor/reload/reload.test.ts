import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, logText, run, running, until } from '../helpers';

const PANEL = 'mainThreadWebview-porthole.preview';

/** State from the first life of the window to the second: reloading it runs this file again. */
const letter = (): string => path.join(folder().fsPath, 'first-life.json');

const panels = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(tab => tab.input instanceof vscode.TabInputWebview && tab.input.viewType === PANEL);

async function pageWasServed(): Promise<void> {
  await until('the page', async () => /GET \/second\.html (200|304)/.test(await logText()) || undefined);
}

describe('a window that is reloaded', () => {
  before(async () => {
    // VS Code's own browser restores its tabs itself, so Porthole has nothing to restore.
    if ((await vscode.commands.getCommands(true)).includes('workbench.action.browser.open')) return;
    if (existsSync(letter())) return;
    const served = await run('porthole.showPreview', vscode.Uri.joinPath(folder(), 'second.html'));
    await pageWasServed();
    await until('the title', () => panels()[0]?.label === 'Preview: Second' || undefined);
    writeFileSync(letter(), JSON.stringify(served));
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
    await new Promise(() => undefined);
  });

  it('has the preview again, with its page, and the server on its port', async () => {
    if (!existsSync(letter())) return;
    assert.deepEqual(await running(), JSON.parse(readFileSync(letter(), 'utf8')));
    assert.equal(panels().length, 1);
    await pageWasServed();
    await until('the title', () => panels()[0]?.label === 'Preview: Second' || undefined);
  });
});
