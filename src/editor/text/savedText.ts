import type { TextDocument } from 'vscode';
import { LARGEST_TEXT } from '../../protocol/thread';
import { isServed } from '../base/served';
import type { SettingsReader } from '../settings';
import { isWrittenAsItIs } from './saveHabits';
import type { TextServer, TextServers } from './textServers';

/** Milliseconds that a save may take: VS Code sends no event when a save fails. */
const PATIENCE = 5_000;

/** A document that VS Code is writing to the disk. */
interface Save {
  readonly version: number;
  /** The servers that meanwhile serve the text as an overlay. */
  readonly told: readonly TextServer[];
  readonly deadline: NodeJS.Timeout;
}

/**
 * Posts the text of a document as soon as VS Code begins to save it; saving takes many times longer than the way to the page. The file on
 * the disk replaces the text when it arrives.
 */
export class SavedText {
  private readonly saves = new Map<TextDocument, Save>();
  /** Documents that changed between `onWillSave` and `onDidSave`, for example by another extension: these wait for the disk. */
  private readonly rewritten = new WeakSet<TextDocument>();

  constructor(
    private readonly servers: TextServers,
    private readonly settings: Pick<SettingsReader, 'saveHabits'>,
  ) {}

  willSave(document: TextDocument): void {
    // In any encoding but UTF-8 the bytes on the disk differ from those of the overlay.
    if (document.uri.scheme !== 'file' || !document.isDirty || document.encoding !== 'utf8') return;
    const before = this.saves.get(document);
    clearTimeout(before?.deadline);
    const told = new Set([...(before?.told ?? []), ...this.post(document)]);
    const deadline = setTimeout(() => this.end(document), PATIENCE);
    this.saves.set(document, { version: document.version, told: [...told], deadline });
  }

  saved(document: TextDocument): void {
    const save = this.saves.get(document);
    if (!save) return;
    if (save.version === document.version) this.rewritten.delete(document);
    else this.rewritten.add(document);
    this.end(document);
  }

  closed(document: TextDocument): void {
    this.end(document);
  }

  dispose(): void {
    for (const { deadline } of this.saves.values()) clearTimeout(deadline);
  }

  /** Returns the servers that got the text. */
  private post(document: TextDocument): readonly TextServer[] {
    const servers = this.servers.running.filter(
      ({ state: { options } }) => options.update !== 'off' && isServed(options, document.uri.fsPath),
    );
    if (servers.length === 0 || this.rewritten.has(document)) return [];
    const text = document.getText();
    if (text.length > LARGEST_TEXT || !isWrittenAsItIs(text, this.settings.saveHabits(document))) return [];
    for (const server of servers) overlay(server, document, text);
    return servers;
  }

  /** Ends the overlay of a save, finished or failed. With `update` set to `typing`, `UnsavedText` ends it. */
  private end(document: TextDocument): void {
    const save = this.saves.get(document);
    if (!save) return;
    clearTimeout(save.deadline);
    this.saves.delete(document);
    for (const server of save.told)
      if (server.state.kind === 'running' && server.state.options.update !== 'typing')
        overlay(server, document, undefined);
  }
}

function overlay(server: TextServer, document: TextDocument, text: string | undefined): void {
  const { uri, version } = document;
  server.post({
    type: 'overlay',
    overlay: { path: uri.fsPath, text, version, saving: text !== undefined },
  });
}
