import type { ConsoleTable, ConsoleValue, Frame, Property } from '../../protocol/consoleMessages';
import type { ConsoleWords } from '../../protocol/consoleView';
import { fill } from '../../protocol/texts';
import type { ConsoleFilter, ConsoleRows, Kept } from './rows';
import { matcher } from './rows';
import { canOpen, messagePieces, type Piece, piecesOf, plainText } from '../../protocol/consoleText';

/** One line of the list. */
export interface Line {
  /** Identifies the line as long as its row exists. */
  readonly key: string;
  readonly kept: Kept;
  /** From 1, as `aria-level` counts. */
  readonly level: number;
  readonly pieces: readonly Piece[];
  /** Undefined for a line with nothing below it. */
  readonly isOpen?: boolean | undefined;
  /** The place that the line links to. */
  readonly frame?: Frame | undefined;
  /** Cells of a table; its first line has the headings. */
  readonly cells?: readonly string[];
  readonly isHead?: boolean;
  /** Asks for more properties. */
  readonly more?: { readonly id: number; readonly from: number };
}

/** Properties that were requested from a page. */
export interface Opened {
  readonly state: 'loading' | 'here' | 'gone';
  readonly properties: readonly Property[];
  readonly more: boolean;
}

/** The state of the view that lines depend on besides the rows. */
interface Unfolded {
  /** Lines opened or closed by the user, against their default. */
  readonly toggled: ReadonlySet<string>;
  /** By page and object number. */
  opened(page: number, id: number): Opened | undefined;
  readonly words: ConsoleWords;
}

/** Pieces of messages, kept because each batch makes all lines anew and most messages are unchanged. */
const known = new WeakMap<readonly ConsoleValue[], readonly Piece[]>();

function piecesOfMessage(values: readonly ConsoleValue[]): readonly Piece[] {
  const pieces = known.get(values) ?? messagePieces(values);
  known.set(values, pieces);
  return pieces;
}

const note = (text: string): readonly Piece[] => [{ text, kind: 'note' }];

/** Makes the lines of a list. Pure. */
class Lines {
  readonly lines: Line[] = [];

  constructor(private readonly unfolded: Unfolded) {}

  row(kept: Kept, level: number): void {
    const { row } = kept;
    const { words } = this.unfolded;
    const key = String(row.id);
    if (row.kind === 'omitted')
      this.lines.push({ key, kept, level, pieces: note(fill(words.omitted, row.count)) });
    else if (row.kind === 'page')
      this.lines.push({ key, kept, level, pieces: note(fill(words.loaded, row.address)) });
    else this.entry(kept, row.entry, key, level);
  }

  isOpen(key: string, byDefault: boolean): boolean {
    return this.unfolded.toggled.has(key) !== byDefault;
  }

  private entry(
    kept: Kept,
    { kind, values, frames, table }: Extract<Kept['row'], { kind: 'entry' }>['entry'],
    key: string,
    level: number,
  ): void {
    const pieces = kind === 'clear' ? note(this.unfolded.words.cleared) : piecesOfMessage(values);
    const frame = frames[0];
    if (kind === 'group' || kind === 'groupCollapsed') {
      this.lines.push({ key, kept, level, pieces, frame, isOpen: this.isOpen(key, kind === 'group') });
      return;
    }
    const text = plainText(pieces).split('\n');
    const openable = values.filter(canOpen);
    const hasBelow = openable.length > 0 || text.length > 1 || frames.length > 1 || table !== undefined;
    const begins = text.length > 1 || kind === 'trace' || table !== undefined;
    const isOpen = hasBelow ? this.isOpen(key, begins) : undefined;
    this.lines.push({ key, kept, level, pieces, frame, isOpen });
    if (isOpen !== true) return;
    if (text.length > 1)
      for (const [at, line] of text.entries())
        this.lines.push({
          key: `${key}/t${at}`,
          kept,
          level: level + 1,
          pieces: [{ text: line, kind: 'text' }],
        });
    if (table) this.table(kept, table, key, level + 1);
    const [only] = openable;
    if (only && openable.length === 1) this.below(kept, only, `${key}/0`, level + 1);
    else for (const [at, value] of openable.entries()) this.value(kept, '', value, `${key}/${at}`, level + 1);
    // The stack of an error says where it was made; the stack of the call is shown only without one.
    const isTold = values.some(value => value.frames !== undefined);
    if (frames.length > 1 && !isTold) this.frames(kept, frames, `${key}/s`, level + 1);
  }

  private table(kept: Kept, { columns, rows }: ConsoleTable, key: string, level: number): void {
    this.lines.push({ key: `${key}/h`, kept, level, pieces: [], cells: ['', ...columns], isHead: true });
    for (const [at, [index, cells]] of rows.entries()) {
      const texts = cells.map(cell => (cell ? plainText(piecesOf(cell)) : ''));
      this.lines.push({ key: `${key}/r${at}`, kept, level, pieces: [], cells: [index, ...texts] });
    }
  }

  private frames(kept: Kept, frames: readonly Frame[], key: string, level: number): void {
    for (const [at, frame] of frames.entries())
      this.lines.push({
        key: `${key}${at}`,
        kept,
        level,
        pieces: [{ text: frame[0] || '—', kind: 'frame' }],
        frame,
      });
  }

  private value(kept: Kept, name: string, value: ConsoleValue, key: string, level: number): void {
    const isOpen = canOpen(value) ? this.isOpen(key, false) : undefined;
    const head: Piece[] =
      name === ''
        ? []
        : [
            { text: name, kind: 'name' },
            { text: ': ', kind: 'mark' },
          ];
    this.lines.push({ key, kept, level, pieces: [...head, ...piecesOf(value)], isOpen });
    if (isOpen === true) this.below(kept, value, key, level + 1);
  }

  /** The properties of a value at the time of logging; if these were too many to send, the current ones. */
  private below(
    kept: Kept,
    { id, properties = [], frames = [] }: ConsoleValue,
    key: string,
    level: number,
  ): void {
    const { words } = this.unfolded;
    this.frames(kept, frames, `${key}/s`, level);
    const opened = id === undefined ? undefined : this.unfolded.opened(kept.row.page, id);
    const isGone = opened?.state === 'gone';
    const shown = opened && !isGone ? opened.properties : properties;
    for (const [at, [name, value]] of shown.entries()) this.value(kept, name, value, `${key}/p${at}`, level);
    const say = (text: string): void => {
      this.lines.push({ key: `${key}/n`, kept, level, pieces: note(text) });
    };
    if (isGone) say(words.gone);
    else if (opened?.state === 'loading') say(words.loading);
    else if (id !== undefined && (opened === undefined || opened.more))
      this.lines.push({
        key: `${key}/m`,
        kept,
        level,
        pieces: [{ text: words.more, kind: 'more' }],
        more: { id, from: opened ? opened.properties.length : 0 },
      });
  }
}

/** The lines of all rows that a filter accepts, without the contents of closed groups, except in a text search. Pure. */
export function linesOf(rows: ConsoleRows, filter: ConsoleFilter, unfolded: Unfolded): readonly Line[] {
  const made = new Lines(unfolded);
  const matches = matcher(filter);
  const isSearch = filter.text.trim() !== '';
  const groups = new Map<number, { readonly depth: number; readonly isOpen: boolean }[]>();
  for (const kept of rows.all) {
    const { row } = kept;
    const depth = row.kind === 'entry' ? row.entry.depth : 0;
    const around = (groups.get(row.page) ?? []).filter(group => group.depth < depth);
    const isHidden = !isSearch && around.some(({ isOpen }) => !isOpen);
    const kind = row.kind === 'entry' ? row.entry.kind : 'plain';
    if (kind === 'group' || kind === 'groupCollapsed')
      around.push({ depth, isOpen: made.isOpen(String(row.id), kind === 'group') });
    groups.set(row.page, around);
    if (!isHidden && matches(kept)) made.row(kept, isSearch ? 1 : depth + 1);
  }
  return made.lines;
}
