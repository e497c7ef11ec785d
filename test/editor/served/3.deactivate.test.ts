import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { listens, portOf, running } from '../helpers';

describe('deactivation', () => {
  it('closes the port, and takes no longer than VS Code waits', async () => {
    const port = portOf(await running());
    const extension = vscode.extensions.getExtension('porthole.porthole');
    assert.ok(extension);
    // The module that VS Code itself has loaded, and the function that it calls.
    const module: unknown = createRequire(__filename)(
      path.join(extension.extensionPath, 'dist', 'extension.js'),
    );
    const before = Date.now();
    await (module as { deactivate(): Promise<void> }).deactivate();
    assert.ok(Date.now() - before < 4500);
    assert.equal(await listens(port), false);
  });
});
