import {
  l10n,
  window,
  workspace,
  type Position,
  type Selection,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { DisposableStore } from '../base/disposables';
import { servedPage } from '../base/served';
import type { Server, Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { Throttle } from '../text/throttle';

const DOCUMENT = /\.(?:html?|xhtml|xht)$/i;
const FOLLOWED = /\.(?:html?|xhtml|xht|css)$/i;

/** Milliseconds after an edit within which a caret move counts as part of the edit. */
const TYPING = 300;

/** Shows the element at the caret of an editor in pages. */
export class Following {
  private readonly disposables = new DisposableStore();
  private readonly throttle = this.disposables.add(new Throttle());
  /** The last document whose caret moved because of an edit or a pick. */
  private edited: { readonly document: TextDocument; readonly time: number } | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
  ) {
    this.disposables.add(window.onDidChangeTextEditorSelection(({ textEditor }) => this.moved(textEditor)));
    this.disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.pass(document);
      }),
    );
  }

  /** Outlines the element at the active editor's caret, and scrolls to it. */
  reveal(): void {
    const editor = window.activeTextEditor;
    const isTold =
      editor !== undefined && FOLLOWED.test(editor.document.uri.fsPath) && this.tell(editor, true);
    if (!isTold) throw new HumanError(l10n.t('No open page uses this file.'));
  }

  /** Asks the pages of the active editor's document for the rules of the element around the caret. */
  askRules(): void {
    const editor = window.activeTextEditor;
    const [concerned] = editor ? this.serversOf(editor.document) : [];
    if (!editor || !concerned || !DOCUMENT.test(editor.document.uri.fsPath))
      throw new HumanError(l10n.t('Put the cursor into an element of an HTML file that an open page shows.'));
    const at = positionOf(editor.selection.active);
    const { server, path } = concerned;
    server.post({ type: 'bridge', message: { type: 'rules', path, at } });
  }

  /** The next caret move in this document follows an edit, or a pick in a page that already shows the element. */
  pass(document: TextDocument): void {
    this.edited = { document, time: performance.now() };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private moved(editor: TextEditor): void {
    const { document } = editor;
    if (!FOLLOWED.test(document.uri.fsPath) || !this.servers.running.some(({ state }) => state.pages > 0))
      return;
    const { edited } = this;
    if (edited?.document === document && performance.now() - edited.time < TYPING) return;
    this.throttle.run(() => {
      const { followCaret } = this.settings.of(document.uri);
      if (followCaret !== 'off') this.tell(editor, followCaret === 'scroll');
    });
  }

  /** Returns whether a page may show it. */
  private tell({ document, selections }: TextEditor, scroll: boolean): boolean {
    const concerned = this.serversOf(document);
    for (const { server, path } of concerned) {
      const carets = { path, selections: selections.map(ends), scroll };
      server.post({ type: 'bridge', message: { type: 'carets', carets } });
    }
    return concerned.length > 0;
  }

  /** The servers with pages that may show a document, and its path in each. */
  private serversOf(document: TextDocument): readonly { readonly server: Server; readonly path: string }[] {
    return this.servers.running.flatMap(server => {
      const { pages, options } = server.state;
      const isKnown = !document.isDirty || options.update === 'typing';
      const path = document.uri.scheme === 'file' ? servedPage(options, document.uri.fsPath) : undefined;
      return pages > 0 && isKnown && path !== undefined
        ? [{ server, path: `/${decodeURIComponent(path)}` }]
        : [];
    });
  }
}

const positionOf = ({ line, character }: Position) => ({ line, column: character });

const ends = ({ start, end }: Selection) => [positionOf(start), positionOf(end)] as const;
