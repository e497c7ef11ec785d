import { strict as assert } from 'node:assert';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, logText, porthole, run, until } from '../helpers';

/** The commands that the hover of the status item links to, and its text. */
async function hover(): Promise<{ commands: readonly string[]; text: string }> {
  const { tooltip } = (await porthole()).underTest.statusItem;
  const text = tooltip instanceof vscode.MarkdownString ? tooltip.value.replaceAll('&nbsp;', ' ') : '';
  return { text, commands: [...text.matchAll(/command:porthole\.(\w+)/g)].map(([, name]) => name ?? '') };
}

describe('the hover of the status item', () => {
  const routes = path.join(folder().fsPath, 'porthole.routes.json');

  before(() => run('porthole.start'));
  after(() => rm(routes, { force: true }));

  it('has everything that can be done with the server', async () => {
    const all = ['showPreview', 'openInBrowser', 'copyUrl', 'share', 'restart', 'stop'];
    assert.deepEqual((await hover()).commands, [...all, 'showTraffic', 'showLog', 'menu']);
  });

  it('has a badge for what went wrong, once, until the log was looked at', async () => {
    await writeFile(routes, '{ "routes": [ { "path": "x" } ] }');
    await until('the badge', async () => (await hover()).text.includes('1 warning in the log') || undefined);
    const told = (await logText()).split('\n').filter(line => /porthole\.routes\.json:1:\d+ /.test(line));
    assert.equal(told.length, 1, told.join('\n'));
    await vscode.commands.executeCommand('porthole.showLog');
    await until('no badge', async () => !(await hover()).text.includes('in the log') || undefined);
  });

  it('and the log tell that the server was stopped', async () => {
    const before = (await logText()).length;
    await vscode.commands.executeCommand('porthole.stop');
    await until(
      'the line',
      async () => (await logText()).slice(before).includes('Server stopped') || undefined,
    );
    assert.equal((await hover()).text, '');
  });
});
