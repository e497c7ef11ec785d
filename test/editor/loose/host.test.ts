import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('is a real VS Code', () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
  });

  it('runs in Node beside the workspace, with worker threads', async () => {
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(42)', { eval: true });
    assert.equal(await new Promise(resolve => worker.once('message', resolve)), 42);
    await worker.terminate();
  });

  it('has the settings of suite.json', () => {
    assert.equal(vscode.workspace.getConfiguration('editor').get('fontSize'), 17);
  });

  it('trusts the workspace', () => {
    assert.equal(vscode.workspace.isTrusted, true);
  });
});
