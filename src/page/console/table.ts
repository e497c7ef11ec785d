import {
  type ConsoleTable,
  type ConsoleValue,
  MOST_COLUMNS,
  MOST_PROPERTIES,
} from '../../protocol/consoleMessages';
import { OwnMap } from '../own/language';
import { append, each, includes, push } from '../own/lists';
import { slice } from '../own/text';
import { type Member, membersOf } from './properties';
import type { Describer } from './values';

type TableRow = readonly [string, readonly (ConsoleValue | null)[]];
/** `key` of an entry of a map. */
type Row = Extract<Member, { kind: 'value' }> & { readonly key?: { readonly value: unknown } };
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const valuesIn = (object: unknown, most: number): Row[] => {
  const rows: Row[] = [];
  if (isObject(object))
    each(membersOf(object, 0, most).members, member => {
      if (member.kind === 'value') push(rows, member);
      else if (member.kind === 'pair')
        push(rows, { kind: 'value', name: member.name, value: member.value, key: { value: member.key } });
    });
  return rows;
};

/** The columns that were asked for, or those of all rows. */
function columnsOf(rows: readonly Row[], wanted: unknown): string[] {
  const columns: string[] = [];
  const add = (name: unknown): void => {
    if (typeof name === 'string' && columns.length < MOST_COLUMNS - 2 && !includes(columns, name))
      push(columns, slice(name, 0, 200));
  };
  if (isObject(wanted)) each(valuesIn(wanted, MOST_COLUMNS), ({ value }) => add(value));
  else each(rows, row => each(valuesIn(row.value, MOST_PROPERTIES), ({ name }) => add(name)));
  return columns;
}

/** Rows and columns as `console.table` has them; undefined for a value that is no object. */
export function tableOf(data: unknown, wanted: unknown, describer: Describer): ConsoleTable | undefined {
  if (!isObject(data)) return undefined;
  const rows = valuesIn(data, MOST_PROPERTIES);
  const columns = columnsOf(rows, wanted);
  const isPlain = findPlain(rows);
  // As in browsers: a map has its keys in a column of their own, unless others are asked for.
  const isMap = rows[0]?.key !== undefined && !isObject(wanted);
  const made: TableRow[] = [];
  each(rows, ({ name, value, key }) => {
    if (describer.isSpent) return;
    const fields = new OwnMap<string, unknown>();
    each(valuesIn(value, MOST_PROPERTIES), field => fields.set(field.name, field.value));
    const cells: (ConsoleValue | null)[] = isMap ? [describer.value(key?.value, describer.depth)] : [];
    each(columns, column =>
      push(cells, fields.has(column) ? describer.value(fields.get(column), describer.depth) : null),
    );
    if (isPlain) push(cells, isObject(value) ? null : describer.value(value));
    push(made, [slice(name, 0, 200), cells]);
  });
  if (made.length < rows.length) push(made, ['…', []]);
  const heads = isMap ? ['Key'] : [];
  append(heads, columns);
  if (isPlain) push(heads, 'Value');
  return { columns: heads, rows: made };
}

function findPlain(rows: readonly Row[]): boolean {
  let isPlain = false;
  each(rows, ({ value }) => (isPlain ||= !isObject(value)));
  return isPlain;
}
