import { workspace } from 'vscode';
import type { ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { SettingsReader } from '../settings';
import { FileEvents } from './fileEvents';
import { SavedText } from './savedText';
import type { TextServers } from './textServers';
import { UnsavedText } from './unsavedText';

/**
 * Passes VS Code's events about documents and files to the servers. A save sends the overlay before the file counts as changed. Otherwise
 * pages would compare the new file with the overlay and find no difference.
 */
export class EditorEvents {
  private readonly disposables = new DisposableStore();

  constructor(servers: TextServers, settings: Pick<SettingsReader, 'saveHabits'>, log: ErrorLog) {
    const { disposables } = this;
    const unsaved = disposables.add(new UnsavedText(servers, log));
    const saved = disposables.add(new SavedText(servers, settings));
    const files = new FileEvents(servers);
    disposables.add(workspace.onDidChangeTextDocument(event => unsaved.changed(event)));
    disposables.add(
      workspace.onWillSaveTextDocument(({ document }) => {
        unsaved.willSave(document);
        saved.willSave(document);
      }),
    );
    disposables.add(
      workspace.onDidSaveTextDocument(document => {
        unsaved.saved(document);
        saved.saved(document);
        files.saved(document.uri);
      }),
    );
    disposables.add(
      workspace.onDidCloseTextDocument(document => {
        unsaved.closed(document);
        saved.closed(document);
      }),
    );
    disposables.add(workspace.onDidSaveNotebookDocument(notebook => files.saved(notebook.uri)));
    disposables.add(workspace.onDidCreateFiles(event => files.created(event.files)));
    disposables.add(workspace.onDidDeleteFiles(event => files.deleted(event.files)));
    disposables.add(workspace.onDidRenameFiles(event => files.renamed(event.files)));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
