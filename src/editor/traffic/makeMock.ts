import path from 'node:path';
import { l10n, Uri, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { Server } from '../server/servers';
import { HumanError } from '../../protocol/humanError';
import { ROUTES_FILE } from '../../protocol/paths';
import { insertRoute, newRoutesFile } from '../base/routesText';
import { mockRoute } from './mockRoute';
import type { Kept } from './store';

/** Adds a route that repeats this reply to the server's routes file, as an unsaved edit. */
export async function makeMock(kept: Kept, server: Server | undefined): Promise<void> {
  const root = server?.root ?? server?.folder.uri.fsPath;
  if (root === undefined) return;
  const document = await openRoutes(path.join(root, ROUTES_FILE));
  const text = document.getText();
  const route = mockRoute(kept);
  const edit = new WorkspaceEdit();
  if (text.trim() === '') edit.insert(document.uri, document.positionAt(0), newRoutesFile(route));
  else {
    const insertion = insertRoute(text, route);
    if (!insertion)
      throw new HumanError(l10n.t('{0} is not a valid list of routes. Correct it first.', ROUTES_FILE));
    edit.insert(document.uri, document.positionAt(insertion.offset), insertion.text);
  }
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}

/** The routes file; an untitled document if there is none yet. */
async function openRoutes(file: string): Promise<TextDocument> {
  const uri = Uri.file(file);
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  }
}
