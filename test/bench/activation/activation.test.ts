// One window of activation.ts.
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { running, until } from '../../editor/helpers';

describe('the start of a window', () => {
  it('tells, by VS Code’s own figures, how long our part of it took', async () => {
    await running();
    await vscode.commands.executeCommand('perfview.show');
    const report = await vscode.workspace.openTextDocument(vscode.Uri.parse('perf:Startup Performance'));
    // VS Code opens the report empty and writes it once the window has settled.
    const ours = /\|\s*porthole\.porthole\s*\|[^|]*\|\s*(\d+)\s*\|\s*(\d+)\s*\|/;
    const [, load, activate] = await until(
      'the report has a row of ours',
      () => ours.exec(report.getText()) ?? undefined,
    );
    const file = process.env['PORTHOLE_ACTIVATION'];
    if (file) appendFileSync(file, `${load} ${activate}\n`);
  });
});
