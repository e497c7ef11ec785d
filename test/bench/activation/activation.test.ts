// One window of activation.ts.
import { strict as assert } from 'node:assert';
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { running } from '../../editor/helpers';

describe('the start of a window', () => {
  it('tells, by VS Code’s own figures, how long our part of it took', async () => {
    await running();
    await vscode.commands.executeCommand('perfview.show');
    const report = await vscode.workspace.openTextDocument(vscode.Uri.parse('perf:Startup Performance'));
    const cells = /\|\s*porthole\.porthole\s*\|[^|]*\|\s*(\d+)\s*\|\s*(\d+)\s*\|/.exec(report.getText());
    assert.ok(cells, 'the report has a row of ours');
    const [, load, activate] = cells;
    const file = process.env['PORTHOLE_ACTIVATION'];
    if (file) appendFileSync(file, `${load} ${activate}\n`);
  });
});
