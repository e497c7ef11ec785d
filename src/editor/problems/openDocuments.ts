import { workspace } from 'vscode';
import { DisposableStore } from '../base/disposables';
import { isServed } from '../base/served';
import { isHtml } from '../base/uris';
import type { Server, ServerState } from '../server/server';
import type { Servers } from '../server/servers';

/** Milliseconds in which several documents are opened or closed as one. */
const TOGETHER = 50;

/** Files whose problems are told while they are open. */
const isChecked = (file: string): boolean => isHtml(file) || /\.css$/i.test(file);

/** The last message to a server. A thread that was started again has a new state, and knows nothing. */
interface Told {
  readonly state: ServerState;
  readonly files: string;
}

/** Tells each running server which of its documents and style sheets are open, so that it checks them. */
export class OpenDocuments {
  private readonly disposables = new DisposableStore();
  private readonly told = new WeakMap<Server, Told>();
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
    if (state.kind !== 'running') return;
    const files = documents.filter(file => isServed(state.options, file));
    const told = this.told.get(server);
    if (told?.state === state && told.files === files.join('\n')) return;
    this.told.set(server, { state, files: files.join('\n') });
    server.post({ type: 'opened', files });
  }
}
