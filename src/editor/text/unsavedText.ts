import { workspace, type Disposable, type TextDocument } from 'vscode';
import { LARGEST_TEXT } from '../../protocol/thread';
import { inBackground, type ErrorLog } from '../base/background';
import { isServed } from '../base/served';
import type { TextServer, TextServers } from './textServers';
import { Throttle } from './throttle';

/**
 * Posts the unsaved text of open editors as overlays while `porthole.update` is `typing`, and withdraws them when the text is
 * saved, reverted or closed.
 */
export class UnsavedText {
  /** One per document that a server may have an overlay of. */
  private readonly throttles = new Map<TextDocument, Throttle>();
  /** The version of each document that VS Code began to save last. */
  private readonly saving = new WeakMap<TextDocument, number>();
  /** The servers that get overlays. A server that starts again gets all of them again. */
  private readonly following = new Set<TextServer>();
  private readonly subscription: Disposable;

  constructor(
    servers: TextServers,
    private readonly log: ErrorLog,
  ) {
    this.subscription = servers.onDidChange(server => this.follow(server));
  }

  changed(document: TextDocument): void {
    if (document.uri.scheme !== 'file' || !this.isFollowed(document)) return;
    // A clean document after a change: an undo or revert to the saved text, or a save.
    if (document.isDirty) this.throttleOf(document).run(() => this.postAll(document, true));
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
    this.subscription.dispose();
    for (const throttle of this.throttles.values()) throttle.dispose();
  }

  private follow(server: TextServer): void {
    const { state } = server;
    const follows = state.kind === 'running' && state.options.update === 'typing';
    if (follows === this.following.has(server)) return;
    if (follows) this.following.add(server);
    else this.following.delete(server);
    if (state.kind !== 'running') return;
    const unsaved = workspace.textDocuments.filter(document => document.isDirty);
    for (const document of unsaved) this.post(server, document, follows);
  }

  /**
   * VS Code calls a document clean after a write even if the text has changed again meanwhile. Then the overlay stays until the
   * file on the disk has the same text.
   */
  private cleaned(document: TextDocument): void {
    if (!this.throttles.has(document)) return;
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

  /** Ends the overlays of a document. A text that the throttle still holds must not be posted afterwards. */
  private withdraw(document: TextDocument): void {
    const throttle = this.throttles.get(document);
    if (!throttle) return;
    throttle.dispose();
    this.throttles.delete(document);
    this.postAll(document, false);
  }

  private isFollowed(document: TextDocument): boolean {
    return [...this.following].some(server => serves(server, document));
  }

  private postAll(document: TextDocument, unsaved: boolean): void {
    for (const server of this.following) this.post(server, document, unsaved);
  }

  private post(server: TextServer, document: TextDocument, unsaved: boolean): void {
    if (!serves(server, document)) return;
    if (unsaved) this.throttleOf(document);
    const text = unsaved ? document.getText() : '';
    const overlaid = unsaved && text.length <= LARGEST_TEXT ? text : undefined;
    server.post({
      type: 'overlay',
      overlay: { path: document.uri.fsPath, text: overlaid, version: document.version },
    });
  }

  private throttleOf(document: TextDocument): Throttle {
    const throttle = this.throttles.get(document) ?? new Throttle();
    this.throttles.set(document, throttle);
    return throttle;
  }
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
