import { workspace } from 'vscode';
import { DisposableStore } from '../base/disposables';
import { isServed } from '../base/served';
import { isHtml } from '../base/uris';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';

/** Milliseconds within which opened or closed documents are reported together. */
const TOGETHER = 50;

/** File types that are checked while they are open. */
const isChecked = (file: string): boolean => isHtml(file) || /\.css$/i.test(file);

/** Tells each running server which of its documents and style sheets are open, so that it checks them. */
export class OpenDocuments {
  private readonly disposables = new DisposableStore();
  /** The list that each server's thread has, one file per line. */
  private readonly told = new WeakMap<Server, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly servers: Servers) {
    this.disposables.add(workspace.onDidOpenTextDocument(({ uri }) => this.changed(uri.fsPath)));
    this.disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.changed(uri.fsPath)));
    this.disposables.add(servers.onDidChange(() => this.tellAll()));
    this.tellAll();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  private changed(file: string): void {
    if (!isChecked(file)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tellAll(), TOGETHER);
  }

  private tellAll(): void {
    const files = workspace.textDocuments
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
    const documents = files.filter(isChecked);
    for (const server of this.servers.all) this.tell(server, documents);
  }

  private tell(server: Server, documents: readonly string[]): void {
    const { state } = server;
    if (state.kind !== 'running') {
      // A restarted thread has no list.
      this.told.delete(server);
      return;
    }
    const files = documents.filter(file => isServed(state.options, file));
    const told = files.join('\n');
    // The state also changes with each page update, while the list stays the same.
    if (this.told.get(server) === told) return;
    this.told.set(server, told);
    server.post({ type: 'opened', files });
  }
}
