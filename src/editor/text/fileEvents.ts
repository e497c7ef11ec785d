import { workspace, type Uri } from 'vscode';
import type { FileChange, ToThread } from '../../protocol/thread';
import { DisposableStore } from '../base/disposables';
import { isWithin } from '../base/uris';

/** Who is told: those that run at the moment of the event. */
interface Listeners {
  readonly running: readonly {
    readonly state: { readonly options: { readonly root: string } };
    post(message: ToThread): void;
  }[];
}

/** VS Code's own file events, told to the servers at once: they come before the disk's. */
export class FileEvents {
  private readonly disposables = new DisposableStore();

  constructor(private readonly servers: Listeners) {
    const { disposables } = this;
    disposables.add(workspace.onDidSaveTextDocument(document => this.tell('saved', [document.uri])));
    disposables.add(workspace.onDidSaveNotebookDocument(notebook => this.tell('saved', [notebook.uri])));
    disposables.add(workspace.onDidCreateFiles(event => this.tell('created', event.files)));
    disposables.add(workspace.onDidDeleteFiles(event => this.tell('deleted', event.files)));
    disposables.add(
      workspace.onDidRenameFiles(({ files }) => {
        this.tell(
          'deleted',
          files.map(file => file.oldUri),
        );
        this.tell(
          'created',
          files.map(file => file.newUri),
        );
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private tell(how: FileChange['how'], uris: readonly Uri[]): void {
    const paths = uris.filter(uri => uri.scheme === 'file').map(uri => uri.fsPath);
    for (const server of this.servers.running) {
      const below = paths.filter(path => isWithin(server.state.options.root, path));
      if (below.length > 0) server.post({ type: 'changed', changes: below.map(path => ({ path, how })) });
    }
  }
}
