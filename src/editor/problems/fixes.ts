import path from 'node:path';
import {
  CodeAction,
  CodeActionKind,
  type CodeActionContext,
  type CodeActionProvider,
  type Disposable,
  l10n,
  languages,
  type Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
} from 'vscode';
import type { Fault, Fix } from '../../protocol/faults';

/** Offers the fixes of a fault as quick fixes at its place. */
export class Fixes implements CodeActionProvider {
  private readonly registered: Disposable;

  /** @param faultsOf the faults of a file, by its absolute path */
  constructor(private readonly faultsOf: (file: string) => readonly Fault[]) {
    const kinds = { providedCodeActionKinds: [CodeActionKind.QuickFix] };
    this.registered = languages.registerCodeActionsProvider(
      ['html', 'css', 'xml'].map(language => ({ scheme: 'file', language })),
      this,
      kinds,
    );
  }

  dispose(): void {
    this.registered.dispose();
  }

  provideCodeActions(
    document: TextDocument,
    _range: Range,
    { diagnostics }: CodeActionContext,
  ): CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === 'Porthole');
    if (ours.length === 0) return [];
    const faults = this.faultsOf(document.uri.fsPath);
    return ours.flatMap(diagnostic => {
      // VS Code moves a diagnostic with its text: message and text identify the fault, and the range is the current place.
      const text = plain(document.getText(diagnostic.range));
      const fault = faults.find(
        ({ message, fixes }) =>
          message === diagnostic.message &&
          fixes?.every(fix => fix.kind === 'create' || plain(fix.was) === text),
      );
      return (fault?.fixes ?? []).map(fix => {
        const action = new CodeAction(titleOf(fix), CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.edit = editOf(fix, document.uri, diagnostic.range);
        return action;
      });
    });
  }
}

/** An editor uses one kind of line end per document. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n');

function titleOf(fix: Fix): string {
  if (fix.kind === 'create') return l10n.t('Create {0}', path.basename(fix.file));
  switch (fix.label) {
    case 'remove':
      return fix.was.startsWith('<') ? l10n.t('Remove this tag') : l10n.t('Remove {0}', fix.was);
    case 'close':
      return l10n.t('Add the end tag');
    case 'change':
      return l10n.t('Change to {0}', fix.text);
    default:
      return fix.label satisfies never;
  }
}

function editOf(fix: Fix, document: Uri, range: Range): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  if (fix.kind === 'create') edit.createFile(Uri.file(fix.file), { ignoreIfExists: true });
  else edit.replace(document, range, fix.text);
  return edit;
}
