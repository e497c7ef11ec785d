import { workspace, type TextDocument } from 'vscode';
import { DisposableStore } from '../base/disposables';
import { isWrittenAsItIs } from './saveHabits';
import type { Server, Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { isWithin } from '../base/uris';

/** Milliseconds that VS Code gets to write a text: it tells nobody when it could not. */
const PATIENCE = 5_000;
// Larger files are not kept in memory, so no text can stand before them.
const LONGEST = 1_000_000;

/** A document on its way to the disk. */
interface Save {
  /** The text that was told, if it was. */
  readonly version: number;
  readonly told: readonly Server[];
  readonly late: NodeJS.Timeout;
}

/**
 * The text of documents that VS Code begins to save, told to the servers at once: its own way to the disk takes many times as
 * long as theirs to the page. What the disk has in the end comes after it, and counts.
 */
export class SavedText {
  private readonly disposables = new DisposableStore();
  private readonly saves = new Map<TextDocument, Save>();
  /** Documents that were still changed after we had seen them, by an extension for instance: these wait for the disk. */
  private readonly rewritten = new WeakSet<TextDocument>();

  constructor(
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
  ) {
    const { disposables } = this;
    disposables.add(workspace.onWillSaveTextDocument(({ document }) => this.begin(document)));
    disposables.add(workspace.onDidSaveTextDocument(document => this.saved(document)));
    disposables.add(workspace.onDidCloseTextDocument(document => this.end(document)));
  }

  dispose(): void {
    this.disposables.dispose();
    for (const { late } of this.saves.values()) clearTimeout(late);
  }

  private begin(document: TextDocument): void {
    // What is not UTF-8 has other bytes on the disk than we would serve.
    if (document.uri.scheme !== 'file' || !document.isDirty || document.encoding !== 'utf8') return;
    const before = this.saves.get(document);
    clearTimeout(before?.late);
    const told = new Set([...(before?.told ?? []), ...this.tell(document)]);
    const late = setTimeout(() => this.end(document), PATIENCE);
    this.saves.set(document, { version: document.version, told: [...told], late });
  }

  private tell(document: TextDocument): readonly Server[] {
    const servers = this.servers.running.filter(
      ({ state: { options } }) => options.update !== 'off' && isWithin(options.root, document.uri.fsPath),
    );
    if (servers.length === 0 || this.rewritten.has(document)) return [];
    const text = document.getText();
    if (text.length > LONGEST || !isWrittenAsItIs(text, this.settings.saveHabits(document))) return [];
    for (const server of servers) overlay(server, document, text);
    return servers;
  }

  private saved(document: TextDocument): void {
    const save = this.saves.get(document);
    if (!save) return;
    if (save.version === document.version) this.rewritten.delete(document);
    else this.rewritten.add(document);
    this.end(document);
  }

  /** The disk has it, or never will: its bytes are served again. Where the typing is followed, the text stays what it is. */
  private end(document: TextDocument): void {
    const save = this.saves.get(document);
    if (!save) return;
    clearTimeout(save.late);
    this.saves.delete(document);
    for (const server of save.told)
      if (server.state.kind === 'running' && server.state.options.update !== 'typing')
        overlay(server, document, undefined);
  }
}

function overlay(server: Server, document: TextDocument, text: string | undefined): void {
  const { uri, version } = document;
  server.post({
    type: 'overlay',
    overlay: { path: uri.fsPath, text, version, saving: text !== undefined },
  });
}
