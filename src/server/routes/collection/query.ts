import { Slices } from '../slices';
import type { Item } from './items';
import { sortItems } from './sort';
import { textOf, valueAt } from './values';

/** One page of a list, and the length of the whole list. */
export interface Listed {
  readonly items: readonly Item[];
  readonly total: number;
}

const DEFAULT_LIMIT = 10;
/** The most names that a query may filter or sort by. */
const MOST_NAMES = 100;

/**
 * The part of a list that a query asks for: `name=value` filters (repeated names: any of the values; `a.b` looks inside),
 * `q` searches all texts, `_sort=name,-age` sorts, `_page` (from 1) and `_limit` cut out a page.
 * @returns a sentence about the mistake if the query has one
 */
export async function list(items: readonly Item[], query: URLSearchParams): Promise<Listed | string> {
  const page = countOf(query, '_page');
  const limit = countOf(query, '_limit');
  if (typeof page === 'string') return page;
  if (typeof limit === 'string') return limit;
  const names = new Set([...query.keys()].filter(name => name !== 'q' && !name.startsWith('_')));
  const sort = (query.get('_sort') ?? '').split(',').filter(Boolean);
  if (names.size > MOST_NAMES || sort.length > MOST_NAMES)
    return `A query filters and sorts by at most ${MOST_NAMES} names.`;
  const found = await sortItems(await filtered(items, query, names), sort);
  if (page === undefined && limit === undefined) return { items: found, total: found.length };
  const size = limit ?? DEFAULT_LIMIT;
  const start = ((page ?? 1) - 1) * size;
  return { items: found.slice(start, start + size), total: found.length };
}

function countOf(query: URLSearchParams, name: string): number | undefined | string {
  const text = query.get(name);
  if (text === null) return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : `“${name}” must be a whole number from 1.`;
}

async function filtered(
  items: readonly Item[],
  query: URLSearchParams,
  names: ReadonlySet<string>,
): Promise<readonly Item[]> {
  const wanted = [...names].map(name => ({ path: name.split('.'), values: new Set(query.getAll(name)) }));
  const words = (query.get('q') ?? '').toLowerCase();
  if (wanted.length === 0 && words === '') return items;
  const slices = new Slices();
  const found: Item[] = [];
  for (const item of items) {
    if (slices.isOver()) await slices.next();
    const fits = wanted.every(({ path, values }) => values.has(textOf(valueAt(item, path))));
    if (fits && (words === '' || holds(item, words))) found.push(item);
  }
  return found;
}

function holds(value: unknown, words: string): boolean {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some(each => holds(each, words));
  return textOf(value).toLowerCase().includes(words);
}
