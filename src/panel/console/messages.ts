import { isConsoleEntry, isConsoleFromPage } from '../../protocol/consoleMessages';
import type { ToConsoleView } from '../../protocol/consoleView';
import {
  type Is,
  isBoolean,
  isFields,
  isInteger,
  isList,
  isMaybe,
  isShape,
  isString,
  isUnion,
} from '../../protocol/is';

const isRow = isUnion('kind', {
  entry: isShape({ id: isInteger, page: isInteger, entry: isConsoleEntry }),
  omitted: isShape({ id: isInteger, page: isInteger, count: isInteger }),
  page: isShape({ id: isInteger, page: isInteger, address: isString }),
});

const is = isUnion('type', {
  rows: isShape({ rows: isList(Infinity, isRow) }),
  again: isShape({ page: isInteger, count: isInteger }),
  pages: isShape({ pages: isList(Infinity, isShape({ page: isInteger, label: isString })) }),
  opened: value => isFields(value) && isConsoleFromPage({ ...value, what: 'opened' }),
  clear: isShape({ pages: isMaybe(isList(Infinity, isInteger)) }),
  copyAll: isFields,
  settings: isShape({ keep: isBoolean }),
  note: isShape({ text: isString }),
} satisfies Record<ToConsoleView['type'], Is>);

/** Validates a message from the extension. */
export const isToConsoleView = (value: unknown): value is ToConsoleView => is(value);
