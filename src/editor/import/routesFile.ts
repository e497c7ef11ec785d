import path from 'node:path';
import {
  FileSystemError,
  l10n,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type WorkspaceFolder,
} from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { ROUTES_FILE } from '../../protocol/paths';
import { appendRoute } from '../base/routesText';
import { exactly } from '../server/folders';
import { outside, rootOf } from '../server/fromSettings';
import type { ProxyRoute } from './made';

const MARK = '\uFEFF';

/** Appends routes to the routes file below a folder's root and saves it, unless it has unsaved changes. */
export async function addRoutes(
  { uri }: WorkspaceFolder,
  root: string,
  routes: readonly ProxyRoute[],
): Promise<void> {
  const folder = exactly(uri);
  const below = rootOf(folder, { root });
  if (below === undefined) throw outside(folder, root);
  const file = Uri.file(path.join(below, ROUTES_FILE));
  const unsaved = workspace.textDocuments.find(each => each.isDirty && each.uri.fsPath === file.fsPath);
  if (unsaved) return addUnsaved(unsaved, withRoutes(unsaved.getText(), routes));
  const before = await textOf(file);
  const after = withRoutes(before, routes);
  if (after !== before) await workspace.fs.writeFile(file, new TextEncoder().encode(after));
}

function withRoutes(text: string, routes: readonly ProxyRoute[]): string {
  const mark = text.startsWith(MARK) ? MARK : '';
  let after = text.slice(mark.length);
  for (const route of routes) {
    const longer = appendRoute(after, route);
    if (longer === undefined) throw unusable();
    after = longer;
  }
  return mark + after;
}

/** A file in another encoding must not be rewritten as UTF-8. */
async function textOf(file: Uri): Promise<string> {
  try {
    const bytes = await workspace.fs.readFile(file);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return '';
    throw unusable();
  }
}

const unusable = (): HumanError =>
  new HumanError(l10n.t('{0} is not a valid list of routes. Correct it first.', ROUTES_FILE));

async function addUnsaved(document: TextDocument, text: string): Promise<void> {
  const all = new Range(document.positionAt(0), document.positionAt(document.getText().length));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, all, text);
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}
