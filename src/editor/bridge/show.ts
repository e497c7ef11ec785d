import {
  Position,
  Range,
  TabInputText,
  TabInputWebview,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
  type DecorationRenderOptions,
  type Tab,
  type TabGroup,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
} from 'vscode';
import type { Place } from '../../protocol/place';
import { moved, offsetAt } from '../../protocol/offsets';
import { find, type Found } from './find';
import { columnFor, type Group } from './groups';

/** Milliseconds that a place is highlighted after a pick. */
const FLASH = 600;

const LIGHT: DecorationRenderOptions = {
  backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
  outline: '1px solid',
  outlineColor: new ThemeColor('editor.findMatchBorder'),
};

/** VS Code's own browser tab has an input type that its API does not expose. */
const isPage = ({ input }: Tab): boolean =>
  input === undefined || (input instanceof TabInputWebview && /porthole|browser/i.test(input.viewType));

const hasFile = ({ tabs }: TabGroup, uri: Uri): boolean =>
  tabs.some(({ input }) => input instanceof TabInputText && input.uri.fsPath === uri.fsPath);

const groupOf = (group: TabGroup, uri: Uri): Group => ({
  column: group.viewColumn,
  isActive: group.isActive,
  showsPage: group.activeTab !== undefined && isPage(group.activeTab),
  hasFile: hasFile(group, uri),
});

/** Opens files at places that were picked in pages. */
export class Shown {
  private flash: TextEditorDecorationType | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param onShow called right before the caret of a document moves */
  constructor(private readonly onShow: (document: TextDocument) => void) {}

  /**
   * Moves the caret to the start of a place.
   * @param followsTyping whether the server has the text of unsaved editors
   * @param keeps whether the keyboard focus stays where it is
   */
  async show(file: string, place: Place, followsTyping: boolean, keeps: boolean): Promise<TextEditor> {
    const uri = Uri.file(file);
    const document = await workspace.openTextDocument(uri);
    const range = rangeOf(document, await placeNow(document, place, followsTyping));
    const column = columnFor(window.tabGroups.all.map(group => groupOf(group, uri)));
    this.onShow(document);
    const viewColumn: ViewColumn = column === 'beside' ? ViewColumn.Beside : column;
    const editor = await window.showTextDocument(document, {
      viewColumn,
      preserveFocus: keeps,
      selection: new Range(range.start, range.start),
    });
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
    this.light(editor, range);
    return editor;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.flash?.dispose();
  }

  private light(editor: TextEditor, range: Range): void {
    clearTimeout(this.timer);
    const flash = (this.flash ??= window.createTextEditorDecorationType(LIGHT));
    editor.setDecorations(flash, [range]);
    this.timer = setTimeout(() => editor.setDecorations(flash, []), FLASH);
  }
}

/** The current position of a place. A server that does not follow typing refers to the file on disk. */
async function placeNow(document: TextDocument, place: Place, followsTyping: boolean): Promise<Found> {
  const lines = document.getText().split(/\r\n|\r|\n/);
  if (followsTyping || !document.isDirty) return find(lines, place);
  const disk = await workspace.decode(await workspace.fs.readFile(document.uri), { uri: document.uri });
  const offset = moved(disk, document.getText(), offsetAt(disk, place.start));
  if (offset === undefined) return find(lines, place);
  const { line, character: column } = document.positionAt(offset);
  const start = { line, column };
  return { start, end: { line, column: column + place.text.length - (place.lead ?? 0) } };
}

const rangeOf = (document: TextDocument, { start, end }: Found): Range =>
  document.validateRange(
    new Range(new Position(start.line, start.column), new Position(end.line, end.column)),
  );
