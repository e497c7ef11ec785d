import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventEmitter } from 'vscode';
import { Picking } from '../../../src/editor/bridge/picking';
import type { Servers } from '../../../src/editor/server/servers';
import { OPTIONS } from './standIn';

describe('a place that was picked', () => {
  it('is not opened outside of the served folder, whatever path names it', async () => {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-forged-')));
    const root = path.join(folder, 'site');
    await mkdir(root);
    for (const file of ['site-secret.txt', 'site/in.txt']) await writeFile(path.join(folder, file), 'text');
    const bridged = new EventEmitter<unknown>();
    const never = new EventEmitter<never>().event;
    const state = { kind: 'running', options: { ...OPTIONS, root } };
    const shown: string[] = [];
    const picking = new Picking(
      { onDidBridge: bridged.event, onDidChange: never, running: [] } as unknown as Servers,
      { error: () => undefined },
      document => void shown.push(path.basename(document.uri.fsPath)),
    );
    const at = { line: 0, column: 0 };
    const outside = ['/../site-secret.txt', '/x/../../site-secret.txt', '/..//site-secret.txt'];
    for (const name of [...outside, '/in.txt'])
      for (const type of ['picked', 'routed', 'declared'])
        bridged.fire({
          server: { state },
          message: {
            type,
            exact: true,
            keeps: true,
            place: { path: name, start: at, end: at, text: '', nth: 0 },
          },
        });
    for (let tries = 0; shown.length < 3 && tries < 200; tries++)
      await new Promise(resolve => setTimeout(resolve, 25));
    assert.deepEqual(shown, ['in.txt', 'in.txt', 'in.txt']);
    picking.dispose();
    await rm(folder, { recursive: true });
  });
});
