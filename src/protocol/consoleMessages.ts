import {
  type Fields,
  type Is,
  isBoolean,
  isCount,
  isList,
  isMaybe,
  isOneOf,
  isShape,
  isText,
  isTuple,
  isUnion,
} from './is';

/** How a value is written in a console. */
const VALUE_KINDS = [
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
  /** The page's number of the object, which has more than travelled with the message. */
  readonly id?: number;
  readonly properties?: readonly Property[];
  /** Characters of the whole text, where it was cut. */
  readonly length?: number;
  /** No space stands before it: it comes from the same format string as the value before. */
  readonly glued?: true;
  /** Declarations after `%c`. */
  readonly style?: string;
  /** The stack of an error. */
  readonly frames?: readonly Frame[];
}

const ENTRY_KINDS = [
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

/** Console messages that a page sends in a second; it only counts the others. */
export const MOST_A_SECOND = 200;
/** Milliseconds between two batches of a page. */
export const GATHER_MESSAGES = 100;
/** Characters of the values of one message, about. */
export const MOST_OF_ENTRY = 10_000;
/** Characters of one batch: the live channel takes 256 KiB. */
export const MOST_OF_BATCH = 60_000;
/** Characters of the values of an object that was opened, about: the longest escape in JSON has six for one. */
export const MOST_OPENED = 40_000;
/** Levels of properties that travel with a message, and properties of one object. */
export const DEPTH = 3;
export const MOST_PROPERTIES = 100;
export const MOST_COLUMNS = 20;
/** Lines of a stack. */
export const MOST_FRAMES = 30;

const LONGEST_TEXT = 20_000;
const LONGEST_NAME = 1_000;
/** The most levels of a message: the properties of a table's cells, and the pairs of maps, lie deeper than `DEPTH`. */
const DEEPEST = 12;
const MOST_VALUES = 1_000;

const isName = isText(LONGEST_NAME);
const areFrames = isList(MOST_FRAMES, isTuple(isName, isName, isCount, isCount));

const areProperties = (depth: number): Is =>
  isList(
    MOST_PROPERTIES + 1,
    isTuple(isName, value => isValue(value, depth)),
  );

const isFlat = isShape({
  kind: isOneOf(VALUE_KINDS),
  text: isText(LONGEST_TEXT),
  id: isMaybe(isCount),
  length: isMaybe(isCount),
  glued: isMaybe(isOneOf([true])),
  style: isMaybe(isName),
  frames: isMaybe(areFrames),
});

const isValue = (value: unknown, depth = 0): boolean =>
  depth <= DEEPEST && isFlat(value) && isMaybe(areProperties(depth + 1))((value as Fields)['properties']);

const isTable = isShape({
  columns: isList(MOST_COLUMNS, isName),
  rows: isList(
    MOST_PROPERTIES,
    isTuple(
      isName,
      isList(MOST_COLUMNS, cell => cell === null || isValue(cell)),
    ),
  ),
});

const isEntry = isShape({
  kind: isOneOf(ENTRY_KINDS),
  level: isOneOf(CONSOLE_LEVELS),
  time: Number.isFinite,
  values: isList(MOST_VALUES, value => isValue(value)),
  depth: isCount,
  frames: areFrames,
  count: isCount,
  table: isMaybe(isTable),
});

/** Whether a value is an entry as a page may send it: types, sizes and depth. */
export const isConsoleEntry = (value: unknown): value is ConsoleEntry => isEntry(value);

const entries = { entries: isList(MOST_VALUES, isEntry), omitted: isCount };
const opened = { ask: isCount, properties: isMaybe(areProperties(0)), more: isBoolean };

/** Whether a parsed message of type `console` is one that a page may send. */
export const isConsoleFromPage: Is = isUnion('what', {
  entries: isShape(entries),
  opened: isShape(opened),
  node: isShape({ ask: isCount, node: isCount, exact: isBoolean }),
} satisfies Record<ConsoleFromPage['what'], Is>);

const isFrom = isUnion('type', {
  page: isShape({ page: isCount, address: isText(LONGEST_TEXT), again: isBoolean }),
  left: isShape({ page: isCount }),
  entries: isShape({ page: isCount, ...entries }),
  opened: isShape({ page: isCount, ...opened }),
} satisfies Record<FromConsole['type'], Is>);

/** Whether a value from the thread is a message of the console. */
export const isFromConsole = (value: unknown): value is FromConsole => isFrom(value);
