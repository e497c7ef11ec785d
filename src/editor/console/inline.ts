import {
  l10n,
  MarkdownString,
  Range,
  ThemeColor,
  window,
  workspace,
  type DecorationOptions,
  type TextDocumentChangeEvent,
  type TextEditor,
} from 'vscode';
import { type FromConsole, isFromConsole } from '../../protocol/consoleMessages';
import { messagePieces, plainText } from '../../protocol/consoleText';
import { DisposableStore } from '../base/disposables';
import { servedFile } from '../base/served';
import type { Consoled, Server, Servers } from '../server/servers';
import { InlineLines, type InlineValue } from './inlineLines';

/** Milliseconds between two drawings: pages log faster than people read. */
const PAUSE = 150;

type Entries = Extract<FromConsole, { type: 'entries' }>;

/** Shows at the end of a line the value that it logged last. Consoles are listened to while this object exists. */
export class InlineValues {
  private readonly disposables = new DisposableStore();
  private readonly lines = new InlineLines();
  private readonly decoration = this.disposables.add(
    window.createTextEditorDecorationType({
      after: { color: new ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
    }),
  );
  /** Connected pages. */
  private readonly pages = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(servers: Servers) {
    this.disposables.add(servers.onDidConsole(told => this.hear(told)));
    this.disposables.add(window.onDidChangeVisibleTextEditors(() => this.changed()));
    this.disposables.add(workspace.onDidChangeTextDocument(event => this.edited(event)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  private hear({ server, message }: Consoled): void {
    if (!isFromConsole(message)) return;
    const page = `${server.key} ${message.page}`;
    if (message.type === 'left') this.pages.delete(page);
    else if (message.type === 'page') {
      if (!message.again) this.lines.forget(each => !this.pages.has(each));
      this.pages.add(page);
      this.changed();
    } else if (message.type === 'entries') this.entries(server, page, message);
  }

  private entries(server: Server, page: string, { entries }: Entries): void {
    if (server.state.kind !== 'running') return;
    const { options } = server.state;
    for (const { kind, frames, values, count } of entries) {
      const [, address = '', line = 0] = frames[0] ?? [];
      if (kind === 'again') this.lines.again(count, page);
      else this.lines.end(page);
      if (!address.startsWith('/') || values.length === 0) continue;
      const text = plainText(messagePieces(values));
      this.lines.add(servedFile(options, address), Math.max(0, line - 1), text, count, page);
    }
    this.changed();
  }

  private edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    const edits = contentChanges.map(({ range, text }) => ({
      from: range.start.line,
      to: range.end.line,
      added: text.split('\n').length - 1,
    }));
    if (edits.length > 0 && this.lines.edited(document.uri.fsPath, edits)) this.draw();
  }

  private changed(): void {
    this.timer ??= setTimeout(() => this.draw(), PAUSE);
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const editor of window.visibleTextEditors) {
      const values = [...this.lines.of(editor.document.uri.fsPath)];
      const shown = values.filter(([line]) => line < editor.document.lineCount);
      editor.setDecorations(
        this.decoration,
        shown.map(([line, value]) => optionsOf(editor, line, value)),
      );
    }
  }
}

function optionsOf(
  { document }: TextEditor,
  line: number,
  { text, count, before }: InlineValue,
): DecorationOptions {
  const { end } = document.lineAt(line).range;
  const hoverMessage = new MarkdownString();
  hoverMessage.appendText(
    count > 1 ? l10n.t('Logged {0} times; the last values:', count) : l10n.t('Logged:'),
  );
  for (const each of [text, ...before]) hoverMessage.appendText('\n\n').appendText(each);
  return {
    range: new Range(end, end),
    hoverMessage,
    renderOptions: { after: { contentText: count > 1 ? `${text}  ×${count}` : text } },
  };
}
