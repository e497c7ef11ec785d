import { EndOfLine, type TextDocument, type TextDocumentContentChangeEvent } from 'vscode';
import { type Change, LARGEST_TEXT } from '../../protocol/thread';
import type { TextServer } from './textServers';
import { Throttle } from './throttle';

/** The most changes kept while they cannot be posted; above that, the whole text is posted. */
const MOST_CHANGES = 1_000;

/** The unsaved text of one document on its way to servers: first the whole text, then only the changes. */
export class TypedText {
  readonly throttle = new Throttle();
  /** The version that each server has. */
  private readonly versions = new Map<TextServer, number>();
  /** The version to which `changes` apply. */
  private from = -1;
  /** Undefined if only the whole text will do. */
  private changes: Change[] | undefined;
  private eol: EndOfLine | undefined;

  constructor(private readonly document: TextDocument) {}

  /** Takes the changes of one event. */
  note(changes: readonly TextDocumentContentChangeEvent[]): void {
    const kept = (this.changes?.length ?? 0) + changes.length <= MOST_CHANGES;
    if (!kept || this.eol !== this.document.eol || !areOrdered(changes)) this.changes = undefined;
    this.changes?.push(...changes.map(change => this.asMade(change)));
  }

  post(servers: readonly TextServer[]): void {
    const { uri, version } = this.document;
    const { from, changes } = this;
    for (const server of servers) {
      const length = this.length();
      if (!changes || this.versions.get(server) !== from || length > LARGEST_TEXT) this.postWhole(server);
      else {
        server.post({ type: 'edit', edit: { path: uri.fsPath, from, version, changes, length } });
        this.versions.set(server, version);
      }
    }
    this.from = version;
    this.changes = [];
    this.eol = this.document.eol;
  }

  /** Posts the current text, which includes changes that were not posted. */
  postWhole(server: TextServer): void {
    const { uri, version } = this.document;
    const text = this.document.getText();
    const fits = text.length <= LARGEST_TEXT;
    server.post({ type: 'overlay', overlay: { path: uri.fsPath, text: fits ? text : undefined, version } });
    if (fits) this.versions.set(server, version);
    else this.versions.delete(server);
  }

  /** `getText` joins all lines; `offsetAt` adds the lengths of those behind the last change. */
  private length(): number {
    const { document } = this;
    return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  }

  /** `TextDocument` uses the document's line ends, whatever the inserted text has. */
  private asMade({ rangeOffset, rangeLength, text }: TextDocumentContentChangeEvent): Change {
    const end = this.document.eol === EndOfLine.LF ? '\n' : '\r\n';
    return { offset: rangeOffset, length: rangeLength, text: text.replaceAll(/\r\n|\r|\n/g, end) };
  }
}

/** Whether the changes come from the end of the text to its start, so that no offset shifts. */
const areOrdered = (changes: readonly TextDocumentContentChangeEvent[]): boolean =>
  changes.every(({ rangeOffset, rangeLength }, at) => {
    const before = changes[at - 1];
    return !before || rangeOffset + rangeLength <= before.rangeOffset;
  });
