import { type TextEditor, window, workspace } from 'vscode';
import { DisposableStore } from '../base/disposables';

/** Milliseconds after an edit, or after opening a preview, during which the keyboard belongs to the editor. */
const IN_USE = 5000;

/** Protects the keyboard focus of the text editor from pages in a webview. */
export class Keyboard {
  private readonly disposables = new DisposableStore();
  private editor: TextEditor | undefined = window.activeTextEditor;
  private usedAt = Number.NEGATIVE_INFINITY;

  constructor() {
    const { disposables } = this;
    disposables.add(
      window.onDidChangeActiveTextEditor(editor => {
        this.editor = editor ?? this.editor;
      }),
    );
    const noteIfActive = ({ uri }: { readonly uri: unknown }): void => {
      if (uri === this.editor?.document.uri) this.used();
    };
    disposables.add(workspace.onDidChangeTextDocument(({ document }) => noteIfActive(document)));
    disposables.add(workspace.onDidSaveTextDocument(noteIfActive));
  }

  /** The user works in the editor or opened a preview beside it. */
  used(): void {
    this.usedAt = performance.now();
  }

  /** Returns the focus to the editor that lost it. If the focus was elsewhere, such as in a terminal, nothing moves. */
  async giveBack(): Promise<void> {
    const { editor } = this;
    if (!editor || editor.document.isClosed || performance.now() - this.usedAt > IN_USE) return;
    const { viewColumn } = editor;
    await window.showTextDocument(editor.document, viewColumn === undefined ? {} : { viewColumn });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
