import { isConsoleEntry, isConsoleFromPage } from '../../protocol/console';
import type { ConsolePage, ConsoleRow, ToConsoleView } from '../../protocol/consoleView';

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

function isRow(value: unknown): value is ConsoleRow {
  if (!isRecord(value) || !isNumber(value['id']) || !isNumber(value['page'])) return false;
  const { kind, entry, count, address } = value;
  if (kind === 'entry') return isConsoleEntry(entry);
  return kind === 'omitted' ? isNumber(count) : kind === 'page' && isText(address);
}

const isPage = (value: unknown): value is ConsolePage =>
  isRecord(value) && isNumber(value['page']) && isText(value['label']);

const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);

const CHECKS: Readonly<Record<ToConsoleView['type'], (fields: Fields) => boolean>> = {
  rows: ({ rows }) => isListOf(rows, isRow),
  again: ({ page, count }) => isNumber(page) && isNumber(count),
  pages: ({ pages }) => isListOf(pages, isPage),
  opened: fields => isConsoleFromPage({ ...fields, what: 'opened' }),
  clear: ({ pages }) => pages === undefined || isListOf(pages, isNumber),
  copyAll: () => true,
  settings: ({ keep }) => typeof keep === 'boolean',
  note: ({ text }) => isText(text),
};
const CHECK_OF: ReadonlyMap<unknown, (fields: Fields) => boolean> = new Map(Object.entries(CHECKS));

/** Validates a message from the extension. */
export function isToConsoleView(value: unknown): value is ToConsoleView {
  return isRecord(value) && (CHECK_OF.get(value['type'])?.(value) ?? false);
}
