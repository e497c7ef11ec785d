import type { Item } from './items';

/** One page of a list, and the length of the whole list. */
export interface Listed {
  readonly items: readonly Item[];
  readonly total: number;
}

const DEFAULT_LIMIT = 10;

/**
 * The part of a list that a query asks for: `name=value` filters (repeated names: any of the values; `a.b` looks inside),
 * `q` searches all texts, `_sort=name,-age` sorts, `_page` (from 1) and `_limit` cut out a page. Pure.
 * @returns a sentence about the mistake if the query has one
 */
export function list(items: readonly Item[], query: URLSearchParams): Listed | string {
  const page = countOf(query, '_page');
  const limit = countOf(query, '_limit');
  if (typeof page === 'string') return page;
  if (typeof limit === 'string') return limit;
  const found = sorted(filtered(items, query), query.get('_sort') ?? '');
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

function filtered(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const wanted = [...new Set(query.keys())].filter(name => name !== 'q' && !name.startsWith('_'));
  const words = (query.get('q') ?? '').toLowerCase();
  return items.filter(
    item =>
      wanted.every(name => query.getAll(name).includes(textOf(valueAt(item, name)))) &&
      (words === '' || holds(item, words)),
  );
}

function holds(value: unknown, words: string): boolean {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some(each => holds(each, words));
  return textOf(value).toLowerCase().includes(words);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

function valueAt(item: Item, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    return typeof found === 'object' && found !== null && Object.hasOwn(found, key)
      ? (found as Item)[key]
      : undefined;
  }, item);
}

/** Made at the first comparison: `Intl.Collator` takes 7 ms to load, which would delay the start. */
let collator: Intl.Collator | undefined;

function sorted(items: readonly Item[], sort: string): readonly Item[] {
  const keys = sort.split(',').filter(Boolean);
  if (keys.length === 0) return items;
  return items.toSorted((a, b) => {
    for (const key of keys) {
      const down = key.startsWith('-');
      const name = down ? key.slice(1) : key;
      const order = compare(valueAt(a, name), valueAt(b, name));
      if (order !== 0) return down ? -order : order;
    }
    return 0;
  });
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(textOf(a), textOf(b));
}
