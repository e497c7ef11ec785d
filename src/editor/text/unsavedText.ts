import { workspace, type TextDocument } from 'vscode';
import { DisposableStore } from '../base/disposables';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import { Throttle } from './throttle';
import { isWithin } from '../base/uris';

// A text beyond this is served from the disk: posting it at every keystroke would be felt.
const LONGEST = 4_000_000;

/**
 * The unsaved text of open editors, told to the servers of those files while `porthole.update` is `typing`, and taken
 * back when it is saved, reverted or closed.
 */
export class UnsavedText {
  private readonly disposables = new DisposableStore();
  private readonly throttles = new Map<TextDocument, Throttle>();
  /** The versions of documents that VS Code began to save last. */
  private readonly saving = new WeakMap<TextDocument, number>();
  /** The servers that follow the typing. A thread that was started again is told everything again. */
  private readonly following = new Set<Server>();

  constructor(servers: Servers) {
    const { disposables } = this;
    disposables.add(workspace.onDidChangeTextDocument(({ document }) => this.changed(document)));
    disposables.add(
      workspace.onWillSaveTextDocument(({ document }) => this.saving.set(document, document.version)),
    );
    disposables.add(workspace.onDidSaveTextDocument(document => void this.cleaned(document)));
    disposables.add(workspace.onDidCloseTextDocument(document => this.settled(document)));
    disposables.add(servers.onDidChange(server => this.follow(server)));
  }

  dispose(): void {
    this.disposables.dispose();
    for (const throttle of this.throttles.values()) throttle.dispose();
  }

  private follow(server: Server): void {
    const running = server.state.kind === 'running';
    const follows = server.state.kind === 'running' && server.state.options.update === 'typing';
    if (follows === this.following.has(server)) return;
    const unsaved = workspace.textDocuments.filter(document => document.isDirty);
    if (follows) this.following.add(server);
    else this.following.delete(server);
    if (running) for (const document of unsaved) this.tell(server, document, follows);
  }

  private changed(document: TextDocument): void {
    if (document.uri.scheme !== 'file' || !this.isFollowed(document)) return;
    // An edit that brings the saved text back, such as an undo or a revert; or a save.
    if (!document.isDirty) return void this.cleaned(document);
    this.throttleOf(document).run(() => this.tellAll(document, true));
  }

  /**
   * VS Code calls a document clean once it is written, also when somebody has typed on meanwhile: then the page stays with them, and
   * only the disk can tell.
   */
  private async cleaned(document: TextDocument): Promise<void> {
    const { version } = document;
    if (!this.throttles.has(document)) return;
    // In another encoding the bytes could not be compared.
    if (this.saving.get(document) === version || !document.encoding.startsWith('utf8'))
      return this.settled(document);
    const disk = await workspace.fs.readFile(document.uri).then(
      bytes => new TextDecoder().decode(bytes),
      () => undefined,
    );
    // What was changed again meanwhile has been told again.
    if (document.version === version && (disk === undefined || disk === document.getText()))
      this.settled(document);
  }

  /** The disk has it now. A text still waiting to be told must not come after this. */
  private settled(document: TextDocument): void {
    const throttle = this.throttles.get(document);
    if (!throttle) return;
    throttle.dispose();
    this.throttles.delete(document);
    this.tellAll(document, false);
  }

  private isFollowed(document: TextDocument): boolean {
    return [...this.following].some(server => serves(server, document));
  }

  private tellAll(document: TextDocument, unsaved: boolean): void {
    for (const server of this.following) this.tell(server, document, unsaved);
  }

  private tell(server: Server, document: TextDocument, unsaved: boolean): void {
    if (!serves(server, document)) return;
    if (unsaved) this.throttleOf(document);
    const text = unsaved ? document.getText() : '';
    const told = unsaved && text.length <= LONGEST ? text : undefined;
    server.post({
      type: 'overlay',
      overlay: { path: document.uri.fsPath, text: told, version: document.version },
    });
  }

  /** Its being there is the sign that a server may have been told of this document. */
  private throttleOf(document: TextDocument): Throttle {
    const throttle = this.throttles.get(document) ?? new Throttle();
    this.throttles.set(document, throttle);
    return throttle;
  }
}

function serves(server: Server, document: TextDocument): boolean {
  return (
    document.uri.scheme === 'file' && server.root !== undefined && isWithin(server.root, document.uri.fsPath)
  );
}
