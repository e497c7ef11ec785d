import { workspace, type TextDocument, type TextDocumentChangeEvent } from 'vscode';
import { inBackground, type ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { isServed } from '../base/served';
import type { TextServer, TextServers } from './textServers';
import { TypedText } from './typedText';

/**
 * Posts the unsaved text of open editors as overlays while `porthole.update` is `typing`, and withdraws them when the text is
 * saved, reverted or closed.
 */
export class UnsavedText {
  /** One per document for which a server may have an overlay. */
  private readonly texts = new Map<TextDocument, TypedText>();
  /** The version of each document whose save began last. */
  private readonly saving = new WeakMap<TextDocument, number>();
  /** The servers that get overlays. A server that starts again gets all of them again. */
  private readonly following = new Set<TextServer>();
  private readonly disposables = new DisposableStore();

  constructor(
    servers: TextServers,
    private readonly log: ErrorLog,
  ) {
    this.disposables.add(servers.onDidChange(server => this.follow(server)));
    this.disposables.add(servers.onDidMiss(({ server, path }) => this.missed(server, path)));
  }

  changed({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (document.uri.scheme !== 'file') return;
    this.texts.get(document)?.note(contentChanges);
    if (!this.isFollowed(document)) return;
    // A clean document after a change: an undo or revert to the saved text, or a save.
    if (document.isDirty) this.postSoon(document);
    else this.cleaned(document);
  }

  willSave(document: TextDocument): void {
    this.saving.set(document, document.version);
  }

  saved(document: TextDocument): void {
    this.cleaned(document);
  }

  closed(document: TextDocument): void {
    this.withdraw(document);
  }

  dispose(): void {
    this.disposables.dispose();
    for (const { throttle } of this.texts.values()) throttle.dispose();
  }

  private follow(server: TextServer): void {
    const { state } = server;
    const follows = state.kind === 'running' && state.options.update === 'typing';
    if (follows === this.following.has(server)) return;
    if (follows) this.following.add(server);
    else this.following.delete(server);
    if (state.kind !== 'running') return;
    const unsaved = workspace.textDocuments.filter(document => document.isDirty);
    for (const document of unsaved) this.begin(server, document, follows);
  }

  /**
   * VS Code marks a document as clean after a write even if its text has changed again meanwhile. The overlay then stays until the file on
   * the disk has the same text.
   */
  private cleaned(document: TextDocument): void {
    if (!this.texts.has(document)) return;
    const { version } = document;
    // Bytes in an encoding other than UTF-8 cannot be compared here.
    if (this.saving.get(document) === version || !document.encoding.startsWith('utf8'))
      return this.withdraw(document);
    inBackground(this.withdrawOnceWritten(document, version), this.log);
  }

  private async withdrawOnceWritten(document: TextDocument, version: number): Promise<void> {
    const disk = await readText(document);
    // The overlay of a later version stays. A file that cannot be read has nothing to compare with.
    if (document.version === version && (disk === undefined || disk === document.getText()))
      this.withdraw(document);
  }

  /** Ends the overlays of a document, and drops a text that the throttle still holds. */
  private withdraw(document: TextDocument): void {
    const text = this.texts.get(document);
    if (!text) return;
    text.throttle.dispose();
    this.texts.delete(document);
    for (const server of this.followersOf(document)) withdrawFrom(server, document);
  }

  private isFollowed(document: TextDocument): boolean {
    return this.followersOf(document).length > 0;
  }

  private followersOf(document: TextDocument): readonly TextServer[] {
    return [...this.following].filter(server => serves(server, document));
  }

  private postSoon(document: TextDocument): void {
    const text = this.textOf(document);
    text.throttle.run(() => text.post(this.followersOf(document)));
  }

  /** A server starts or stops following. */
  private begin(server: TextServer, document: TextDocument, follows: boolean): void {
    if (!serves(server, document)) return;
    if (follows) this.textOf(document).postWhole(server);
    else withdrawFrom(server, document);
  }

  private missed(server: TextServer, path: string): void {
    for (const [document, text] of this.texts)
      if (document.uri.fsPath === path && this.followersOf(document).includes(server)) text.postWhole(server);
  }

  private textOf(document: TextDocument): TypedText {
    const text = this.texts.get(document) ?? new TypedText(document);
    this.texts.set(document, text);
    return text;
  }
}

function withdrawFrom(server: TextServer, document: TextDocument): void {
  const { uri, version } = document;
  server.post({ type: 'overlay', overlay: { path: uri.fsPath, text: undefined, version } });
}

async function readText(document: TextDocument): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(document.uri));
  } catch {
    return undefined;
  }
}

function serves(server: TextServer, document: TextDocument): boolean {
  return (
    document.uri.scheme === 'file' &&
    server.served !== undefined &&
    isServed(server.served, document.uri.fsPath)
  );
}
