/** How a value is written in a console. */
export const VALUE_KINDS = [
  /** Words of a message, without quotes. */
  'text',
  'string',
  'number',
  'bigint',
  'boolean',
  'undefined',
  'null',
  'symbol',
  'function',
  'object',
  'array',
  'map',
  'set',
  /** An entry of a map: its properties are its key and its value. */
  'pair',
  'date',
  'regexp',
  'error',
  'node',
  /** A property with a getter, which is not run. */
  'getter',
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A line of a stack: the name of the function, the path on this server or another address, line and column from 1. */
export type Frame = readonly [name: string, address: string, line: number, column: number];

export type Property = readonly [name: string, value: ConsoleValue];

/** A value as it was when it was logged. */
export interface ConsoleValue {
  readonly kind: ValueKind;
  /** A text itself; of an object its class: `Map(3)`, `<p class="a">`. */
  readonly text: string;
  /** The page knows the object by this number: there is more to it than travelled with the message. */
  readonly id?: number;
  readonly properties?: readonly Property[];
  /** Characters of the whole text, where it was cut. */
  readonly length?: number;
  /** Whether no space stands before it: both are of one text with specifiers. */
  readonly glued?: true;
  /** Declarations after `%c`. */
  readonly style?: string;
  /** The stack of an error. */
  readonly frames?: readonly Frame[];
}

export const ENTRY_KINDS = [
  'plain',
  'table',
  'group',
  'groupCollapsed',
  'trace',
  'uncaught',
  'clear',
  /** The message before it came `count` times more. */
  'again',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const CONSOLE_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type ConsoleLevel = (typeof CONSOLE_LEVELS)[number];

export interface ConsoleTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [index: string, cells: readonly (ConsoleValue | null)[]])[];
}

/** One call of a method of the page's console, or one error that the page did not handle. */
export interface ConsoleEntry {
  readonly kind: EntryKind;
  readonly level: ConsoleLevel;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly values: readonly ConsoleValue[];
  /** Groups around it. */
  readonly depth: number;
  /** The stack of the call: the first line of it, or all for those that show it. */
  readonly frames: readonly Frame[];
  /** Identical calls in a row. */
  readonly count: number;
  readonly table?: ConsoleTable;
}

/** Page → server, on the live channel. */
export type ConsoleFromPage = { readonly type: 'console' } & (
  | { readonly what: 'entries'; readonly entries: readonly ConsoleEntry[]; readonly omitted: number }
  /** The answer to `open`; without properties the object is gone. */
  | {
      readonly what: 'opened';
      readonly ask: number;
      readonly properties?: readonly Property[];
      /** Whether there are more after these. */
      readonly more: boolean;
    }
  /** The answer to `pick`: a node of the source that the page shows. */
  | { readonly what: 'node'; readonly ask: number; readonly node: number; readonly exact: boolean }
);

/** Server → page. */
export type ConsoleToPage = { readonly type: 'console' } & (
  | { readonly what: 'arm'; readonly armed: boolean }
  /** Asks for properties of an object, beginning with the one of this index. */
  | { readonly what: 'open'; readonly ask: number; readonly id: number; readonly from: number }
  /** Asks for the node of the source that an object is. */
  | { readonly what: 'pick'; readonly ask: number; readonly id: number }
  /** The list was cleared: objects need not be kept. */
  | { readonly what: 'forget' }
);

/** Editor → server. A page is named by the number that `page` gave it. */
export type ToConsole =
  | { readonly type: 'arm'; readonly armed: boolean }
  | {
      readonly type: 'open';
      readonly page: number;
      readonly id: number;
      readonly from: number;
      readonly ask: number;
    }
  | { readonly type: 'pick'; readonly page: number; readonly id: number }
  | { readonly type: 'forget' };

/** Server → editor. Addresses of frames below the root are paths of files, decoded, and begin with a slash. */
export type FromConsole =
  /** A page is connected. `again`: it was before, and is the same document. */
  | { readonly type: 'page'; readonly page: number; readonly address: string; readonly again: boolean }
  | { readonly type: 'left'; readonly page: number }
  | {
      readonly type: 'entries';
      readonly page: number;
      readonly entries: readonly ConsoleEntry[];
      readonly omitted: number;
    }
  | {
      readonly type: 'opened';
      readonly page: number;
      readonly ask: number;
      readonly properties?: readonly Property[];
      readonly more: boolean;
    };

/** Messages a second that a page tells of; it counts the others. */
export const MOST_A_SECOND = 200;
/** Milliseconds between two batches of a page. */
export const GATHER_MESSAGES = 100;
/** Characters of the values of one message, about. */
export const MOST_OF_ENTRY = 10_000;
/** Characters of one batch: the live channel takes 256 KiB. */
export const MOST_OF_BATCH = 60_000;
/** Levels of properties that travel with a message, and properties of one object. */
export const DEPTH = 3;
export const MOST_PROPERTIES = 100;
export const MOST_COLUMNS = 20;
/** Lines of a stack. */
export const MOST_FRAMES = 30;

const LONGEST_TEXT = 20_000;
const LONGEST_NAME = 1_000;
/** Levels that a reader follows: the properties of a table's cells, and the pairs of maps, lie deeper than `DEPTH`. */
const DEEPEST = 12;
const MOST_VALUES = 1_000;

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isListOf = (value: unknown, most: number, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= most && value.every(is);
const isMaybe = (value: unknown, is: (value: unknown) => boolean): boolean =>
  value === undefined || is(value);

function isFrame(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [name, address, line, column] = value as unknown[];
  return isText(name, LONGEST_NAME) && isText(address, LONGEST_NAME) && isCount(line) && isCount(column);
}

const areFrames = (value: unknown): boolean => isListOf(value, MOST_FRAMES, isFrame);

function areProperties(value: unknown, depth: number): value is Property[] {
  return isListOf(
    value,
    MOST_PROPERTIES + 1,
    each =>
      Array.isArray(each) && each.length === 2 && isText(each[0], LONGEST_NAME) && isValue(each[1], depth),
  );
}

function isValue(value: unknown, depth: number): value is ConsoleValue {
  if (!isRecord(value) || depth > DEEPEST) return false;
  const { kind, text, id, properties, length, glued, style, frames } = value;
  return (
    VALUE_KINDS.some(each => each === kind) &&
    isText(text, LONGEST_TEXT) &&
    isMaybe(id, isCount) &&
    isMaybe(length, isCount) &&
    isMaybe(glued, each => each === true) &&
    isMaybe(style, each => isText(each, LONGEST_NAME)) &&
    isMaybe(frames, areFrames) &&
    isMaybe(properties, each => areProperties(each, depth + 1))
  );
}

const isCell = (cell: unknown): boolean => cell === null || isValue(cell, 0);

function isTable(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { columns, rows } = value;
  return (
    isListOf(columns, MOST_COLUMNS, name => isText(name, LONGEST_NAME)) &&
    isListOf(
      rows,
      MOST_PROPERTIES,
      row =>
        Array.isArray(row) &&
        row.length === 2 &&
        isText(row[0], LONGEST_NAME) &&
        isListOf(row[1], MOST_COLUMNS, isCell),
    )
  );
}

/** Whether a value is an entry as a page may send it: types, sizes and depth. */
export function isConsoleEntry(value: unknown): value is ConsoleEntry {
  if (!isRecord(value)) return false;
  const { kind, level, time, values, depth, frames, count, table } = value;
  return (
    ENTRY_KINDS.some(each => each === kind) &&
    CONSOLE_LEVELS.some(each => each === level) &&
    Number.isFinite(time) &&
    isListOf(values, MOST_VALUES, each => isValue(each, 0)) &&
    isCount(depth) &&
    areFrames(frames) &&
    isCount(count) &&
    isMaybe(table, isTable)
  );
}

/** Whether a parsed message of type `console` is one that a page may send. */
export function isConsoleFromPage(value: Fields): boolean {
  const { what, entries, omitted, ask, properties, more, node, exact } = value;
  switch (what) {
    case 'entries':
      return isListOf(entries, MOST_VALUES, isConsoleEntry) && isCount(omitted);
    case 'opened':
      return isCount(ask) && typeof more === 'boolean' && isMaybe(properties, each => areProperties(each, 0));
    case 'node':
      return isCount(ask) && isCount(node) && typeof exact === 'boolean';
    default:
      return false;
  }
}

/** Whether a value from the thread is a message of the console. */
export function isFromConsole(value: unknown): value is FromConsole {
  if (!isRecord(value) || !isCount(value['page'])) return false;
  const { type, address, again } = value;
  if (type === 'page') return isText(address, LONGEST_TEXT) && typeof again === 'boolean';
  return (
    type === 'left' ||
    ((type === 'entries' || type === 'opened') && isConsoleFromPage({ ...value, what: type }))
  );
}
