import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { OpenDocuments } from '../../../src/editor/problems/openDocuments';
import type { Server, ServerState } from '../../../src/editor/server/server';
import type { Servers } from '../../../src/editor/server/servers';
import type { ToThread } from '../../../src/protocol/thread';
import { OPTIONS } from './standIn';

describe('the documents that are open', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'porthole-open-'));
  after(() => rmSync(root, { recursive: true }));

  it('are told to a thread once, whatever else changes, and again to one that is started anew', async () => {
    const file = path.join(root, 'a.html');
    writeFileSync(file, '<p>a</p>');
    const { uri } = await vscode.workspace.openTextDocument(file);
    const told: ToThread[] = [];
    const changed = new vscode.EventEmitter<Server>();
    const server = { state: running(root, 0), post: (message: ToThread) => told.push(message) };
    const become = (state: ServerState): void => {
      Object.assign(server, { state });
      changed.fire(server as unknown as Server);
    };
    const open = new OpenDocuments({ all: [server], onDidChange: changed.event } as unknown as Servers);
    try {
      const opened = { type: 'opened', files: [uri.fsPath] };
      assert.deepEqual(told, [opened]);
      for (const pages of [1, 2, 3]) become(running(root, pages));
      assert.deepEqual(told, [opened]);
      become({ kind: 'starting', options: { ...OPTIONS, root } });
      become(running(root, 0));
      assert.deepEqual(told, [opened, opened]);
    } finally {
      open.dispose();
      changed.dispose();
    }
  });
});

const running = (root: string, pages: number): ServerState => ({
  kind: 'running',
  url: 'http://127.0.0.1:1/',
  port: 1,
  options: { ...OPTIONS, root },
  pages,
  lastUpdate: undefined,
  share: undefined,
});
