// An extension of the tests beside Porthole: it puts a window of VS Code back to what it was at first, for tests that take it over.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { MARK, type Order, PORT_FILE } from './keeping';
import { pause } from './processes';
import { messageOf } from './say';

/** Milliseconds in which VS Code has read its settings. */
const PATIENCE = 20_000;

export function activate(context: vscode.ExtensionContext): void {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return;
  const server = http.createServer((request, response) => {
    obey(request).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(messageOf(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return;
    writeFileSync(path.join(path.dirname(folder), PORT_FILE), String(address.port));
  });
  context.subscriptions.push({ dispose: () => server.close() });
}

async function obey(request: http.IncomingMessage): Promise<void> {
  const order = (await json(request)) as Order;
  if (order.to === '/clear') await clear();
  else await readSettings(order.settings);
}

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);

async function clear(): Promise<void> {
  await run('workbench.action.closeQuickOpen');
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await run('workbench.action.revertAndCloseActiveEditor');
  }
  await run('porthole.stopSharing');
  await run('porthole.stop');
  await run('workbench.action.closeAllEditors');
  await run('workbench.action.closePanel');
  await run('notifications.clearAll');
}

/** VS Code may take no notice of settings that another program has written. Once it has read the mark, it has read all of the file. */
async function readSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const mark = randomUUID();
  await vscode.workspace.getConfiguration().update(MARK, mark, vscode.ConfigurationTarget.Global);
  for (const end = Date.now() + PATIENCE; ; await pause(50)) {
    const read = vscode.workspace.getConfiguration();
    const isRead = ([name, value]: [string, unknown]): boolean =>
      isDeepStrictEqual(plain(read.inspect(name)?.globalValue), plain(value));
    const left = Object.entries({ ...settings, [MARK]: mark }).filter(each => !isRead(each));
    if (left.length === 0) return;
    if (Date.now() > end) throw new Error(`VS Code has not read its settings: ${JSON.stringify(left)}`);
  }
}

/** VS Code hands out proxies for objects. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
