import type { Item } from './items';

/** A value as text, for comparing with a query; empty for a missing one. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : typeof value === 'number' ? String(value) : JSON.stringify(value);
};

/** The value at a path of own properties; undefined where there is none. */
export function valueAt(item: Item, path: readonly string[]): unknown {
  let found: unknown = item;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Item)[key];
  }
  return found;
}
