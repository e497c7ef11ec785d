import { limits } from '../../options';
import { Slices } from '../slices';
import type { Item } from './items';
import { sortItems } from './sort';
import { isLonger, textOf, valueAt } from './values';

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
    let fits = true;
    for (const { path, values } of wanted) {
      const value = valueAt(item, path);
      if (slices.isOver(typeof value === 'object' ? CONTAINER : 0)) await slices.next();
      fits &&= isOneOf(value, values);
    }
    if (fits && (words === '' || (await holds(item, words, slices)))) found.push(item);
  }
  return found;
}

/** Characters that take as long to search as one container takes to visit. */
const CONTAINER = 16_000;
/** Characters of the longest target, so that no value in a query is longer. */
const LONGEST = limits.targetLength;

const isOneOf = (value: unknown, texts: ReadonlySet<string>): boolean =>
  !(typeof value === 'object' && isLonger(value, LONGEST)) && texts.has(textOf(value));

/** Whether a text somewhere in a value contains these words. Iterative: recursion would overflow the stack on a deeply nested item. */
async function holds(item: Item, words: string, slices: Slices): Promise<boolean> {
  const open: { readonly members: readonly unknown[]; at: number }[] = [{ members: [item], at: 0 }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const value = level.members[level.at];
    if (slices.isOver(typeof value === 'string' ? value.length : 0)) await slices.next();
    if (level.at >= level.members.length) open.pop();
    else if (typeof value === 'object' && value !== null)
      open.push({ members: Array.isArray(value) ? value : Object.values(value), at: 0 });
    else if (textOf(value).toLowerCase().includes(words)) return true;
    level.at += 1;
  }
  return false;
}
