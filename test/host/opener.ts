// A small extension that `npm start` installs beside Porthole. It opens the site's start page and its
// preview, as a person would.
import * as vscode from 'vscode';

export async function activate(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  const page = vscode.Uri.joinPath(folder.uri, 'index.html');
  await vscode.window.showTextDocument(page);
  await vscode.commands.executeCommand('porthole.showPreview', page);
}
