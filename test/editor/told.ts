import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, until } from './helpers';

/** A file of the workspace. */
export const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** Porthole's problems of a file. */
export const ours = (name: string): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri(name)).filter(({ source }) => source === 'Porthole');

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

/** `code line:column message`, lines and columns from 1. */
export const told = (name: string): string[] =>
  ours(name).map(diagnostic => {
    const { line, character } = diagnostic.range.start;
    return `${String(codeOf(diagnostic))} ${line + 1}:${character + 1} ${diagnostic.message}`;
  });

/** Waits until these are the problems of a file. */
export const shows = (name: string, expected: readonly string[]): Promise<true> =>
  until(
    `${name}: ${expected.join(' | ')}`,
    () => told(name).join('\n') === expected.join('\n') || undefined,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it has ${told(name).join(' | ')}`);
  });

/** The quick fix whose title this is, for one of the problems of a file. */
export async function fixOf(name: string, title: string, at = 0): Promise<vscode.WorkspaceEdit> {
  const diagnostic = ours(name)[at];
  assert.ok(diagnostic);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri(name),
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const edit = actions.find(action => action.title === title)?.edit;
  assert.ok(edit, `${title}: ${actions.map(action => action.title).join(', ')}`);
  return edit;
}

/** Files that a test writes, removed at its end. */
export class Written {
  private readonly names: string[] = [];

  async write(name: string, text: string): Promise<void> {
    this.names.push(name);
    await vscode.workspace.fs.writeFile(uri(name), Buffer.from(text));
  }

  async open(name: string, text: string): Promise<vscode.TextEditor> {
    await this.write(name, text);
    return vscode.window.showTextDocument(uri(name), { preview: false });
  }

  /** The action under test creates the file. */
  expect(name: string): void {
    this.names.push(name);
  }

  async remove(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of this.names.splice(0))
      await vscode.workspace.fs.delete(uri(name)).then(undefined, () => undefined);
  }
}
