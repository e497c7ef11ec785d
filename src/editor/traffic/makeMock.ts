import path from 'node:path';
import { l10n, Uri, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { Server } from '../server/servers';
import { mockRoute } from './mockRoute';
import { insertRoute, newRoutesFile } from './mock';
import type { Kept } from './store';

const ROUTES_FILE = 'porthole.routes.json';

/** Puts a route that answers as this request was answered into the routes of its server, as an edit that is not saved. */
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
      throw new Error(l10n.t('{0} is not a valid list of routes. Correct it first.', ROUTES_FILE));
    edit.insert(document.uri, document.positionAt(insertion.offset), insertion.text);
  }
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}

/** The file where there is one, else one that is not on the disk before the person saves it. */
async function openRoutes(file: string): Promise<TextDocument> {
  const uri = Uri.file(file);
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  }
}
