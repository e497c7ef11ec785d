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

/** Whether the JSON text of a value is longer than `most` characters; stops counting there. */
export function isLonger(value: unknown, most: number): boolean {
  return charactersOf(value, most) > most;
}

/** A lower bound of the length of a JSON text; stops counting at a limit. */
function charactersOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  // A list is not turned into names first: it may have hundreds of thousands of members.
  const names = Array.isArray(value) ? undefined : Object.keys(value);
  const length = Array.isArray(value) ? value.length : (names?.length ?? 0);
  let count = 0;
  for (let at = 0; at < length && count <= most; at += 1)
    count += 1 + charactersOf(Reflect.get(value, names?.[at] ?? at), most - count);
  return count;
}
